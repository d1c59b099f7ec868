"""An official narrows the work table, keeps the view, writes to all that it finds."""

import re

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import is_fit, log_in_as
from tests.browser.portal_server import PortalServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SEED = """
from tests.factories import (
    full_points, make_assignment, make_dossier, make_enterprise, make_expert,
    make_round, make_sheet, make_user,
)
make_user("official", email="official@example.com", province="jilin")
round, member, panel = make_round(status="closed"), make_user(), [
    make_expert(), make_expert()
]
for n in range(60):
    dossier = make_dossier(
        member, round=round, number=f"A-{n:02d}", status="accepted",
        enterprise=make_enterprise(name=f"示例A-{n:02d}有限公司"),
    )
    for expert, share in zip(panel, ("0.9" if n % 2 else "0.8", "0.6")):
        seat = make_assignment(dossier=dossier, expert=expert)
        make_sheet(seat, points=full_points(round, share))
print(f"KEY round {round.pk}")
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
    page.set_default_timeout(30000)
    log_in_as(page, "official@example.com")
    return page


def test_a_list_is_narrowed_kept_walked_exported_and_written_to(page, server, tmp_path):
    table = f"/manage/rounds/{server.keys['round']}/worktable/"
    page.goto(table)
    page.select_option("[name=spread]", "10")
    page.get_by_role("button", name="查询").click()
    page.get_by_role("link", name="得分", exact=True).click()
    expect(page.locator("th[aria-sort=descending]")).to_have_text("得分")
    expect(page.locator("main .p-heading")).to_contain_text("符合条件 60 家")
    page.get_by_text("保存的视图（0）").click()
    page.fill("[name=name]", "分歧大的")
    page.get_by_role("button", name="保存当前条件").click()
    expect(page.locator("h1")).to_have_text("工作台账 · 分歧大的")
    page.get_by_text("保存的视图（1）").click()
    is_fit(page)

    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="A-01", exact=True).click()
    page.get_by_role("link", name="下一家").click()
    expect(page.locator("main")).to_contain_text("当前筛选中第 2 / 60 家")
    page.get_by_role("link", name="返回台账").click()
    with page.expect_download() as caught:
        page.get_by_role("link", name="导出 xlsx").click()
    caught.value.save_as(tmp_path / "台账.xlsx")
    sheet = load_workbook(tmp_path / "台账.xlsx").active
    assert "专家极差：10 分以上" in sheet["A2"].value
    assert len(list(sheet["A"][4:])) == 60


def test_all_of_every_page_are_named_before_they_are_written_to(page, server):
    page.goto(f"/manage/rounds/{server.keys['round']}/worktable/")
    bar = page.locator(".p-actionbar")
    page.get_by_label("选择示例A-00有限公司").check()
    expect(bar).to_contain_text("已选 1 家")
    page.get_by_label("全选本页").check()
    expect(bar).to_contain_text("已选 50 家")
    page.get_by_label("选择符合条件的全部 60 家").check()
    expect(bar).to_contain_text("已选 60 家")
    page.get_by_role("button", name="发送消息").click()
    expect(page.locator("#meant")).to_have_text("选中 60 家")
    expect(page.locator("section:has(#meant) li")).to_have_count(60)
    is_fit(page)
    page.fill("[name=text]", "示例：请核对联系电话。")
    page.get_by_role("button", name="发送给 60 家").click()
    expect(page.locator("main")).to_contain_text("已向 60 家发送消息")
    expect(page).to_have_url(re.compile("worktable"))
