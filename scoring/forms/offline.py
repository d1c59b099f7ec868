"""Offline score sheets as they are handed in: what they state, every wrong cell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django import forms
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from portal.filing_book import Problem, Spoiled
from portal.filing_book.cell_reader import CellReader
from portal.filing_book.cells import found_in, is_blank
from portal.filing_book.grounds import check_sheets
from portal.filing_book.layout import ABOUT
from portal.filing_book.opening import open_book
from scoring.exports.offline import sheet_name
from scoring.facts import offline
from scoring.facts.offline import Stamp
from scoring.facts.offline_changes import FilledBook, Skipped, plan_of
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


def read_offline(content: bytes, mine: Mapping[str, Assignment]) -> FilledBook:
    """The filled sheets, in their order; raises Spoiled with every problem.

    ``mine`` is by key: the expert's own assignments of the round, with their sheets.
    """
    book = open_book(content)
    parted = _parted(book, mine)
    reader = CellReader()
    reader.problems += parted.problems
    reader.problems += _of_the_book(book, parted)
    filled = [
        PageReader(reader, book[name], assignment, stamp).filled()
        for name, (assignment, stamp) in parted.named.items()
    ]
    if reader.problems:
        raise Spoiled(_in_order(book, reader.problems)[:MOST_PROBLEMS])
    skipped = [_skipped(book[name], *said) for name, said in parted.done.items()]
    return FilledBook(tuple(filled), tuple(skipped))


@dataclass(slots=True)
class _Parted:
    """The sheets by name: to be read, handed in before; and why others are neither."""

    named: dict[str, tuple[Assignment, Stamp]] = field(default_factory=dict)
    done: dict[str, tuple[Assignment, Stamp]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def _parted(book: Workbook, mine: Mapping[str, Assignment]) -> _Parted:
    found = _Parted()
    for page in book.worksheets:
        if page.title == ABOUT:
            continue
        stamp = _stamp_in(page)
        assignment = mine.get(stamp.key) if stamp else None
        if stamp and assignment and _is_handed_in(assignment):
            found.done[page.title] = (assignment, stamp)
        elif rule := _why_not(stamp, assignment, found.named):
            found.problems.append(_problem(page, rule))
        elif stamp and assignment:
            found.named[page.title] = (assignment, stamp)
            if rule := _renamed(page, assignment):
                found.problems.append(_problem(page, rule))
    if not (found.named or found.done or found.problems):
        rule = "工作簿里没有离线评分表。"
        found.problems.append(Problem("", "", "", rule, AGAIN))
    return found


def _of_the_book(book: Workbook, parted: _Parted) -> Iterator[Problem]:
    """What lacks, is hidden or merged, but for the sheets that nobody will read."""
    titles = {page.title for page in book.worksheets}
    unread = titles - {ABOUT, *parted.named}
    for each in check_sheets(book, [ABOUT, *titles - {ABOUT}]):
        if each.sheet not in unread:
            yield each


def _in_order(book: Workbook, problems: list[Problem]) -> list[Problem]:
    """Sheet by sheet; what concerns the whole file first."""
    names = ["", *book.sheetnames]
    places = {name: place for place, name in enumerate(names)}
    return sorted(problems, key=lambda each: places.get(each.sheet, 0))


def _is_handed_in(assignment: Assignment) -> bool:
    return offline.sheet_of(assignment).state == ScoreSheet.State.HANDED_IN


def _skipped(page: Worksheet, assignment: Assignment, stamp: Stamp) -> Skipped:
    """Whatever stands in it is no fault: it changes nothing."""
    sheet = offline.sheet_of(assignment)
    has_more = stamp.digest != offline.stamp_of(assignment, sheet).digest
    if not has_more:
        cells = CellReader()
        plan = plan_of(PageReader(cells, page, assignment, stamp).filled())
        has_more = bool(cells.problems or plan.taken or plan.open)
    return Skipped(page.title, sheet.handed_in_at, has_more)


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
    stamp: Stamp | None,
    assignment: Assignment | None,
    found: Mapping[str, tuple[Assignment, Stamp]],
) -> str:
    """Why this sheet cannot be read; "" where it can."""
    if stamp is None:
        return "没有可用的表格编号，不是本系统的离线评分表。"
    if assignment is None:
        return "不是您在本批次的评分表：属于其他专家或其他批次，或任务已撤回。"
    if any(stamp.key == taken.key for _, taken in found.values()):
        return "同一份申报在工作簿里有两张评分表。请只保留一张。"
    return _why_not_now(stamp, assignment, offline.sheet_of(assignment))


def _renamed(page: Worksheet, assignment: Assignment) -> str:
    name = sheet_name(assignment)
    return "" if page.title == name else f"工作表改了名。请改回申报编号“{name}”。"


def _why_not_now(stamp: Stamp, assignment: Assignment, sheet: ScoreSheet) -> str:
    current = offline.stamp_of(assignment, sheet)
    if stamp.round != current.round:
        return "批次的评审规则与下载时不同。"
    if stamp.digest != current.digest:
        return "指标表与下载时不同，或下载后表格的版式有调整。"
    if assignment.state != Assignment.State.DECLARED:
        return "这份申报还没有作利益关系声明。"
    if stamp.version > current.version:
        return "表格编号被改动，系统没有发出过这一版。"
    return ""
