"""An official keeps an expert out, and takes a roster over; every page is fit."""

import re

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import is_fit, log_in_as
from tests.browser.portal_server import PortalServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SEED = """
from tests.factories import make_assignment, make_expert, make_sheet, make_user
make_user("official", email="official@example.com", province="jilin")
expert = make_expert(code="Z001", fields=["工业软件"], city="长春市", years=9)
make_sheet(make_assignment(expert=expert))
make_expert(code="Z002", fields=["数据安全"], city="四平市")
print(f"KEY expert {expert.pk}")
"""


@pytest.fixture(scope="module")
def server():
    started = PortalServer().start()
    lines = started.manage("shell", "--no-imports", "-c", SEED).splitlines()
    started.keys = dict(line.split()[1:] for line in lines if line.startswith("KEY"))
    yield started
    started.stop()


@pytest.fixture
def page(browser: Browser, server: PortalServer) -> Page:
    context = browser.new_context(base_url=server.url, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(15000)
    log_in_as(page, "official@example.com")
    return page


def test_an_expert_is_kept_out_and_found_among_those(page, server, tmp_path):
    page.goto(f"/manage/experts/{server.keys['expert']}/")
    is_fit(page)
    page.get_by_role("link", name="登记时段").click()
    page.get_by_role("button", name="登记", exact=True).click()
    is_fit(page)  # with what is missing
    page.fill("[name=starts_on]", "2027-03-01")
    page.fill("[name=ends_on]", "2027-03-09")
    page.fill("[name=reason]", "示例：出国")
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_role("link", name="列入黑名单").click()
    page.fill("[name=reason]", "示例：两次逾期未交")
    is_fit(page)
    page.get_by_role("button", name="列入黑名单").click()
    expect(page.locator("main")).to_contain_text("今天不能分派")
    expect(page.locator("main")).to_contain_text("2027-03-01 至 2027-03-09")
    is_fit(page)

    page.goto("/manage/experts/")
    page.select_option("[name=state]", "blacklisted")
    page.get_by_role("button", name="查询").click()
    expect(page).to_have_url(re.compile("state=blacklisted"))
    expect(page.locator("main tbody tr")).to_have_count(1)
    is_fit(page)
    with page.expect_download() as caught:
        page.get_by_role("link", name="导出 xlsx").click()
    caught.value.save_as(tmp_path / "专家库.xlsx")
    sheet = load_workbook(tmp_path / "专家库.xlsx").active
    assert [cell.value for cell in sheet["A"][3:]] == ["Z001"]


def test_a_roster_is_reported_on_put_right_and_taken_over(page, tmp_path):
    page.goto("/manage/experts/roster/")
    is_fit(page)
    with page.expect_download() as caught:
        page.get_by_role("link", name="下载名册（带现有专家）").click()
    path = tmp_path / "名册.xlsx"
    caught.value.save_as(path)
    book = load_workbook(path)
    sheet = book["专家名册"]
    sheet["I3"] = "十年"
    sheet["B4"], sheet["C4"] = "示例新专家", "new@example.com"
    sheet["D4"], sheet["G4"] = "示例大学", "工业软件"

    def hand_in() -> None:
        book.save(path)
        page.set_input_files("[name=book]", path)
        page.get_by_role("button", name="上传并核对").click()

    hand_in()
    expect(page.locator(".p-errors")).to_contain_text("不能导入：有 1 处问题")
    expect(page.locator("main")).to_contain_text("I3")
    is_fit(page)

    sheet["I3"] = 10
    away = book["不可评审时段"]
    away["A2"], away["B2"], away["C2"] = "Z002", "2027-05-01", "2027-05-09"
    away["D2"] = "示例：出国"
    hand_in()
    expect(page.locator("main")).to_contain_text("新增 1 人，修改 1 人，不变 1 人")
    expect(page.locator("main")).to_contain_text("2027-05-01 至 2027-05-09")
    is_fit(page)
    page.get_by_label("同时为新增的 1 人建立邀请链接").check()
    page.get_by_role("button", name="确认导入全部改动").click()
    expect(page.locator("main")).to_contain_text("已新增 1 人、修改 1 人")
    expect(page.locator("main tbody tr")).to_have_count(3)
