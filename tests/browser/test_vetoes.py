"""Veto items: the city checks and the official decides by keyboard alone."""

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.guides import vetoes
from tests.browser.hands import tab_to
from tests.browser.pages import sideways, violations
from tests.browser.portal_server import PortalServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SEED = """
from datetime import timedelta
from django.utils import timezone
from applications.models import Dossier
from tests.factories import make_dossier, make_enterprise, make_round, make_user
now = timezone.now()
make_user("city", email="city@example.com", province="jiangsu", city="南京市")
make_user("official", email="official@example.com", province="jiangsu")
round = make_round(province="jiangsu", opens_at=now - timedelta(days=9),
    closes_at=now + timedelta(days=9))
for name, status in (("waiting", "submitted"), ("sent", "recommended")):
    firm = make_enterprise(name=f"示例{name}公司", province="jiangsu", city="南京市")
    made = make_dossier(round=round, kind="enterprise", enterprise=firm,
        status=status, submitted_at=now - timedelta(hours=1),
        document={"metrics": {}, "industries": [], "domains": [], "parks": [],
            "profile": {"veto_dishonesty": "有",
                "veto_dishonesty_statement": "受过警告，已修复。"}})
    made.veto_reviews.all().delete()
    print(f"KEY {name} {made.key}")
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
    page.set_default_timeout(15000)
    page.goto("/accounts/login/")
    page.fill("[name=login]", f"{who}@example.com")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_load_state()
    page.goto(path)
    return page


@pytest.mark.parametrize("width", [1280, 768, 390])
def test_nothing_is_in_the_way_of_anybody(browser, server, width):
    waiting, sent = server.keys["waiting"], server.keys["sent"]
    looks = {
        "city": [f"/city/{waiting}/", f"/city/{waiting}/vetoes/"],
        "official": [
            f"/manage/dossiers/{sent}/",
            f"/manage/dossiers/{sent}/vetoes/dishonesty/",
        ],
    }
    for who, paths in looks.items():
        page = at(browser, server, "/", who)
        page.set_viewport_size({"width": width, "height": 2400})
        for path in paths:
            page.goto(path)
            assert not violations(page), path
            assert not sideways(page), path


def test_the_city_checks_each_item_by_keyboard(browser, server):
    key = server.keys["waiting"]
    page = at(browser, server, f"/city/{key}/", "city")
    expect(page.locator(".p-actionbar")).to_contain_text("一票否决事项 6 项未核查")
    page.goto(f"/city/{key}/vetoes/")
    expect(page.locator("main")).to_contain_text("受过警告，已修复。")
    for item in vetoes.items():
        tab_to(page, item.id)
        page.keyboard.press("Space")
        if item.id == "unbuilt":
            page.keyboard.press("ArrowRight")
            tab_to(page, "note_unbuilt")
            page.keyboard.type("官网无法访问。")
    tab_to(page, "保存核查")
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_contain_text("一票否决事项的核查已保存")
    listed = page.locator("#vetoes")
    expect(listed).to_contain_text("有疑问，官网无法访问。")
    expect(listed.locator(".p-badge", has_text="待认定")).to_have_count(2)


def test_an_official_decides_by_keyboard_and_says_why(browser, server):
    key = server.keys["sent"]
    page = at(browser, server, f"/manage/dossiers/{key}/vetoes/dishonesty/", "official")
    tab_to(page, "is_confirmed")
    page.keyboard.press("Space")
    tab_to(page, "reason")
    page.keyboard.type("仍在严重失信主体名单中。")
    tab_to(page, "确认认定")
    page.keyboard.press("Enter")

    listed = page.locator("#vetoes")
    expect(listed).to_contain_text("属实，一票否决，理由：仍在严重失信主体名单中。")
    expect(listed.locator(".p-badge", has_text="已否决")).to_have_count(1)
    expect(page.locator("main")).to_contain_text("一票否决事项：失信")
