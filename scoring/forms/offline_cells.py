"""One page of an offline workbook, cell by cell: all that is wrong is gathered."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from portal import rules
from portal.filing_book.cell_reader import CellReader
from portal.filing_book.grounds import strays
from portal.filing_book.layout import Item
from scoring.exports.offline import done_of, sum_of
from scoring.facts import offline
from scoring.facts.offline import Line, Stamp
from scoring.facts.offline_changes import Filled, Given
from scoring.forms.sheets import read_points
from scoring.models import Assignment
from scoring.models.sheet import LONGEST_COMMENT, LONGEST_REMARK

AGAIN = "请在“离线评分”页面重新下载后填写。"
RESTORE = "请改回原样，或重新下载后填写。"
LONGEST_SAID = 40
_MARK = Item("sheet", "points", "得分", "decimal", unit="分")
_COMMENT = Item("sheet", "comment", "评语", "longtext", most=LONGEST_COMMENT)
_REMARK = Item("sheet", "remark", "总体评价", "longtext", most=LONGEST_REMARK)


class PageReader:
    """Reads the sheet of an assignment; problems go to ``cells``."""

    def __init__(
        self, cells: CellReader, page: Worksheet, assignment: Assignment, stamp: Stamp
    ) -> None:
        self.cells, self.page = cells, page
        self.assignment, self.stamp = assignment, stamp
        self.sheet = offline.sheet_of(assignment)
        self.layout = offline.layout_of(assignment.dossier.round)

    def filled(self) -> Filled:
        """What the page states; a cell with a problem as if it were blank."""
        self._frame()
        rows = {}
        for line in self.layout.lines:
            if line.indicator is None:
                self._heading(line)
            else:
                rows[line.row.code] = self._indicator(line, line.indicator)
        rows[offline.REMARK] = self._remark(self.layout.remark)
        last = self.layout.remark
        self.cells.problems += strays(self.page, len(offline.HEADS), last)
        return Filled(self.assignment, self.stamp.version, rows)

    def _frame(self) -> None:
        title = offline.title_of(self.assignment)
        for place, words in (("A1", "申报"), ("B1", title), ("A2", "表格编号")):
            self._fixed(self.page[place], words)
        heads = dict(enumerate(offline.HEADS, start=1))
        self._fixed_row(offline.HEAD, heads)
        total = sum_of(offline.FIRST, self.layout.remark - 1)
        said = {offline.POINTS: total, offline.COMMENT: done_of(self.layout)}
        self._fixed_row(offline.SUM, {2: "合计", 3: "100", **said})

    def _heading(self, line: Line) -> None:
        total = sum_of(line.number + 1, line.last)
        weight = _plain(line.row.weight)
        said = {2: line.row.label, 3: weight, offline.POINTS: total}
        self._fixed_row(line.number, said)

    def _indicator(self, line: Line, indicator: rules.Indicator) -> Given:
        row, code = line.number, line.row.code
        fixed = (code, line.row.label, _plain(indicator.weight), str(indicator.step))
        for number, words in enumerate((*fixed, line.wants), start=1):
            self._fixed(self.page.cell(row, number), words)
        points = self._points(self.page.cell(row, offline.POINTS), indicator)
        comment = self.cells.value(self.page.cell(row, offline.COMMENT), _COMMENT)
        return Given(points, comment or "", self._check(row, code))

    def _points(self, cell: Cell, indicator: rules.Indicator) -> str:
        said = self.cells.value(cell, _MARK)
        if said is None:
            return ""
        try:
            return read_points(said, indicator) or ""
        except rules.EntryError as error:
            self.cells.refuse(cell, error)
            return ""

    def _remark(self, row: int) -> Given:
        said = self.cells.value(self.page.cell(row, offline.COMMENT), _REMARK)
        for number in range(1, offline.COMMENT):
            words = offline.REMARK_LABEL if number == 2 else ""
            self._fixed(self.page.cell(row, number), words)
        return Given("", said or "", self._check(row, offline.REMARK))

    def _check(self, row: int, name: str) -> str:
        """As it was written: of this version, or at least one that could be."""
        cell = self.page.cell(row, offline.CHECK)
        said = str(cell.value or "")
        if self.stamp.version == self.sheet.version:
            held = offline.held_in(self.sheet, name)
            is_ours = said == offline.check_of(name, *held)
        else:
            is_ours = offline.is_check(said)
        if not is_ours:
            self.cells.wrong(cell, "校验一栏由系统写入，不能改动。", AGAIN)
        return said

    def _fixed_row(self, row: int, said: Mapping[int, str]) -> None:
        """A row without a cell to fill in."""
        for number in range(1, len(offline.HEADS) + 1):
            self._fixed(self.page.cell(row, number), said.get(number, ""))

    def _fixed(self, cell: Cell, words: str) -> None:
        """A locked cell reads as it was issued, however its spaces were kept."""
        if _squeezed(cell.value) == _squeezed(words):
            return
        if not words:
            rule = "此处应为空白，只有浅黄色的单元格可以填写。"
        elif words.startswith("="):
            rule = "此处是系统的公式，不能改动。"
        else:
            cut = len(words) > LONGEST_SAID
            short = f"{words[:LONGEST_SAID]}…" if cut else words
            rule = f"此处应为原有的“{short}”。"
        self.cells.wrong(cell, rule, RESTORE)


def _squeezed(said: Any) -> str:
    return "" if said is None else "".join(str(said).split())


def _plain(number: Decimal | None) -> str:
    return "" if number is None else rules.plain(number)
