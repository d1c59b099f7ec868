"""Cells of a template read one by one, and what is wrong with them gathered."""

from dataclasses import dataclass, field
from typing import Any

from openpyxl.cell import Cell

from portal import rules
from portal.filing_book.cells import found_in, is_blank, value_of
from portal.filing_book.layout import Item
from portal.filing_book.problems import Problem, of_entry

RESTORE = "请改回原样，或重新下载模板填写。"


@dataclass
class CellReader:
    """Reads on after a problem, so that one report names them all."""

    problems: list[Problem] = field(default_factory=list)

    def value(self, cell: Cell, item: Item) -> Any:
        """What the cell states; None for a blank, and for what cannot be read."""
        try:
            return value_of(cell, item)
        except rules.EntryError as error:
            self.refuse(cell, error)
            return None

    def refuse(self, cell: Cell, error: rules.EntryError) -> None:
        sheet = cell.parent.title
        self.problems.append(of_entry(sheet, cell.coordinate, found_in(cell), error))

    def wrong(self, cell: Cell, rule: str, remedy: str) -> None:
        place = (cell.parent.title, cell.coordinate)
        found = "空白" if is_blank(cell) else found_in(cell)
        self.problems.append(Problem(*place, found, rule, remedy))

    def fixed(self, cell: Cell, words: str) -> None:
        """A cell of the template's own, which must read as it was issued."""
        if str(cell.value or "").strip() != words:
            self.wrong(cell, f"此处应为模板原有的“{words}”。", RESTORE)
