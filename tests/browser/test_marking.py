"""The scoring page in a browser: two devices, a lost login, a server that is killed."""

import os
import signal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import Hands
from tests.browser.pages import log_in_as
from tests.browser.portal_server import PortalServer
from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STATUS = "[data-autosave-status]"
SAVED = f"{STATUS}[data-state=saved]"
EXPERT = "expert@example.com"
SEED = """
from tests.factories import *
expert = make_expert(user=make_user("expert", email="expert@example.com"))
limits = {"comment_below": "50", "comment_above": "95"}
round = make_round(status=Round.Status.SCORING, review=limits)
for name in ("both", "login", "killed", "keys"):
    dossier = make_dossier(round=round, status=Dossier.Status.ACCEPTED)
    make_evidence(dossier, name="清单.pdf")
    print("KEY", name, make_assignment(dossier=dossier, expert=expert).key)
round = make_round(status=Round.Status.SCORING, review=limits)
leaf = next(each for each in round.table["indicators"] if each["code"] == "3.1.1")
leaf["scale"] = {
    "metric": "connected_devices", "better": "more", "provenance": "province",
    "bands": [{"edge": "0", "points": "0"}, {"edge": "60", "points": "2"}],
    "source": "示例通知",
}
round.save()
stated = {"metrics": {"connected_devices": 5}}
dossier = make_dossier(round=round, document=stated, status=Dossier.Status.ACCEPTED)
print("KEY", "bands", make_assignment(dossier=dossier, expert=expert).key)
"""


@pytest.fixture(scope="module")
def server():
    started = PortalServer().start()
    lines = started.manage("shell", "--no-imports", "-c", SEED).splitlines()
    started.keys = dict(line.split()[1:] for line in lines if line.startswith("KEY"))
    yield started
    started.stop()


def sheet(browser, server: PortalServer, name: str) -> Page:
    """The expert's page, in a context of its own."""
    page = browser.new_context(base_url=server.url, locale="zh-CN").new_page()
    page.set_default_timeout(15_000)
    log_in_as(page, EXPERT)
    page.goto(f"/scoring/{server.keys[name]}/")
    return page


def mark(code: str) -> str:
    return f"[name='points-{code}']"


def test_of_two_devices_neither_overwrites_the_other(browser, server):
    first, second = (sheet(browser, server, "both") for _ in range(2))
    first.fill(mark("1.1.1"), "2")
    expect(first.locator(SAVED)).to_contain_text("已自动保存")
    second.fill(mark("1.1.2"), "1.5")
    expect(second.locator(SAVED)).to_contain_text("已自动保存")
    # what only the other changed comes in, and is in the total
    expect(second.locator(mark("1.1.1"))).to_have_value("2")
    expect(second.locator("[data-mark]")).to_have_text("3.5")

    first.fill(mark("1.1.2"), "2.5")
    box = first.locator("[data-clash='points-1.1.2']")
    expect(box).to_contain_text("另一处已保存：1.5 分；这里填的：2.5 分")
    expect(first.locator(STATUS)).to_contain_text("1 项在另一处也改过")
    first.reload()  # nothing typed is lost, and it is asked again
    expect(first.locator(mark("1.1.2"))).to_have_value("2.5")
    box.get_by_role("button", name="用这里的（2.5 分）").click()
    expect(first.locator(SAVED)).to_contain_text("已自动保存")
    expect(box).to_have_count(0)

    second.fill(mark("1.1.2"), "3")
    other = second.locator("[data-clash='points-1.1.2']")
    other.get_by_role("button", name="用另一处的（2.5 分）").click()
    expect(second.locator(SAVED)).to_contain_text("已自动保存")
    for page in (first, second):
        page.reload()
        expect(page.locator(mark("1.1.2"))).to_have_value("2.5")
        expect(page.locator(STATUS)).not_to_contain_text("已恢复")


def test_logged_out_in_another_tab_the_mark_comes_back_after_the_login(browser, server):
    page = sheet(browser, server, "login")
    other = page.context.new_page()
    other.goto("/accounts/logout/")
    other.click("main form button")
    page.fill(mark("4.1.5"), "7")
    expect(page.locator(STATUS)).to_contain_text("登录已过期")

    page.click(f"{STATUS} a")
    page.fill("[name=login]", EXPERT)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")

    expect(page.locator(mark("4.1.5"))).to_have_value("7")
    expect(page.locator(SAVED)).to_contain_text("已自动保存")


def test_a_server_killed_while_marking_costs_no_mark(browser, server):
    page = sheet(browser, server, "killed")
    web = server.processes[0]
    os.killpg(web.pid, signal.SIGKILL)
    web.wait(15)
    page.fill(mark("4.1.5"), "6")
    page.fill("[name=remark]", "示例总评")
    expect(page.locator(STATUS)).to_contain_text("未保存，内容已留在本机浏览器")

    server._run(
        "web", "gunicorn", "portal.wsgi:application", "--bind",
        f"127.0.0.1:{server.port}", "--workers", "2", "--no-control-socket",
    )  # fmt: skip
    server.processes[0] = server.processes.pop()
    server._wait()

    # it tries again by itself, after 5, 15 and 60 seconds
    expect(page.locator(SAVED)).to_contain_text("已自动保存", timeout=60_000)
    page.reload()
    expect(page.locator(mark("4.1.5"))).to_have_value("6")
    expect(page.locator("[name=remark]")).to_have_value("示例总评")


def test_a_whole_sheet_is_marked_and_handed_in_by_keys_alone(browser, server):
    hands = Hands(browser, server, "expert").open(f"/scoring/{server.keys['keys']}/")
    page = hands.page
    marks = page.locator("[data-points]")
    hands.key("Tab", "Tab")
    skip = page.get_by_role("link", name="跳到评分表")
    expect(skip).to_be_focused()
    hands.key("Enter", "ArrowDown")
    for number in range(marks.count()):
        expect(marks.nth(number)).to_be_focused()
        full = float(marks.nth(number).get_attribute("data-full"))
        page.keyboard.type(f"{full * 0.8:.1f}")
        hands.key("Enter")
    expect(page.locator("[data-done]")).to_have_text("37")

    # Full marks want a comment here; Alt+U finds what lacks one.
    hands.key("=", "ArrowUp")
    due = page.locator("[data-due]").last
    expect(due).to_contain_text("须写评语，还没有写")
    hands.key("Alt+u")
    expect(marks.last).to_be_focused()
    hands.key("Alt+c")
    page.keyboard.type("见案例。")
    expect(due).to_have_text("")
    hands.key("Alt+c", "-")
    expect(marks.last).to_have_value("")
    page.keyboard.type("4")

    hands.key("Alt+e")
    expect(page.locator("[data-files] a").first).to_be_focused()
    hands.key("Escape")
    expect(marks.last).to_be_focused()
    hands.key("?")
    expect(page.locator("[data-hints]")).to_have_attribute("open", "")
    hands.key("?")
    with page.expect_navigation():
        hands.key("Control+Enter")
    hands.push("提交评分").sees("已提交 1 / 4 份")
    assert not urlsplit(page.url).fragment  # the next one opens at its beginning


def test_points_of_a_band_lack_no_comment_on_the_page_either(browser, server):
    page = sheet(browser, server, "bands")
    lacking = page.locator("[data-lacking]")
    page.fill(mark("3.1.1"), "0.5")
    expect(lacking).to_have_text("，1 项缺评语")
    page.locator(mark("3.1.1")).press("y")
    expect(page.locator(mark("3.1.1"))).to_have_value("0")
    expect(lacking).to_have_text("")
    page.locator(mark("3.1.2")).focus()
    expect(page.locator("#due-3\\.1\\.1")).to_have_text("")
    expect(page.locator(SAVED)).to_contain_text("已自动保存")
    page.reload()
    expect(lacking).to_have_text("")


def test_keys_are_left_to_an_input_method_and_can_be_switched_off(browser, server):
    page = sheet(browser, server, "both")
    field = page.locator("[data-points]").nth(5)
    field.focus()
    composing = (
        "new KeyboardEvent('keydown', {key: '=', isComposing: true, bubbles: 1})"
    )
    field.evaluate(f"e => e.dispatchEvent({composing})")
    expect(field).to_have_value("")

    page.locator("[data-hints] summary").click()
    page.get_by_label("使用快捷键").uncheck()
    page.reload()
    field.focus()
    page.keyboard.press("=")
    page.keyboard.press("ArrowDown")
    expect(field).to_be_focused()
    expect(field).to_have_value("=")
