"""Minima and a city's places explained, a list, one that leaves, one that follows."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import is_fit, log_in_as
from tests.browser.portal_server import PortalServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SEED = """
from tests.factories import make_enterprise, make_user
from tests.scoring.closed_rounds import KIND, make_closed_round, make_ranked
from tests.scoring.departures import LIMITS, ROWS
for name in ("one", "two"):
    make_user("official", email=f"{name}@example.com", name=f"示例{name}")
limits = {**LIMITS, "groups": {"服务能力": "20"}}
round = make_closed_round(review={"selection": {KIND: limits}}, quotas={KIND: 2})
for number, (city, share) in ROWS.items():
    firm = make_enterprise(make_user(), city=city, name=f"示例{number}有限公司")
    make_ranked(round, number, share, enterprise=firm)
print(f"KEY round {round.pk}")
"""


@pytest.fixture(scope="module")
def server():
    started = PortalServer().start()
    lines = started.manage("shell", "--no-imports", "-c", SEED).splitlines()
    started.keys = dict(line.split()[1:] for line in lines if line.startswith("KEY"))
    yield started
    started.stop()


def page_of(browser: Browser, server: PortalServer, who: str = "") -> Page:
    page = browser.new_context(base_url=server.url, locale="zh-CN").new_page()
    page.set_default_timeout(60000)
    if who:
        log_in_as(page, f"{who}@example.com")
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).first.click()


def test_from_limits_explained_to_a_replacement_that_is_public(browser, server):
    one, two = (page_of(browser, server, who) for who in ("one", "two"))
    ranking = f"/manage/rounds/{server.keys['round']}/ranking/industry/"

    one.goto(ranking)
    expect(one.get_by_text("本市名额 1 家已满：第 1 名")).to_be_visible()
    missed = "总分 49.70 分，低于规定的 55 分，差 5.30 分；“服务能力”得分 18.90 分"
    expect(one.get_by_text(missed)).to_be_visible()
    is_fit(one)
    follow(one, "冻结排名…")
    is_fit(one)
    press(one, "确认冻结")
    two.goto(ranking)
    follow(two, "复核名单（处）…")
    press(two, "确认复核")
    one.goto(ranking)
    follow(one, "公示名单…")
    one.get_by_label("联系方式和异议受理").fill("示例处，电话 000-00000000")
    press(one, "确认公示")

    follow(one, "退出和递补…")
    is_fit(one)
    follow(one, "退出…")
    expect(one.get_by_text("第 2 名 A-02 示例A-02有限公司（长春市）")).to_be_visible()
    is_fit(one)
    one.get_by_label("自愿退出").check()
    one.get_by_label("理由").fill("示例：企业书面申请退出。")
    press(one, "提出，送下一环节")
    expect(one.get_by_role("heading", level=1)).to_contain_text("A-01")
    is_fit(one)
    address = one.url
    two.goto(address)
    follow(two, "复核退出和递补…")
    is_fit(two)
    press(two, "确认复核")
    one.goto(address)
    follow(one, "公示退出和递补…")
    is_fit(one)
    press(one, "确认公示")
    expect(one.get_by_text("已公示，名单已经更改")).to_be_visible()

    public = page_of(browser, server)
    public.goto(f"/publicity/{server.keys['round']}/")
    expect(public.get_by_text("退出名单（自愿退出）")).to_be_visible()
    expect(public.get_by_text("示例：企业书面申请退出。")).to_be_visible()
    expect(public.get_by_text("由候补 A-02 示例A-02有限公司 递补")).to_be_visible()
    is_fit(public)
    one.goto(ranking)
    expect(one.get_by_text("公示后退出名单，由第 2 名递补")).to_be_visible()
