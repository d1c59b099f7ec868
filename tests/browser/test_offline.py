"""An expert marks offline and flags a doubt, an official answers; pages are fit."""

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import is_fit, log_in_as
from tests.browser.portal_server import PortalServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SEED = """
from applications.models import Dossier, Round
from tests.factories import make_assignment, make_dossier, make_expert, make_round
from tests.factories import make_user
make_user("official", email="official@example.com", province="jilin")
user = make_user("expert", email="expert@example.com", province="jilin")
round = make_round(status=Round.Status.SCORING)
dossier = make_dossier(round=round, status=Dossier.Status.ACCEPTED)
seat = make_assignment(dossier=dossier, expert=make_expert(code="Z001", user=user))
print(f"KEY sheet {seat.get_absolute_url()}")
print(f"KEY round {round.pk}")
"""


@pytest.fixture(scope="module")
def server():
    started = PortalServer().start()
    lines = started.manage("shell", "--no-imports", "-c", SEED).splitlines()
    started.keys = dict(line.split()[1:] for line in lines if line.startswith("KEY"))
    yield started
    started.stop()


def person(browser: Browser, server: PortalServer, who: str) -> Page:
    page = browser.new_context(base_url=server.url, locale="zh-CN").new_page()
    page.set_default_timeout(60_000)
    log_in_as(page, f"{who}@example.com")
    return page


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).first.click()
    page.wait_for_load_state()


def downloaded(page: Page, path):
    with page.expect_download() as caught:
        page.get_by_role("link", name="下载全部 1 份").click()
    caught.value.save_as(path)
    return path


def marked(path, mark, say=""):
    """The first indicator's mark typed into the only sheet."""
    book = load_workbook(path)
    sheet = book.worksheets[1]
    row = next(c.row for c in sheet["A"] if c.value == "1.1.1")
    sheet.cell(row, 6).value, sheet.cell(row, 7).value = mark, say or None
    book.save(path)
    return path


def upload(page: Page, path) -> None:
    page.set_input_files("[name=book]", path)
    press(page, "上传并核对")


def test_a_sheet_goes_out_and_comes_in_as_a_draft(browser, server, tmp_path):
    page = person(browser, server, "expert")
    page.goto(server.keys["sheet"])
    page.get_by_role("link", name="离线评分").click()
    is_fit(page)
    path = downloaded(page, tmp_path / "sheet.xlsx")
    upload(page, path)
    expect(page.get_by_text("文件与网上的评分一致")).to_be_visible()

    upload(page, marked(path, 99))
    expect(page.get_by_text("文件有 1 处问题")).to_be_visible()
    is_fit(page)
    upload(page, marked(path, 1.5, "有据可查"))
    is_fit(page)
    press(page, "确认导入，存为草稿")
    expect(page.get_by_text("已导入 1 项，存为草稿")).to_be_visible()

    page.set_viewport_size({"width": 1280, "height": 900})  # both panes
    page.goto(server.keys["sheet"])
    expect(page.locator("[name='points-1.1.1']")).to_have_value("1.5")
    page.fill("[name='points-1.1.1']", "2")
    with page.expect_navigation():
        page.get_by_role("button", name="保存", exact=True).click()
    page.goto(f"/scoring/round/{server.keys['round']}/offline/")
    upload(page, marked(path, 1, "有据可查"))
    expect(page.get_by_text("两边都改过，请选择（1 项）")).to_be_visible()
    is_fit(page)
    page.get_by_label("用表格里的").check()
    press(page, "确认导入，存为草稿")
    page.goto(server.keys["sheet"])
    expect(page.locator("[name='points-1.1.1']")).to_have_value("1")


def test_a_doubt_is_flagged_answered_and_read(browser, server):
    expert, official = (person(browser, server, n) for n in ("expert", "official"))
    expert.goto(server.keys["sheet"])
    expert.get_by_role("link", name="标记存疑").click()
    press(expert, "标记")
    is_fit(expert)  # with what is missing
    expert.get_by_label("门槛存疑").check()
    expert.select_option("[name=place]", "clause:device-access")
    expert.fill("[name=reason]", "示例：台数与佐证不一致")
    press(expert, "标记")
    is_fit(expert)

    official.goto(f"/manage/rounds/{server.keys['round']}/panels/")
    official.get_by_role("link", name="专家标记").click()
    is_fit(official)
    official.locator("td a", has_text="处理").click()
    is_fit(official)
    official.get_by_label("采纳", exact=True).check()
    official.fill("[name=opinion]", "示例：已调取台账核实")
    official.select_option("[name=clause]", "device-access")
    press(official, "确认处理")
    expect(official.get_by_role("heading", name="认定条款")).to_be_visible()

    expert.reload()
    expect(expert.get_by_text("示例：已调取台账核实")).to_be_visible()
    is_fit(expert)
