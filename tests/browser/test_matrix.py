"""Panels changed in the matrix by keyboard alone, and without any script."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.hands import Hands
from tests.browser.pages import sideways, violations
from tests.browser.portal_server import PortalServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SEED = """
from scoring.models import Conflict
from tests.factories import NOW, make_assignment, make_dossier, make_expert
from tests.factories import make_round, make_sheet, make_user
make_user("official", email="official@example.com", province="jilin")
round = make_round(panel_size=2, status="scoring")
one, two = (make_dossier(round=round, status="accepted") for _ in range(2))
first, second, third = (make_expert(code=f"Z00{n}") for n in (1, 2, 3))
make_sheet(make_assignment(dossier=one, expert=first), state="draft")
make_assignment(dossier=one, expert=second)
Conflict.objects.create(
    expert=first, enterprise=two.enterprise, reason="示例", declared_at=NOW)
print(f"KEY round {round.pk}")
print(f"KEY one {one.number}")
print(f"KEY two {two.number}")
"""


@pytest.fixture(scope="module")
def server():
    started = PortalServer().start()
    lines = started.manage("shell", "--no-imports", "-c", SEED).splitlines()
    started.keys = dict(line.split()[1:] for line in lines if line.startswith("KEY"))
    yield started
    started.stop()


@pytest.fixture
def address(server) -> str:
    return f"/manage/rounds/{server.keys['round']}/panels/matrix/"


def test_cells_are_reached_by_arrows_and_ticked_by_the_space_bar(
    browser: Browser, server: PortalServer, address
):
    hands = Hands(browser, server, "official").open(address)
    page = hands.page
    status = page.locator("[data-matrix-status]")
    rows = page.locator("tbody tr")

    page.locator("tbody td[data-column]").first.focus()  # where Tab stops
    expect(status).to_contain_text(f"{server.keys['one']}")
    expect(status).to_contain_text("不能在这里改动，评分中")
    hands.key("ArrowRight")
    expect(status).to_contain_text("已勾选")
    hands.key("Space")
    expect(rows.nth(0).locator("[data-seated]")).to_have_text("1")
    hands.key("End", "Space", "ArrowDown", "Space")
    expect(rows.nth(0).locator("[data-seated]")).to_have_text("2")
    expect(page.locator('[data-load="2"]')).to_have_text("2")
    hands.key("Home")
    expect(status).to_contain_text("已申明利益关系")

    hands.push("核对改动")
    assert page.locator("tbody tr").count() == 3
    hands.write("reason", "示例：调整")
    hands.push("确认加入 2 席、撤回 1 席")
    expect(page.locator(".p-message--success")).to_contain_text("已加入 2 席")
    expect(rows.nth(0).locator("td").nth(2)).to_contain_text("撤")
    for width in (1280, 768, 390):
        page.set_viewport_size({"width": width, "height": 2400})
        assert sideways(page) == 0
        assert violations(page) == []
    page.context.close()


def test_only_one_cell_is_a_stop_for_the_tab_key(
    browser: Browser, server: PortalServer, address
):
    hands = Hands(browser, server, "official").open(address)

    stops = hands.page.locator("tbody [tabindex='0'], tbody input:not([tabindex])")

    expect(stops).to_have_count(1)
    hands.page.context.close()


def test_without_any_script_every_box_is_a_stop_and_the_pages_are_the_same(
    browser: Browser, server: PortalServer, address
):
    hands = Hands(browser, server, "official")
    kept = hands.page.context.storage_state()
    context = browser.new_context(
        base_url=server.url, java_script_enabled=False, storage_state=kept
    )
    page = context.new_page()
    page.goto(address)

    page.get_by_role("checkbox", checked=False).first.check()
    page.get_by_role("button", name="核对改动").click()

    assert page.get_by_role("heading", name="确认分派改动").is_visible()
    assert page.locator("tbody tr").count() == 1
    context.close()
    hands.page.context.close()
