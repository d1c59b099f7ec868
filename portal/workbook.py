"""Workbooks of typed columns; the same rows at the same instant give the same bytes."""

import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from math import ceil
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

BEIJING = ZoneInfo("Asia/Shanghai")
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    "text": "General",
    "long": "General",
    "int": "#,##0",
    "year": "0",
    "decimal": "#,##0.####",
    "mark": "0.00",
    "percent": '0.00"%"',
    "date": "yyyy-mm-dd",
    "instant": "yyyy-mm-dd hh:mm",
}
LONGEST_TEXT = 32767
WIDEST = 180  # characters across a printed page that can still be read
LINE = 16  # points of a line
MOST_LINES, LONGEST_SHOWN = 25, 2000  # a row is at most 409 points high
TOP = Alignment(vertical="top")
WRAPPED = Alignment(wrap_text=True, vertical="top")
CUT = "……（超出单元格容量，以下略）"
#: What XML 1.0 cannot hold: controls, halves of surrogate pairs, two noncharacters.
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LEADS_A_FORMULA = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")
FORBIDDEN_IN_A_NAME = re.compile(r"[\\/*?:\[\]]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, what it holds (a key of FORMATS), its width in characters."""

    head: str
    type: str = "text"
    width: int = 14


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: rows under a frozen header, lines of text above it."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    title: str = ""
    notes: Sequence[str] = ()
    frozen_columns: int = 0


def write_workbook(sheets: Iterable[Sheet], *, at: datetime) -> bytes:
    """The workbook's bytes, stamped ``at``; no text in it is ever taken for a formula.

    A character that XML cannot hold is shown as U+FFFD; a value that does not suit its
    column's type raises TypeError.
    """
    book = Workbook(write_only=True)
    book.properties.creator = ""
    book.properties.created = book.properties.modified = at.astimezone(UTC).replace(
        tzinfo=None, microsecond=0
    )
    try:
        for sheet in sheets:
            _write(book, sheet)
    except BaseException:
        for page in book.worksheets:
            page.close()  # no stream is left open
        raise
    out = BytesIO()
    with _Archive(out, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()
    return out.getvalue()


def _write(book: Workbook, sheet: Sheet) -> None:
    page = book.create_sheet(FORBIDDEN_IN_A_NAME.sub("_", sheet.name)[:31])
    above = [sheet.title, *sheet.notes] if sheet.title else list(sheet.notes)
    head = len(above) + 1
    last = get_column_letter(len(sheet.columns))
    first_free = get_column_letter(sheet.frozen_columns + 1)
    _set_up_print(page, sheet)
    page.freeze_panes = f"{first_free}{head + 1}"
    page.print_title_rows = f"{head}:{head}"
    for number, column in enumerate(sheet.columns, start=1):
        dimension = page.column_dimensions[get_column_letter(number)]
        dimension.width = column.width
        dimension.number_format = FORMATS[column.type]
    for number, line in enumerate(above):
        font = Font(bold=True, size=14) if not number and sheet.title else Font()
        page.append([_text(page, line, font=font)])
    page.row_dimensions[head].height = LINE * _lines_of_head(sheet.columns)
    page.append([_head(page, column) for column in sheet.columns])
    row_number = head
    for row in sheet.rows:
        row_number += 1
        if (lines := _lines_of(sheet.columns, row)) > 1:
            page.row_dimensions[row_number].height = LINE * lines
        page.append(_cells(page, sheet.columns, row))
    page.auto_filter.ref = f"A{head}:{last}{row_number}"


def _set_up_print(page: Any, sheet: Sheet) -> None:
    """Landscape A4, whole columns on a page, what is frozen repeated on each."""
    frozen = sum(column.width for column in sheet.columns[: sheet.frozen_columns])
    rest = sum(column.width for column in sheet.columns) - frozen
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.fitToWidth = max(1, ceil(rest / (WIDEST - frozen)))
    page.page_setup.fitToHeight = 0
    page.page_margins = PageMargins(0.4, 0.4, 0.5, 0.7, 0.3, 0.3)
    page.oddFooter.center.text = "第 &P 页，共 &N 页"
    if sheet.frozen_columns:
        page.print_title_cols = f"A:{get_column_letter(sheet.frozen_columns)}"


def _lines_of_head(columns: Sequence[Column]) -> int:
    """How high the head is, so that none of its words is cut."""
    return max(ceil(_breadth(each.head) / (each.width - 1)) for each in columns)


def _lines_of(columns: Sequence[Column], row: Sequence[Any]) -> int:
    """How many lines the longest wrapped text takes; a row has a greatest height."""
    lines = (
        ceil(_breadth(line) / (column.width - 1))
        for column, value in zip(columns, row, strict=False)
        if column.type == "long" and value
        for line in [str(value)[:LONGEST_SHOWN]]
    )
    return min(max(lines, default=1), MOST_LINES)


def _breadth(text: str) -> int:
    """In columns of a fixed font: a Chinese character takes two, bold a little more."""
    return sum(2 if ord(character) > 0x2E80 else 1 for character in text) + 1


def _head(page: Any, column: Column) -> Cell:
    cell = _text(page, column.head, font=Font(bold=True))
    cell.fill = PatternFill("solid", fgColor="FFEDF2F9")
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    return cell


def _cells(
    page: Any, columns: Sequence[Column], row: Sequence[Any]
) -> list[Cell | None]:
    if len(row) != len(columns):
        raise TypeError(f"{len(row)} values for {len(columns)} columns")
    pairs = zip(columns, row, strict=True)
    return [_cell(page, column, value) for column, value in pairs]


def _cell(page: Any, column: Column, value: Any) -> Cell | None:
    if value is None or value == "":
        return None
    if column.type in ("text", "long"):
        cell = _text(page, str(value))
        cell.alignment = WRAPPED if column.type == "long" else TOP
        return cell
    cell = WriteOnlyCell(page, value=_typed(column, value))
    cell.number_format = FORMATS[column.type]
    cell.alignment = TOP
    return cell


def _typed(column: Column, value: Any) -> int | Decimal | date | datetime:
    """A value of the column's own type; text or a float never slips in as a number."""
    match column.type:
        case "instant" if isinstance(value, datetime):
            return value.astimezone(BEIJING).replace(tzinfo=None)
        case "date" if isinstance(value, date) and not isinstance(value, datetime):
            return value
        case "int" | "year" if type(value) is int:
            return value
        case "decimal" | "mark" | "percent" if type(value) in (int, Decimal):
            return value
    raise TypeError(f"{column.head}: {value!r} is no {column.type}")


def _text(page: Any, value: str, font: Font | None = None) -> Cell:
    text = UNFIT.sub("\ufffd", value)
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - len(CUT)] + CUT
    cell = WriteOnlyCell(page, value=text)
    cell.data_type = "s"  # openpyxl took "=…" for a formula and "#N/A" for an error
    if text.startswith(LEADS_A_FORMULA):
        cell.quotePrefix = True
    if font is not None:
        cell.font = font
    return cell


class _Archive(ZipFile):
    """A zip whose members bear no time of their own."""

    def writestr(self, name: Any, data: Any, *args: Any, **kwargs: Any) -> None:
        super().writestr(_member(str(name)), data)

    def write(self, filename: Any, arcname: Any = None, *args: Any) -> None:
        member = _member(str(arcname))
        with open(filename, "rb") as source, self.open(member, "w") as target:
            shutil.copyfileobj(source, target)


def _member(name: str) -> ZipInfo:
    info = ZipInfo(name.lstrip("/"), (1980, 1, 1, 0, 0, 0))
    info.compress_type = ZIP_DEFLATED
    return info
