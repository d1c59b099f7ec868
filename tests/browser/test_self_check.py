"""自评 by somebody without an account: typed, dropped in, changed, printed, gone."""

import io
import re

import pypdfium2
import pytest
from playwright.sync_api import expect

from portal import guides
from portal.filing_book import layout_of, write_book
from tests.browser.pages import sideways, violations
from tests.browser.person import Person
from tests.browser.portal_server import PortalServer
from tests.browser.test_workbook import filled
from tests.factories import NOW
from tests.portal.test_filing_book import demo_document

pytestmark = [pytest.mark.browser, pytest.mark.slow]
GUIDE, KIND = "jiangsu", "enterprise"


@pytest.fixture(scope="module")
def server():
    started = PortalServer().start()
    yield started
    started.stop()


@pytest.fixture
def visitor(browser, server):
    person = Person(browser, server).open("/self-check/")
    yield person
    person.leave()


@pytest.fixture
def book(tmp_path):
    """A template of one kind that meets every clause of it."""
    guide = guides.load(GUIDE)
    data = write_book(layout_of(guide, KIND), demo_document(guide, KIND), at=NOW)
    path = tmp_path / "自评.xlsx"
    path.write_bytes(data)
    return path


def unfold(person: Person) -> None:
    person.page.locator("main form details").evaluate_all(
        "all => all.forEach((part) => { part.open = true; })"
    )


def check(person: Person) -> None:
    button = person.page.get_by_role("button", name="核对", exact=True)
    with person.page.expect_navigation():
        button.last.click()
    unfold(person)


def results(person: Person) -> list[tuple[bool, float, int]]:
    """How far each pair is, in the order of the page."""
    found = []
    for line in person.page.locator("main [aria-labelledby=results] summary").all():
        text = line.inner_text()
        met, of = map(int, re.findall(r"(\d+) / (\d+)", text)[0])
        found.append(("达到门槛" not in text, (of - met) / of, of - met))
    return found


def test_figures_are_typed_rows_added_and_the_nearest_comes_first(visitor):
    unfold(visitor)
    visitor.put("connected_devices", "48")
    area = visitor.page.locator("[data-rows=industries]")
    visitor.put("industries-0-name", "汽车制造业")
    area.get_by_role("button", name="增加一行行业").click()
    visitor.put("industries-1-name", "汽车制造业")
    check(visitor)
    visitor.sees("与第 1 行重复")
    area.locator("[data-row-remove]").nth(1).click()
    check(visitor)
    visitor.sees("核对结果：16 类，由近到远")

    found = results(visitor)
    assert len(found) == 16
    assert found == sorted(found)
    visitor.sees("已连接工业设备数量还差 12 台")
    expect(visitor.page.locator("[name=connected_devices]")).to_have_value("48")


def test_a_template_is_dropped_in_and_its_figures_are_gone_on_with(visitor, book):
    visitor.page.locator("[name=book]").set_input_files(book)
    visitor.press("上传并核对").sees("核对结果：16 类")
    assert not results(visitor)[0][0]
    figure = visitor.page.locator("[name=connected_devices]")
    unfold(visitor)
    expect(figure).not_to_have_value("")

    figure.fill("0")
    check(visitor)
    visitor.sees("核对结果：16 类")
    own = visitor.page.locator("main summary", has_text="江苏省 企业级")
    expect(own).not_to_contain_text("达到门槛")


def test_a_spoiled_template_is_told_by_its_cell(visitor, book):
    path = filled(book, "已连接工业设备数量", "很多")
    visitor.page.locator("[name=book]").set_input_files(path)
    visitor.press("上传并核对").sees("没有核对：文件有 1 处问题").sees("填报表")


def test_nothing_of_it_stays(visitor):
    unfold(visitor)
    visitor.put("connected_devices", "48765")
    check(visitor)
    visitor.sees("核对结果")
    page = visitor.page
    stored = page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
    )
    names = {cookie["name"] for cookie in page.context.cookies()}
    page.goto(page.url)

    assert "48765" not in stored
    assert "sessionid" not in names
    expect(page.locator("[name=connected_devices]")).to_have_value("")


def test_of_nothing_there_is_no_order_and_each_figure_is_a_step_away(visitor):
    check(visitor)
    visitor.sees("没有核对：还没有填写任何数字")
    first = visitor.page.locator("[aria-labelledby=nothing] li a").first
    field = visitor.page.locator(first.get_attribute("href"))
    first.click()
    expect(field).to_be_focused()
    assert violations(visitor.page) == []


def test_on_paper_every_result_is_open(visitor):
    unfold(visitor)
    visitor.page.fill("[name=connected_devices]", "48765")
    check(visitor)
    visitor.sees("核对结果")
    paper = pypdfium2.PdfDocument(io.BytesIO(visitor.page.pdf()))
    text = "".join(page.get_textpage().get_text_range() for page in paper)
    words = re.sub(r"\s", "", text)
    last = visitor.page.locator("[aria-labelledby=results] details").last
    line = last.locator("li li").last.text_content()

    assert re.sub(r"\s", "", line) in words


@pytest.mark.parametrize("width", [1280, 768, 390])
def test_it_holds_at(visitor, width):
    visitor.page.set_viewport_size({"width": width, "height": 900})
    unfold(visitor)
    assert violations(visitor.page) == []
    assert sideways(visitor.page) <= 0
