"""Messages by keyboard alone, the answer on the other side, desks and calendar."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.hands import wait_for
from tests.browser.pages import sideways, violations
from tests.browser.portal_server import PortalServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SEED = """
from datetime import timedelta
from django.utils import timezone
from applications.models import RecommendationTerm
from tests.factories import (
    make_assignment, make_dossier, make_enterprise, make_expert, make_round, make_user)
now = timezone.now()
firm = make_user(email="firm@example.com", name="示例填报人")
make_user("city", email="city@example.com")
make_user("official", email="official@example.com")
for role in ("audit", "system", "security"):
    make_user(role, email=f"{role}@example.com")
expert = make_expert(user=make_user("expert", email="expert@example.com"))
home = make_enterprise(firm)
round = make_round(opens_at=now - timedelta(days=9), closes_at=now + timedelta(days=9))
RecommendationTerm.objects.create(round=round, due_at=now + timedelta(days=12))
draft = make_dossier(firm, round=round)
asked = make_dossier(firm, round=round, kind="regional")
filed = make_dossier(firm, round=round, kind="comprehensive", status="submitted")
filed.messages.create(writer=firm, side="enterprise", number=1, at=now,
    text="请问补充材料何时提交？", section="attachments")
make_dossier(round=round, status="recommended", recommended_order=1)
make_assignment(expert=expert, state="assigned", declared_at=None)
for name, made in (("draft", draft), ("asked", asked), ("filed", filed)):
    print(f"KEY {name} {made.key}")
"""
PASSWORD = "correct-horse-battery"
FOCUSED = """(() => {
  const e = document.activeElement;
  return e.matches("button, a") ? e.textContent.trim() : e.name || "";
})()"""


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
    page.set_default_timeout(15000)
    if who:
        page.goto("/accounts/login/")
        page.fill("[name=login]", f"{who}@example.com")
        page.fill("[name=password]", PASSWORD)
        page.click("main form button")
        page.wait_for_url(lambda url: "/accounts/login/" not in url)
    page.goto(path)
    return page


def tab_to(page: Page, wanted: str, most: int = 60) -> None:
    """Press Tab until the control named ``wanted`` has the focus."""
    wait_for(page, wanted)
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED).startswith(wanted):
            return
    raise AssertionError(f"no key leads to {wanted}")


@pytest.mark.parametrize("width", [1280, 768, 390])
def test_nothing_is_in_the_way_of_anybody(browser, server, width):
    filed = f"/dossiers/{server.keys['filed']}/messages/"
    looks = {
        "": ["/"],
        "firm": ["/", filed, "/messages/", "/me/calendar/", "/me/calendar/renew/"],
        "city": ["/", filed, "/messages/", "/me/calendar/"],
        "official": ["/", filed, "/messages/", "/manage/dossiers/?status=all"],
        "expert": ["/", "/me/calendar/"],
        "audit": ["/", filed],
        "system": ["/"],
        "security": ["/"],
    }
    faults = []
    for who, paths in looks.items():
        page = at(browser, server, "/", who)
        page.set_viewport_size({"width": width, "height": 2400})
        for path in paths:
            answer = page.goto(path)
            found = [*violations(page), *(["too wide"] if sideways(page) else [])]
            found += [str(answer.status)] if answer.status != 200 else []
            faults += [(who, path, each) for each in found]
        page.context.close()

    assert not faults


def test_a_question_and_its_answer_by_keyboard_alone(browser, server):
    key = server.keys["asked"]
    firm = at(browser, server, f"/dossiers/{key}/", "firm")
    tab_to(firm, "往来消息")
    firm.keyboard.press("Enter")
    expect(firm.locator("h1")).to_have_text("往来消息")
    tab_to(firm, "about")
    firm.keyboard.press("ArrowDown")
    tab_to(firm, "text")
    firm.keyboard.type("请问这一栏按哪一年的数填？")
    tab_to(firm, "发送")
    firm.keyboard.press("Enter")
    expect(firm.locator("main")).to_contain_text("消息已发送")
    expect(firm.locator(".p-talk")).to_contain_text("请问这一栏按哪一年的数填？")

    city = at(browser, server, "/", "city")
    tab_to(city, "未读消息")
    city.keyboard.press("Enter")
    expect(city.locator("h1")).to_have_text("往来消息")
    city.locator(f"a[href*='{key}']").focus()
    city.keyboard.press("Enter")
    expect(city.locator(".p-talk [data-unread]")).to_have_count(1)
    tab_to(city, "text")
    city.keyboard.type("按上一年度填。")
    tab_to(city, "发送")
    city.keyboard.press("Enter")
    expect(city.locator("main")).to_contain_text("消息已发送")

    firm.goto("/dossiers/")
    expect(firm.locator("main")).to_contain_text("1 条未读消息")
    firm.goto(f"/dossiers/{key}/messages/")
    expect(firm.locator(".p-talk")).to_contain_text("按上一年度填。")


def test_what_was_on_the_screen_is_read_without_a_click(browser, server):
    key = server.keys["filed"]
    page = at(browser, server, f"/dossiers/{key}/messages/", "official")
    expect(page.get_by_role("button", name="全部标为已读")).to_have_count(0)
    page.reload()
    expect(page.locator(".p-talk")).to_contain_text("请问补充材料何时提交？")
    expect(page.locator("[data-unread]")).to_have_count(0)


def test_a_double_click_sends_one_message(browser, server):
    key = server.keys["draft"]
    page = at(browser, server, f"/dossiers/{key}/messages/", "firm")
    page.fill("[name=text]", "点了两下")
    page.get_by_role("button", name="发送").dblclick()
    expect(page.locator(".p-talk li")).to_have_count(1)
    page.reload()
    expect(page.locator(".p-talk li")).to_have_count(1)


def test_a_calendar_address_is_made_and_read_without_login(browser, server):
    page = at(browser, server, "/me/calendar/", "firm")
    tab_to(page, "生成地址")
    page.keyboard.press("Enter")
    tab_to(page, "确认生成")
    page.keyboard.press("Enter")
    field = page.get_by_label("您的地址")
    expect(field).to_be_visible()
    field.focus()
    assert page.evaluate("getSelection().toString()").endswith(".ics")
    stranger = browser.new_context()
    answer = stranger.request.get(field.input_value())
    assert answer.status == 200
    assert answer.text().startswith("BEGIN:VCALENDAR")
    assert "申报截止" in answer.text()
