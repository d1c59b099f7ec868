"""The roster as it is handed in: the file, its rows, and every cell that is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from portal import rules
from portal.filing_book import Problem, Spoiled
from portal.filing_book.cell_reader import CellReader
from portal.filing_book.cells import found_in, is_blank
from portal.filing_book.grounds import check_sheets, strays
from portal.filing_book.layout import ABOUT, LISTS
from portal.filing_book.opening import AGAIN, open_book
from scoring.exports.roster import STAMP, stamp_of
from scoring.facts.roster import ITEMS, MOST_EXPERTS, SHEET, Entry
from scoring.facts.roster_periods import (
    ABSENCES,
    BLACKLIST,
    MOST_PERIODS,
    PERIOD_ITEMS,
    Period,
)
from scoring.forms.experts import read_fields

SHEETS = (ABOUT, SHEET, ABSENCES, BLACKLIST, LISTS)
#: What each sheet of rows asks, and for how many rows.
TABLES = {
    SHEET: (ITEMS, MOST_EXPERTS),
    ABSENCES: (PERIOD_ITEMS, MOST_PERIODS),
    BLACKLIST: (PERIOD_ITEMS, MOST_PERIODS),
}


class RosterForm(forms.Form):
    """The filled roster."""

    book = forms.FileField(
        label="填好的专家名册",
        help_text="只收本页下载的 xlsx 名册，不超过 5 MB。",
        error_messages={
            "required": "没有选择文件。请选择填好的 xlsx 名册。",
            "empty": "文件是空的（0 字节）。请重新选择。",
        },
        widget=forms.FileInput({"accept": ".xlsx"}),
    )


@dataclass(frozen=True, slots=True)
class Read:
    """What a roster states; a row with a cell that cannot be read is left out."""

    entries: tuple[Entry, ...]
    periods: tuple[Period, ...]
    problems: tuple[Problem, ...]


def read_roster(content: bytes, province: str) -> Read:
    """Its rows, and every cell that cannot be read.

    Raises Spoiled where the file is not this province's roster as it was issued.
    """
    book = open_book(content)
    _check_stamp(book, province)
    reader = CellReader()
    reader.problems += check_sheets(book, SHEETS)
    if reader.problems:
        raise Spoiled(reader.problems)
    for name, (items, most) in TABLES.items():
        for number, item in enumerate(items, start=1):
            reader.fixed(book[name].cell(1, number), item.head)
        reader.problems += strays(book[name], len(items), most + 1)
    if reader.problems:
        raise Spoiled(reader.problems)
    entries = [Entry(row, said) for row, said in _rows(reader, book[SHEET])]
    periods = [
        Period(name, row, said)
        for name in (ABSENCES, BLACKLIST)
        for row, said in _rows(reader, book[name])
    ]
    return Read(tuple(entries), tuple(periods), tuple(reader.problems))


def _check_stamp(book: Workbook, province: str) -> None:
    if ABOUT not in book.sheetnames or not isinstance(book[ABOUT], Worksheet):
        rule = f"缺少“{ABOUT}”工作表，不是本系统的专家名册。"
        raise Spoiled([Problem(ABOUT, STAMP, "", rule, AGAIN)])
    cell = book[ABOUT][STAMP]
    if cell.data_type == "f" or str(cell.value or "") != stamp_of(province):
        found = "空白" if is_blank(cell) else found_in(cell)
        rule = "不是本省现行的专家名册模板，栏目可能已有调整。"
        raise Spoiled([Problem(ABOUT, STAMP, found, rule, AGAIN)])


def _rows(reader: CellReader, sheet: Worksheet) -> Iterator[tuple[int, dict[str, Any]]]:
    items, most = TABLES[sheet.title]
    for row in range(2, min(sheet.max_row, most + 1) + 1):
        cells = [sheet.cell(row, n) for n in range(1, len(items) + 1)]
        if all(is_blank(cell) for cell in cells):
            continue
        before = len(reader.problems)
        stated = {
            item.id: _value(reader, cell, item.id, reader.value(cell, item))
            for item, cell in zip(items, cells, strict=True)
        }
        if len(reader.problems) == before:
            yield row, {id: value for id, value in stated.items() if value is not None}


def _value(reader: CellReader, cell: Cell, id: str, value: Any) -> Any:
    """Fields are several in one cell."""
    if id != "fields" or value is None:
        return value
    try:
        return read_fields(value) or None
    except rules.EntryError as error:
        reader.refuse(cell, error)
        return None
