"""Offline score sheets as they are handed in: what they state, every wrong cell."""

from collections.abc import Mapping

from django import forms
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from portal.filing_book import Problem, Spoiled
from portal.filing_book.cell_reader import CellReader
from portal.filing_book.cells import found_in, is_blank
from portal.filing_book.grounds import check_sheets
from portal.filing_book.layout import ABOUT
from portal.filing_book.opening import open_book
from portal.templatetags.portal import beijing
from scoring.exports.offline import sheet_name
from scoring.facts import offline
from scoring.facts.offline import Stamp
from scoring.facts.offline_changes import Filled
from scoring.forms.offline_cells import AGAIN, PageReader
from scoring.models import Assignment, ScoreSheet

MOST_PROBLEMS = 200


class OfflineForm(forms.Form):
    """The filled workbook."""

    book = forms.FileField(
        label="填好的离线评分表",
        help_text="只收本页下载的 xlsx 工作簿，一份或多份申报均可，不超过 5 MB。",
        error_messages={
            "required": "没有选择文件。请选择填好的 xlsx 工作簿。",
            "empty": "文件是空的（0 字节）。请重新选择。",
        },
        widget=forms.FileInput({"accept": ".xlsx"}),
    )


def read_offline(content: bytes, mine: Mapping[str, Assignment]) -> list[Filled]:
    """The filled sheets, in their order; raises Spoiled with every problem.

    ``mine`` is by key: the expert's own assignments of the round, with their sheets.
    """
    book = open_book(content)
    named = _sheets_of(book, mine)
    reader = CellReader()
    reader.problems += check_sheets(book, [ABOUT, *named])
    if reader.problems:
        raise Spoiled(reader.problems)
    filled = [
        PageReader(reader, book[name], assignment, stamp).filled()
        for name, (assignment, stamp) in named.items()
    ]
    if reader.problems:
        raise Spoiled(reader.problems[:MOST_PROBLEMS])
    return filled


def _sheets_of(
    book: Workbook, mine: Mapping[str, Assignment]
) -> dict[str, tuple[Assignment, Stamp]]:
    """By the sheet's name; raises Spoiled where one is not theirs, or not now."""
    found: dict[str, tuple[Assignment, Stamp]] = {}
    problems = []
    for page in book.worksheets:
        if page.title == ABOUT:
            continue
        stamp = _stamp_in(page)
        if rule := _why_not(page, stamp, mine, found):
            problems.append(_problem(page, rule))
        elif stamp is not None:
            found[page.title] = (mine[stamp.key], stamp)
    if not found and not problems:
        rule = "工作簿里没有离线评分表。"
        problems.append(Problem("", "", "", rule, AGAIN))
    if problems:
        raise Spoiled(problems)
    return found


def _problem(page: Worksheet, rule: str) -> Problem:
    cell = page[offline.STAMP]
    found = "空白" if is_blank(cell) else found_in(cell)
    rule, ask, remedy = rule.partition("请")
    return Problem(page.title, offline.STAMP, found, rule, ask + remedy or AGAIN)


def _stamp_in(page: Worksheet) -> Stamp | None:
    cell = page[offline.STAMP]
    if cell.data_type == "f":
        return None
    return offline.read_stamp(str(cell.value or "").strip())


def _why_not(
    page: Worksheet,
    stamp: Stamp | None,
    mine: Mapping[str, Assignment],
    found: Mapping[str, tuple[Assignment, Stamp]],
) -> str:
    """Why this sheet cannot be taken; "" where it can."""
    if stamp is None:
        return "没有可用的表格编号，不是本系统的离线评分表。"
    assignment = mine.get(stamp.key)
    if assignment is None:
        return "不是您在本批次的评分表：属于其他专家或其他批次，或任务已撤回。"
    if any(stamp.key == taken.key for _, taken in found.values()):
        return "同一份申报在工作簿里有两张评分表。请只保留一张。"
    if page.title != sheet_name(assignment):
        return f"工作表改了名。请改回申报编号“{sheet_name(assignment)}”。"
    return _why_not_now(stamp, assignment, offline.sheet_of(assignment))


def _why_not_now(stamp: Stamp, assignment: Assignment, sheet: ScoreSheet) -> str:
    current = offline.stamp_of(assignment, sheet)
    if stamp.round != current.round:
        return "批次的评审规则与下载时不同。"
    if stamp.digest != current.digest:
        return "指标表与下载时不同，或下载后表格的版式有调整。"
    if sheet.state == ScoreSheet.State.HANDED_IN:
        when = beijing(sheet.handed_in_at, "short")
        return f"这份评分表已于 {when} 提交，不能再改。请删除这张工作表后再上传。"
    if assignment.state != Assignment.State.DECLARED:
        return "这份申报还没有作利益关系声明。"
    if stamp.version > current.version:
        return "表格编号被改动，系统没有发出过这一版。"
    return ""
