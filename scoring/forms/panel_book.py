"""The panels as they are handed in: the file, its rows, every cell that is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from applications.models import Round
from portal.filing_book import Problem, Spoiled
from portal.filing_book.cell_reader import CellReader
from portal.filing_book.cells import found_in, is_blank
from portal.filing_book.grounds import check_sheets, strays
from portal.filing_book.layout import ABOUT
from portal.filing_book.opening import AGAIN, open_book
from scoring.exports.panel_book import STAMP, stamp_of
from scoring.facts.panel_book import (
    BARS,
    EXPERTS,
    LEADING,
    MOST_ROWS,
    SHEET,
    Entry,
    items_of,
)

SHEETS = (ABOUT, SHEET, EXPERTS, BARS)


class PanelBookForm(forms.Form):
    """The filled panels."""

    book = forms.FileField(
        label="填好的分派表",
        help_text="只收本页下载的 xlsx 分派表，不超过 5 MB。",
        error_messages={
            "required": "没有选择文件。请选择填好的 xlsx 分派表。",
            "empty": "文件是空的（0 字节）。请重新选择。",
        },
        widget=forms.FileInput({"accept": ".xlsx"}),
    )


@dataclass(frozen=True, slots=True)
class Read:
    """What the file states; a row with a cell that cannot be read is left out."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def read_panels(content: bytes, round: Round) -> Read:
    """Its rows, and every cell that cannot be read.

    Raises Spoiled where the file is not this round's as it was issued.
    """
    book = open_book(content)
    _check_stamp(book, round)
    items = items_of(round.panel_size)
    reader = CellReader()
    reader.problems += check_sheets(book, SHEETS)
    if reader.problems:
        raise Spoiled(reader.problems)
    for number, item in enumerate(items, start=1):
        reader.fixed(book[SHEET].cell(1, number), item.head)
    reader.problems += strays(book[SHEET], len(items), MOST_ROWS + 1)
    if reader.problems:
        raise Spoiled(reader.problems)
    entries = tuple(_entries(reader, book[SHEET], round.panel_size))
    return Read(entries, tuple(reader.problems))


def _check_stamp(book: Workbook, round: Round) -> None:
    if ABOUT not in book.sheetnames or not isinstance(book[ABOUT], Worksheet):
        rule = f"缺少“{ABOUT}”工作表，不是本系统的分派表。"
        raise Spoiled([Problem(ABOUT, STAMP, "", rule, AGAIN)])
    cell = book[ABOUT][STAMP]
    if cell.data_type == "f" or str(cell.value or "") != stamp_of(round):
        found = "空白" if is_blank(cell) else found_in(cell)
        rule = "不是这一批次现行的分派表。"
        raise Spoiled([Problem(ABOUT, STAMP, found, rule, AGAIN)])


def _entries(reader: CellReader, sheet: Worksheet, size: int) -> Iterator[Entry]:
    items = items_of(size)
    seats = slice(len(LEADING), len(LEADING) + size)
    for row in range(2, min(sheet.max_row, MOST_ROWS + 1) + 1):
        cells = [sheet.cell(row, n) for n in range(1, len(items) + 1)]
        if all(is_blank(cell) for cell in cells):
            continue
        before = len(reader.problems)
        read = [
            reader.value(cell, item) or ""
            for item, cell in zip(items, cells, strict=True)
        ]
        if len(reader.problems) > before:
            continue
        ids = [item.id for item in items[seats]]
        named = dict(zip(ids, (code.upper() for code in read[seats]), strict=True))
        yield Entry(
            row,
            read[0],
            read[len(LEADING) - 1],
            {id: code for id, code in named.items() if code},
            read[-1],
        )
