"""A draw from its promise to a reserve who steps in, and an outsider who checks it."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import is_fit, log_in_as
from tests.browser.portal_server import PortalServer
from tests.portal.rules.draws import SCRIPT

pytestmark = [pytest.mark.browser, pytest.mark.slow]
VALUE = "02 08 15 19 27 33 + 11"

SEED = """
from datetime import timedelta
from django.utils import timezone
from scoring.actions import draws
from tests.factories import make_user
from tests.scoring.draws import make_drawable_round, make_plan, official
now = timezone.now()
for name in ("one", "two"):
    official(email=f"{name}@example.com", name=f"示例{name}")
dates = {"opens_at": now - timedelta(days=9), "closes_at": now + timedelta(days=9)}
empty = make_drawable_round(title="待抽取的批次（示例）", **dates)
waiting = make_drawable_round(title="等公开值的批次（示例）", **dates)
draw = draws.commit(round=waiting, plan=make_plan(now - timedelta(days=1), city_most=0),
    by=official(name="示例three"), at=now - timedelta(days=2))
print(f"KEY round {empty.pk}")
print(f"KEY draw {draw.key}")
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
    page.set_default_timeout(15000)
    if who:
        log_in_as(page, f"{who}@example.com")
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_an_official_promises_a_draw_from_rules_that_hold(browser, server):
    page = page_of(browser, server, "one")
    page.goto(f"/manage/rounds/{server.keys['round']}/panels/")
    page.get_by_role("link", name="专家抽取", exact=True).click()
    is_fit(page)
    page.get_by_role("link", name="新的抽取").click()
    is_fit(page)
    page.get_by_label("每席候选人数不少于").fill("9")
    page.get_by_label("公开值名称").fill("示例彩票第 2026001 期开奖号码")
    page.get_by_label("公开值来源").fill("示例彩票中心网站")
    tomorrow = timezone.now() + timedelta(days=1)
    page.get_by_label("产生日期").fill(f"{tomorrow:%Y-%m-%d}")
    page.get_by_label("产生时间").fill("21:15")
    press(page, "试算并核对")
    expect(page.get_by_text("不能保证抽满")).to_be_visible()
    is_fit(page)

    page.get_by_label("每席候选人数不少于").fill("3")
    press(page, "试算并核对")
    is_fit(page)
    press(page, "确认公布")

    expect(page.get_by_text("抽取规则和承诺已公布")).to_be_visible()
    expect(page.get_by_text("以后可以录入")).to_be_visible()
    is_fit(page)


def test_two_officials_draw_a_reserve_steps_in_and_anyone_checks(
    browser, server, tmp_path
):
    here = f"/manage/draws/{server.keys['draw']}/"
    for who in ("one", "two"):
        page = page_of(browser, server, who)
        page.goto(here)
        is_fit(page)
        page.locator("[name=value]").fill(VALUE)
        page.locator("[name=source]").fill("示例彩票中心网站")
        press(page, "录入")
    expect(page.get_by_text("已完成抽取并分派专家")).to_be_visible()
    is_fit(page)

    page.get_by_role("row").nth(1).get_by_role("rowheader").wait_for()
    page.goto(f"/manage/rounds/{round_of(page)}/panels/")
    page.get_by_role("link", name="调整").first.click()
    page.get_by_role("link", name="撤回").first.click()
    page.get_by_label("理由").fill("临时出差（示例）")
    press(page, "确认撤回")
    is_fit(page)
    page.goto(here)
    is_fit(page)
    page.get_by_role("button", name="递补").click()
    expect(page.get_by_text("递补记录")).to_be_visible()
    is_fit(page)

    visitor = page_of(browser, server)
    visitor.goto("/draws/")
    is_fit(visitor)
    visitor.get_by_role("link", name="等公开值的批次").click()
    is_fit(visitor)
    assert checked(visitor, tmp_path).startswith("核验通过：6 个席位、1 次递补")


def round_of(page: Page) -> str:
    href = page.get_by_role("link", name="专家组", exact=True).get_attribute("href")
    return str(href).split("/")[-3]


def checked(page: Page, folder) -> str:
    """What the downloaded script says of the downloaded record."""
    files = []
    for name in ("抽取记录（JSON）", "核验程序"):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=name).click()
        files.append(folder / waiting.value.suggested_filename)
        waiting.value.save_as(files[-1])
    record, script = files
    assert script.read_bytes() == SCRIPT.read_bytes()
    done = subprocess.run(
        [sys.executable, "-I", script, record], capture_output=True, encoding="utf-8"
    )
    return done.stdout


def test_a_draw_made_void_by_two_is_shown_as_such(browser, server):
    here = f"/manage/draws/{server.keys['draw']}/"
    page = page_of(browser, server, "one")
    page.goto(here)
    page.get_by_role("link", name="作废", exact=True).click()
    is_fit(page)
    page.get_by_label("理由").fill("候选名单有误（示例）")
    press(page, "提出作废")
    expect(page.get_by_text("已提出作废：")).to_be_visible()
    is_fit(page)
    other = page_of(browser, server, "two")
    other.goto(here)
    other.get_by_role("link", name="确认作废").click()
    is_fit(other)
    press(other, "确认作废")

    visitor = page_of(browser, server)
    visitor.goto(f"/draws/{server.keys['draw']}/")
    expect(visitor.get_by_text("候选名单有误（示例）")).to_be_visible()
    is_fit(visitor)
