"""Charts in Chromium: drawn, redrawn, printed, and never more than their tables say."""

from io import BytesIO

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import log_in_as, sideways, violations
from tests.browser.portal_server import PortalServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SEED = """
from datetime import timedelta
from django.utils import timezone
from applications.models import RecommendationQuota
from tests.scoring.closed_rounds import capable_document
from tests.scoring.libraries import make_entry
from tests.factories import (
    full_points, make_assignment, make_dossier, make_enterprise, make_expert,
    make_round, make_sheet, make_user,
)
now = timezone.now()
make_user("official", email="official@example.com", province="jilin")
make_user("city", email="city@example.com", province="jilin", city="长春市")
round, member, panel = make_round(
    status="closed", opens_at=now - timedelta(days=40),
    closes_at=now - timedelta(days=9),
), make_user(), [make_expert() for _ in range(3)]
for kind in round.kinds:
    RecommendationQuota.objects.create(round=round, kind=kind, city="长春市", most=9)
for n in range(24):
    dossier = make_dossier(
        member, round=round, number=f"A-{n:02d}", status="accepted",
        submitted_at=now - timedelta(days=10 + n % 20), recommended_order=n + 1,
        enterprise=make_enterprise(city=["长春市", "吉林市", "延边州"][n % 3]),
        kind=round.kinds[n % 2], document=capable_document(),
    )
    for expert, share in zip(panel, (0.6 + n % 4 / 10, 0.7, 0.8)):
        seat = make_assignment(dossier=dossier, expert=expert)
        make_sheet(seat, points=full_points(round, str(share)), handed_in_at=now)
for _ in range(3):
    make_entry(round=make_round(status="published", year=2025))
print(f"KEY round {round.pk}")
"""
#: What ECharts holds, and what the table under it says, column by column.
DRAWN = """box => {
  const { series } = window.echarts.getInstanceByDom(box).getOption();
  return series.map((each) => each.type === "heatmap"
    ? each.data.map((cell) => String(cell.value[2]))
    : [each.name, ...each.data.map((n) => (n === null ? "—" : String(n)))]);
}"""
SAID = """box => {
  const table = box.closest("section").querySelector("table");
  const said = (row) => [...row.cells].map((cell) => cell.textContent.trim());
  const [body] = table.tBodies;
  return { heads: said(table.tHead.rows[0]), rows: [...body.rows].map(said) };
}"""


@pytest.fixture(scope="module")
def server():
    started = PortalServer().start()
    lines = started.manage("shell", "--no-imports", "-c", SEED).splitlines()
    started.keys = dict(line.split()[1:] for line in lines if line.startswith("KEY"))
    yield started
    started.stop()


@pytest.fixture
def enter(browser: Browser, server: PortalServer):
    """A page of its own for somebody; ``refused`` is what the policy kept from it."""

    def opened(who: str, **options) -> Page:
        context = browser.new_context(base_url=server.url, locale="zh-CN", **options)
        page = context.new_page()
        page.set_default_timeout(30000)
        page.refused = []
        page.on("console", lambda m: page.refused.append(m.text))
        page.on("pageerror", lambda error: page.refused.append(str(error)))
        log_in_as(page, f"{who}@example.com")
        return page

    return opened


def addresses(server: PortalServer) -> list[tuple[str, str, int]]:
    """Who looks, where, and how many charts there are."""
    round = server.keys["round"]
    return [
        ("official", f"/manage/rounds/{round}/dashboard/", 5),
        ("official", f"/manage/rounds/{round}/ranking/comprehensive/distribution/", 3),
        ("official", "/manage/dashboard/", 4),
        ("city", "/dashboards/city/", 7),
    ]


def agree(page: Page) -> None:
    """Each picture is drawn, of the very figures of its table."""
    for box in page.locator("[data-chart]").all():
        assert box.locator("svg path").count() > 5
        table, drawn = box.evaluate(SAID), box.evaluate(DRAWN)
        if isinstance(drawn[0][0], str) and drawn[0][0] not in table["heads"]:
            assert drawn[0] == [cell for row in table["rows"] for cell in row[1:]]
            continue
        for name, *values in drawn:
            column = table["heads"].index(name)
            assert values == [row[column] for row in table["rows"]]


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_every_chart_is_drawn_says_what_its_table_says_and_keeps_nobody_out(
    enter, server, width
):
    for who, address, count in addresses(server):
        page = enter(who, viewport={"width": width, "height": 900})
        page.goto(address)
        expect(page.locator("[data-chart] svg")).to_have_count(count)
        expect(page.locator("canvas")).to_have_count(0)
        agree(page)
        assert sideways(page) == 0
        assert violations(page) == []
        for box in page.locator("[data-chart]").all():
            assert box.get_attribute("role") == "img"
            assert "单位：" in box.get_attribute("aria-label")
        assert page.refused == []
        page.context.close()


def test_a_chart_is_drawn_anew_in_another_window(enter, server):
    page = enter("official", viewport={"width": 1280, "height": 900})
    _, address, _ = addresses(server)[0]
    page.goto(address)
    box = page.locator("[data-chart]").first
    for width in (320, 1000):
        page.set_viewport_size({"width": width, "height": 900})
        wide = box.evaluate("box => box.clientWidth")
        expect(box.locator("svg")).to_have_attribute("width", str(wide))
    agree(page)


def test_without_a_script_the_tables_are_all_there_is(enter, server):
    for who, address, count in addresses(server):
        page = enter(who, java_script_enabled=False)
        page.goto(address)
        expect(page.locator("table:visible")).to_have_count(count)
        expect(page.locator("[data-chart]:visible")).to_have_count(0)
        page.context.close()


def test_nothing_moves(enter, server):
    page = enter("official", reduced_motion="reduce")
    for _, address, _ in addresses(server)[:3]:
        page.goto(address)
        moving = page.locator("[data-chart]").evaluate_all(
            "boxes => boxes.map((b) => window.echarts.getInstanceByDom(b)"
            ".getOption().animation)"
        )
        assert set(moving) == {False}


def test_on_paper_stand_the_picture_and_the_whole_table(enter, server):
    page = enter("official", viewport={"width": 1280, "height": 900})
    _, address, _ = addresses(server)[0]
    page.goto(address)
    folded = page.locator("details[data-fold]").first
    expect(folded).not_to_have_attribute("open", "")
    days = folded.evaluate(
        "d => [...d.querySelectorAll('tbody th')].map(c => c.textContent)"
    )

    paper = pypdfium2.PdfDocument(BytesIO(page.pdf(format="A4")))

    text = "".join(sheet.get_textpage().get_text_range() for sheet in paper)
    assert all(day.strip() in text for day in days)
    first = paper[0]
    assert sum(each.type == 2 for each in first.get_objects()) > 50  # paths
    edge = first.get_width() - 16 / 25.4 * 72
    assert all(each.get_bounds()[2] <= edge + 1 for each in first.get_objects())
    expect(folded).not_to_have_attribute("open", "")
