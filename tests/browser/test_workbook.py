"""The template of a dossier out and in again, in Chromium."""

import pytest
from openpyxl import load_workbook

from tests.browser.pages import sideways, violations
from tests.browser.person import Person
from tests.browser.portal_server import PortalServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def server():
    started = PortalServer(demo=()).start()
    yield started
    started.stop()


def filled(path, label, value):
    book = load_workbook(path)
    sheet = book["填报表"]
    row = next(c.row for c in sheet["A"] if str(c.value).startswith(label))
    sheet.cell(row, 2).value = value
    book.save(path)
    return path


def a_draft(person) -> str:
    """The address of a draft of the person's enterprise."""
    person.open("/dossiers/")
    href = person.page.locator("main td a", has_text="继续填报").first
    return href.get_attribute("href")


def its_template(person, draft, tmp_path):
    person.open(f"{draft}workbook/")
    with person.page.expect_download() as caught:
        person.page.get_by_role("link", name="下载模板（带已填内容）").click()
    path = tmp_path / "filled.xlsx"
    caught.value.save_as(path)
    return path


def test_a_dossiers_template_is_previewed_and_taken_over_whole(
    browser, server, tmp_path
):
    clerk = Person(browser, server, "firm04.jiangsu")
    draft = a_draft(clerk)
    path = its_template(clerk, draft, tmp_path)
    clerk.open(f"{draft}workbook/")
    clerk.page.locator("[name=book]").set_input_files(path)
    clerk.press("上传并核对").sees("没有需要导入的改动")

    filled(path, "已连接工业设备数量", 12345)
    clerk.page.locator("[name=book]").set_input_files(path)
    clerk.press("上传并核对").sees("12,345")
    assert violations(clerk.page) == []
    clerk.press("确认导入全部改动").sees("已导入 1 处改动")

    clerk.open(f"{draft}sections/access/")
    assert clerk.page.input_value("[name=connected_devices]") == "12345"
    clerk.leave()


def test_a_spoiled_template_is_reported_by_cell_and_changes_nothing(
    browser, server, tmp_path
):
    clerk = Person(browser, server, "firm04.jiangsu")
    draft = a_draft(clerk)
    path = filled(its_template(clerk, draft, tmp_path), "已连接工业设备数量", "很多")
    clerk.open(f"{draft}workbook/")
    clerk.page.locator("[name=book]").set_input_files(path)
    clerk.press("上传并核对").sees("没有导入：文件有 1 处问题").sees("填报表")
    assert violations(clerk.page) == []
    clerk.page.set_viewport_size({"width": 390, "height": 800})
    assert sideways(clerk.page) <= 0
    clerk.leave()
