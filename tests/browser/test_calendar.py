"""A calendar day is changed; a colleague's link is copied; an odd figure is said."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import is_fit, log_in_as
from tests.browser.portal_server import PortalServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SEED = """
from datetime import timedelta
from django.utils import timezone
from applications.models import Dossier
from tests.factories import make_dossier, make_enterprise, make_round, make_user
now = timezone.now()
official = make_user("official", email="official@example.com", province="jiangsu")
make_user("system", email="system@example.com")
owner = make_user(email="owner@example.com")
firm = make_enterprise(owner, province="jiangsu", city="南京市")
round = make_round(province="jiangsu", opens_at=now - timedelta(days=9),
    closes_at=now + timedelta(days=9))
draft = make_dossier(owner, round=round, kind="enterprise")
sent = make_dossier(round=round, kind="enterprise", status=Dossier.Status.RETURNED,
    correction_due=now + timedelta(days=20))
sent.steps.create(at=now, by=official, action="return", opinion="示例",
    status=Dossier.Status.RETURNED)
from portal import workcalendar
print(f"KEY draft {draft.key}")
print(f"KEY number {sent.number}")
print(f"KEY day {workcalendar.add_workdays(workcalendar.today(), 3)}")
"""


@pytest.fixture(scope="module")
def server():
    started = PortalServer().start()
    lines = started.manage("shell", "--no-imports", "-c", SEED).splitlines()
    started.keys = dict(line.split()[1:] for line in lines if line.startswith("KEY"))
    yield started
    started.stop()


def page_of(browser: Browser, server: PortalServer, who: str, **more) -> Page:
    context = browser.new_context(base_url=server.url, locale="zh-CN", **more)
    page = context.new_page()
    page.set_default_timeout(15000)
    log_in_as(page, f"{who}@example.com")
    return page


def test_a_day_is_changed_and_taken_back_and_every_page_is_fit(browser, server):
    page = page_of(browser, server, "system")
    day = server.keys["day"]
    page.goto("/manage/workdays/")
    is_fit(page)
    page.get_by_role("link", name="调整某一天").click()
    page.fill("[name=date]", day)
    page.get_by_label("休息").check()
    page.fill("[name=reason]", "示例：临时放假")
    is_fit(page)
    page.get_by_role("button", name="下一步：查看影响").click()
    expect(page.locator(".p-errors")).to_contain_text("依据")
    page.fill("[name=source]", "示例通知〔2026〕1号")
    page.get_by_role("button", name="下一步：查看影响").click()
    expect(page.locator("main")).to_contain_text("江苏省补正期限：1 项")
    is_fit(page)
    page.get_by_role("button", name="确认调整").click()
    expect(page.get_by_text("改休", exact=True)).to_be_visible()
    is_fit(page)

    page.get_by_role("link", name="撤销").click()
    page.fill("[name=reason]", "示例：通知已取消")
    is_fit(page)
    page.get_by_role("button", name="确认撤销").click()
    expect(page.get_by_text("改休", exact=True)).to_have_count(0)


def test_what_cannot_be_is_refused_and_what_is_odd_asked_as_it_is_typed(
    browser, server
):
    page = page_of(browser, server, "owner")
    sections = f"/dossiers/{server.keys['draft']}/sections/"
    page.goto(f"{sections}effects/")
    page.fill("[name=production_cost_cut]", "120")
    expect(page.locator("#live-tally")).to_contain_text("填写有误 1")
    expect(page.locator("#live-problems")).to_contain_text("应在 0 至 100% 之间")
    page.fill("[name=production_cost_cut]", "100")
    expect(page.locator("#live-tally")).not_to_contain_text("填写有误")

    page.goto(f"{sections}operation/")
    page.fill("[name=debt_ratio]", "108")
    expect(page.locator("#doubt-debt_ratio")).to_contain_text("资不抵债")
    is_fit(page)
    page.fill("[name=debt_ratio]", "60")
    expect(page.locator("#doubt-debt_ratio")).to_have_text("")


def test_an_invitation_link_is_copied_whole(browser, server):
    rights = ["clipboard-read", "clipboard-write"]
    page = page_of(browser, server, "owner", permissions=rights)
    page.goto("/enterprise/colleagues/new/")
    page.fill("[name=name]", "示例同事")
    page.fill("[name=email]", "colleague@example.com")
    page.locator("main form button").last.click()
    page.get_by_role("button", name="复制链接").click()
    expect(page.get_by_text("已复制", exact=True)).to_be_visible()
    is_fit(page)

    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{server.url}/invitations/")
    page.context.clear_cookies()
    page.goto(link)
    expect(page.locator("main")).to_contain_text("邀请您一起填报本单位的申报书")
