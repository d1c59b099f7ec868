"""The city: a batch by keyboard alone, an order dragged, nothing in the way."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.hands import tab_to
from tests.browser.pages import sideways, violations
from tests.browser.portal_server import PortalServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SEED = """
from datetime import timedelta
from django.utils import timezone
from applications.models import Dossier, RecommendationQuota, RecommendationTerm
from tests.factories import make_dossier, make_enterprise, make_round, make_user
now = timezone.now()
make_user("city", email="city@example.com", province="jiangsu", city="南京市")
make_user("official", email="official@example.com", province="jiangsu")
round = make_round(province="jiangsu", opens_at=now - timedelta(days=9),
    closes_at=now + timedelta(days=9))
RecommendationQuota.objects.create(
    round=round, kind="enterprise", city="南京市", most=3)
RecommendationTerm.objects.create(round=round, due_at=now - timedelta(days=1))
for n, name in enumerate(("甲", "乙", "丙", "丁"), 1):
    firm = make_enterprise(name=f"示例{name}公司", province="jiangsu", city="南京市")
    made = make_dossier(round=round, kind="enterprise", enterprise=firm,
        status=Dossier.Status.SUBMITTED, submitted_at=now - timedelta(hours=n))
    made.checks.update(at=now)
    made.veto_reviews.update(at=now)
    if name == "丁":
        made.checks.all().delete()
    print(f"KEY {name} {made.key}")
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


def at(browser: Browser, server: PortalServer, path: str, who: str = "city") -> Page:
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


def names(page: Page) -> list[str]:
    return page.locator("[data-reorder-row] th").all_inner_texts()


def test_a_batch_is_recommended_by_keyboard_alone_and_put_in_order(browser, server):
    page = at(browser, server, "/city/")
    for _ in range(2):
        tab_to(page, "d")
        page.keyboard.press("Space")
    expect(page.locator("[data-selected-count]")).to_have_text("2")
    tab_to(page, "批量推荐")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("批量推荐 2 家")
    expect(page.locator("main")).to_contain_text("推荐后占 2 / 3 个名额")
    tab_to(page, "opinion")
    page.keyboard.type("材料齐全，同意推荐。")
    tab_to(page, "确认推荐 2 家")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("已推荐 2 家")
    expect(page.locator("[data-reorder-grip]").first).to_be_visible()
    first, second = names(page)

    tab_to(page, "下移")
    page.keyboard.press("Enter")
    said = page.locator("[data-reorder-said]")
    expect(said).to_contain_text(f"{first}移到第 2 位，尚未保存")
    tab_to(page, "保存推荐顺序")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("推荐顺序已保存")
    assert names(page) == [second, first]


def test_a_row_is_dragged_to_its_place(browser, server):
    page = at(browser, server, "/city/")
    page.locator("main [data-select]").first.check()
    page.get_by_role("button", name="批量推荐").click()
    page.fill("[name=opinion]", "同意推荐。")
    page.get_by_role("button", name="确认推荐 1 家").click()
    first, second, third = names(page)

    grips = page.locator("[data-reorder-grip]")
    grips.nth(2).scroll_into_view_if_needed()
    start, end = grips.nth(2).bounding_box(), grips.nth(0).bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + 8, end["y"] + 8, steps=12)
    page.mouse.up()
    expect(page.locator("[data-reorder-said]")).to_contain_text("第 1 位，尚未保存")
    page.get_by_role("button", name="保存推荐顺序").click()
    page.wait_for_load_state()
    assert names(page) == [third, first, second]


@pytest.mark.parametrize("width", [1280, 768, 390])
def test_nothing_is_in_the_way_of_anybody(browser, server, width):
    key, round = server.keys["丁"], server.keys["round"]
    looks = {
        "city": [
            "/city/?status=all",
            "/city/recommendations/",
            f"/city/{key}/",
            f"/city/{key}/checks/",
            f"/city/batch/?d={key}",
        ],
        "official": [
            f"/manage/rounds/{round}/cities/",
            f"/manage/rounds/{round}/city-quotas/",
            f"/manage/dossiers/{key}/exempt/",
        ],
    }
    for who, paths in looks.items():
        page = at(browser, server, "/", who)
        page.set_viewport_size({"width": width, "height": 2400})
        for path in paths:
            page.goto(path)
            assert not violations(page), path
            assert not sideways(page), path
