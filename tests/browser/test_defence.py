"""A defence from its rules to the final ranking, at the browser."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from portal.rules import BEIJING
from tests.browser.pages import is_fit, log_in_as
from tests.browser.portal_server import PortalServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SEED = """
from tests.factories import make_round, make_user
from tests.scoring.closed_rounds import make_ranked
from tests.scoring.defended import make_defended_round, seats_of
draft = make_round(status="draft", digest="", frozen_at=None)
round = make_defended_round(is_blind=True, more={"first": 2})
make_user("official", email="official@example.com")
for number, share in (("A-01", "0.9"), ("A-02", "0.88"), ("A-03", "0.7")):
    dossier = make_ranked(round, number, share)
    seat = seats_of(dossier)[0]
    for name, user in (("expert", seat.expert.user), ("firm", dossier.started_by)):
        type(user).objects.filter(pk=user.pk).update(
            email=f"{name}{number[-1]}@example.com")
    print(f"KEY dossier{number[-1]} {dossier.key}")
print(f"KEY draft {draft.pk}")
print(f"KEY round {round.pk}")
"""
#: The day has come: no test waits for it.
TODAY = """
from django.utils import timezone
from scoring.models import Defence
Defence.objects.filter(starts_at__isnull=False).update(starts_at=timezone.now())
"""
PLACE = "示例会议室 301"


@pytest.fixture(scope="module")
def server():
    started = PortalServer().start()
    lines = started.manage("shell", "--no-imports", "-c", SEED).splitlines()
    started.keys = dict(line.split()[1:] for line in lines if line.startswith("KEY"))
    yield started
    started.stop()


def at(browser: Browser, server: PortalServer, path: str, who: str) -> Page:
    page = browser.new_context(base_url=server.url, locale="zh-CN").new_page()
    page.set_default_timeout(20_000)
    log_in_as(page, f"{who}@example.com")
    page.goto(path)
    return page


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def follow(page: Page, words: str) -> None:
    page.locator("main").get_by_role("link", name=words).first.click()


def test_the_rules_of_a_defence_are_typed_and_shown(browser, server):
    page = at(browser, server, f"/manage/rounds/{server.keys['draft']}/", "official")
    follow(page, "现场答辩")
    is_fit(page)
    page.get_by_label("设现场答辩", exact=True).check()
    page.get_by_label("答辩占综合得分的百分之几").fill("33")
    page.get_by_label("答辩得分按 0 分计，仍参加排名").check()
    page.get_by_label("第 1 项名称").fill("平台演示")
    page.get_by_label("第 1 项分值").fill("100")
    press(page, "保存")
    expect(page.locator("main")).to_contain_text("5 的整数倍")
    is_fit(page)
    page.get_by_label("答辩占综合得分的百分之几").fill("30")
    press(page, "保存")
    expect(page.locator("main")).to_contain_text("答辩得分 × 30%")


def test_called_timed_heard_marked_and_ranked_by_both_parts(browser, server):
    keys = server.keys
    official = at(browser, server, f"/manage/rounds/{keys['round']}/", "official")
    _call_and_time(official)

    firm = at(browser, server, f"/dossiers/{keys['dossier1']}/", "firm1")
    expect(firm.locator("main")).to_contain_text(PLACE)
    expect(firm.locator("main")).to_contain_text("09:00（北京时间）")
    is_fit(firm)

    server.manage("shell", "--no-imports", "-c", TODAY)
    _mark(at(browser, server, "/scoring/", "expert1"), "A-01", "30", "20")
    _mark(at(browser, server, "/scoring/", "expert2"), "A-02", "60", "40")

    official.goto(f"/manage/rounds/{keys['round']}/defence/")
    follow(official, "结束答辩…")
    is_fit(official)
    press(official, "确认结束答辩")
    table = official.locator("main table").first
    expect(table.locator("tbody tr").first).to_contain_text("A-02")
    expect(table).to_contain_text("100.00")
    expect(official.locator("main")).to_contain_text("未参加现场答辩")
    is_fit(official)
    official.goto(f"/manage/rounds/{keys['round']}/defence/")
    is_fit(official)


def _call_and_time(official: Page) -> None:
    """The first two places; from nine o'clock in two days, by lot."""
    follow(official, "现场答辩")
    is_fit(official)
    follow(official, "召集答辩…")
    expect(official.locator("main")).to_contain_text("不再匿名")
    expect(official.locator("main")).to_contain_text("示例A-02有限公司")
    is_fit(official)
    press(official, "确认召集 2 家")
    day = (timezone.now() + timedelta(days=2)).astimezone(BEIJING)
    official.get_by_label("日期").fill(f"{day:%Y-%m-%d}")
    official.get_by_label("开始时间").fill("09:00")
    official.get_by_label("每家时长").fill("20")
    official.get_by_label("每天最多").fill("1")
    official.get_by_label("地点或会议地址").fill(PLACE)
    is_fit(official)
    press(official, "核对时间表")
    expect(official.locator("main")).to_contain_text("没有选择")
    official.get_by_label("按申报编号").check()
    press(official, "核对时间表")
    expect(official.locator("main")).to_contain_text("示例A-01有限公司")
    is_fit(official)
    press(official, "确认时间表并通知")
    expect(official.locator("main")).to_contain_text(PLACE)
    is_fit(official)


def _mark(page: Page, number: str, first: str, second: str) -> None:
    """Marks are kept while they are typed; handed in after a look."""
    follow(page, number)
    is_fit(page)
    for code, points in (("1", first), ("2", second)):
        page.locator(f"#points-{code}").fill(points)
        page.locator(f"#comment-{code}").fill("示例评语")
    expect(page.locator("[data-autosave-status]")).to_contain_text("已自动保存")
    page.reload()
    expect(page.locator("#points-2")).to_have_value(second)
    press(page, "核对并提交")
    is_fit(page)
    press(page, "提交答辩评分表")
    expect(page.locator("main")).to_contain_text("答辩评分表已提交")
    is_fit(page)
