"""The pictures of the experts' and the officials' manuals."""

import tempfile
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from playwright.sync_api import Page

from tests.browser.pages import keys_of
from tests.browser.picture import Picture
from tests.browser.portal_server import PortalServer

KEYS = """
import json
from applications.models import Dossier, Round
from scoring.models import Assignment, Expert
theirs = Assignment.objects.filter(dossier__round__province="shanxi").order_by("pk")
half = max(
    theirs.filter(sheet__state="draft").select_related("sheet"),
    key=lambda each: len(each.sheet.points),
)
new = theirs.filter(state="assigned").first()
confers = theirs.filter(dossier__discussion__isnull=False, second_sheet=None).first()
def who(assignment):
    return assignment.expert.user.email.partition("@")[0]
waiting = Dossier.objects.filter(round__province="jiangsu", status="recommended")
print("KEYS" + json.dumps({
    "half": half.key, "half_of": who(half), "new": new.key, "new_of": who(new),
    "confers": confers.key, "confers_of": who(confers),
    "waiting": waiting.order_by("pk").first().key,
    "expert": Expert.objects.filter(province="jiangxi").order_by("pk").first().pk,
    "round": {r.province: r.pk for r in Round.objects.all()},
}))
"""


def review_pictures(server: PortalServer) -> list[Picture]:
    keys = keys_of(server, KEYS)
    return [*_experts(keys), *_officials(keys)]


def _experts(keys: dict[str, Any]) -> list[Picture]:
    half, sheet = keys["half_of"], f"/scoring/{keys['half']}/"
    new, fresh = keys["new_of"], f"/scoring/{keys['new']}/"
    return [
        Picture("expert-tasks", half, "/scoring/", 720),
        Picture("expert-declare", new, f"{fresh}declare/", 900),
        Picture("expert-recuse", new, f"{fresh}recuse/", 720),
        Picture("expert-sheet", half, sheet, do=_mark_one),
        Picture("expert-keys", half, sheet, do=_show_keys),
        Picture("expert-offline", half, sheet, 420, _lose_the_line),
        Picture("expert-check", half, f"{sheet}hand-in/", 760),
        Picture(
            "expert-confer",
            keys["confers_of"],
            f"/scoring/{keys['confers']}/discussion/",
            900,
        ),
    ]


def _officials(keys: dict[str, Any]) -> list[Picture]:
    rounds = {name: f"/manage/rounds/{pk}/" for name, pk in keys["round"].items()}
    filing, ranking = "official1.jiangsu", "official1.jiangxi"
    waiting = f"/manage/dossiers/{keys['waiting']}/"
    expert = f"/manage/experts/{keys['expert']}/"
    regional = f"{rounds['jiangxi']}ranking/regional/"
    trial = f"{rounds['jiangxi']}ranking/industry/analysis/"
    weights = "?show=trial&w1=40&w2=30&w3=10&w4=20#trial"
    return [
        Picture("official-round", filing, "/manage/rounds/new/", 900),
        Picture("official-dossier", filing, waiting),
        Picture("official-ruling", filing, waiting, 700, _rule),
        Picture("official-cities", filing, f"{rounds['jiangsu']}cities/", 620),
        Picture("official-pool", ranking, "/manage/experts/", 620),
        Picture("official-expert", ranking, expert, 900, _show_duty),
        Picture("official-roster", ranking, "/manage/experts/roster/", 620, _report),
        Picture("official-draw", filing, f"{rounds['jiangsu']}draws/new/", 860),
        Picture("official-preview", filing, f"{rounds['jiangsu']}panels/preview/"),
        Picture(
            "official-matrix",
            "official1.shanxi",
            f"{rounds['shanxi']}panels/matrix/",
            900,
            _tick,
        ),
        Picture(
            "official-book",
            "official1.shanxi",
            f"{rounds['shanxi']}panels/book/",
            620,
            _exchange,
        ),
        Picture("official-panels", "official1.shanxi", f"{rounds['shanxi']}panels/"),
        Picture(
            "official-discussions",
            "official1.shanxi",
            f"{rounds['shanxi']}discussions/",
            560,
        ),
        Picture("official-ranking", ranking, regional, 900),
        Picture("official-trial", ranking, trial + weights, 860),
        Picture("official-freeze", ranking, regional, 760, _freeze),
        Picture("official-letters", "official1.jilin", f"{rounds['jilin']}letters/"),
        Picture("official-workdays", ranking, "/manage/workdays/", 700),
    ]


def _mark_one(page: Page) -> None:
    page.locator("[data-points]").nth(12).focus()


def _show_keys(page: Page) -> None:
    page.locator("[data-hints] summary").click()


def _lose_the_line(page: Page) -> None:
    page.context.set_offline(True)
    page.locator("[data-points]").nth(3).fill("2")
    page.get_by_text("未保存，内容已留在本机浏览器").wait_for()


def _rule(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name="根据佐证认定").first.click()


def _show_duty(page: Page) -> None:
    page.locator("#absences").scroll_into_view_if_needed()


def _report(page: Page) -> None:
    """The roster as it stands, with one new line and one cell changed."""
    with page.expect_download() as caught:
        page.get_by_role("link", name="下载名册（带现有专家）").click()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "专家名册.xlsx"
        caught.value.save_as(path)
        book = load_workbook(path)
        sheet = book["专家名册"]
        head = [cell.value for cell in sheet[1]]
        row = 2 + sum(bool(cell.value) for cell in sheet["A"][1:])
        said = {"姓名": "示例专家甲", "电子邮箱": "jia@example.com",
                "工作单位": "示例大学", "专业领域": "工业软件、数据安全"}  # fmt: skip
        for label, value in said.items():
            sheet.cell(row, _column(head, label)).value = value
        sheet.cell(2, _column(head, "职称")).value = "研究员"
        book.save(path)
        page.set_input_files("[name=book]", path)
        with page.expect_navigation():
            page.get_by_role("button", name="上传并核对").click()


def _column(head: list[Any], label: str) -> int:
    return 1 + next(n for n, each in enumerate(head) if str(each).startswith(label))


def _tick(page: Page) -> None:
    """One who sits is taken back, another is to come."""
    page.locator("td input:checked").first.uncheck()
    page.locator("td input:not(:checked)").first.check()
    page.evaluate("scrollTo(0, 300)")


def _exchange(page: Page) -> None:
    """The panels as they stand, with one expert for another."""
    with page.expect_download() as caught:
        page.get_by_role("link", name="下载分派表").click()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "分派表.xlsx"
        caught.value.save_as(path)
        book = load_workbook(path)
        sheet, people = book["分派"], book["专家"]
        mine = {sheet.cell(2, n).value for n in (5, 6, 7)}
        codes = [cell.value for cell in people["A"][1:]]
        sheet["E2"] = next(code for code in codes if code not in mine)
        sheet["H2"] = "示例：任务调整"
        book.save(path)
        page.set_input_files("[name=book]", path)
        with page.expect_navigation():
            page.get_by_role("button", name="上传并核对").click()


def _freeze(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name="冻结排名…").click()
