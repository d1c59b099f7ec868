"""Two experts far apart: they confer, one changes a mark, the ranking shows it."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import is_fit
from tests.browser.portal_server import PortalServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SEED = """
from tests.factories import make_round, make_user
from tests.scoring.closed_rounds import make_ranked
from scoring.models import Assignment
round = make_round(status="scoring", review={"spread": "15"}, is_blind=True)
dossier = make_ranked(round, "A-01", "0.9", "0.7")
make_ranked(round, "A-02", "0.85", "0.8")
make_user("official", email="official@example.com")
high, low = Assignment.objects.filter(dossier=dossier).order_by("pk")
for name, seat in (("high", high), ("low", low)):
    type(seat.expert.user).objects.filter(expert=seat.expert).update(
        email=f"{name}@example.com", name=f"示例姓名{name}")
    print(f"KEY {name} {seat.key}")
    print(f"KEY {name}_code {seat.expert.code}")
print(f"KEY round {round.pk}")
"""
PASSWORD = "correct-horse-battery"


@pytest.fixture(scope="module")
def server():
    started = PortalServer().start()
    lines = started.manage("shell", "--no-imports", "-c", SEED).splitlines()
    started.keys = dict(line.split()[1:] for line in lines if line.startswith("KEY"))
    yield started
    started.stop()


def at(browser: Browser, server: PortalServer, path: str, who: str) -> Page:
    context = browser.new_context(base_url=server.url, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto("/accounts/login/")
    page.fill("[name=login]", f"{who}@example.com")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
    page.goto(path)
    return page


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def test_who_stands_far_apart_confers_and_the_second_round_is_ranked(browser, server):
    keys = server.keys
    panels = f"/manage/rounds/{keys['round']}/panels/"
    official = at(browser, server, panels, "official")
    official.get_by_role("link", name="会商复评").click()
    is_fit(official)
    official.get_by_label("选择 A-01").check()
    press(official, "发起会商")
    expect(official.locator("main")).to_contain_text("总分相差 20.00 分")
    official.get_by_label("复评期限").fill("3")
    press(official, "确认发起")
    expect(official.locator("main")).to_contain_text("会商中，待答复 2 人")

    low = at(browser, server, "/scoring/", "low")
    low.get_by_role("link", name="A-01 各专家评分相差较大，请会商").click()
    low.get_by_role("textbox", name="发言").fill("案例没有验收材料（示例）")
    press(low, "发出")

    high = at(browser, server, f"/scoring/{keys['high']}/discussion/", "high")
    main = high.locator("main")
    expect(main).to_contain_text(f"专家 {keys['low_code']}")
    expect(main).to_contain_text("案例没有验收材料（示例）")
    expect(main).not_to_contain_text("示例姓名low")
    is_fit(high)
    row = high.locator("[id='row-4.1.5']")
    row.locator("input").fill("1")
    row.locator("summary").click()
    row.locator("textarea").fill("核对后案例证据不足（示例）")
    expect(high.locator("[data-autosave-status]")).to_contain_text("已自动保存")
    high.reload()
    expect(row.locator("input")).to_have_value("1")
    press(high, "核对并答复")
    expect(main).to_contain_text("修改 1 项")
    is_fit(high)
    press(high, "提交复评")
    expect(main).to_contain_text("会商已答复")

    low.goto(f"/scoring/{keys['low']}/discussion/check/")
    press(low, "维持原评分，提交答复")

    official.goto(f"/manage/rounds/{keys['round']}/close-scoring/")
    press(official, "确认结束评审")
    official.goto(f"/manage/rounds/{keys['round']}/ranking/industry/")
    table = official.locator("main table").first
    expect(table).to_contain_text("75.70")  # (81.7 + 69.7) / 2
    expect(table).not_to_contain_text("79.70")  # (89.7 + 69.7) / 2
    official.goto(f"/manage/rounds/{keys['round']}/discussions/")
    official.get_by_role("link", name="A-01").click()
    expect(official.locator("main")).to_contain_text("核对后案例证据不足（示例）")
    is_fit(official)
