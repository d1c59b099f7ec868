"""How a template looks: heads, locked cells, and the yellow ones to fill in."""

from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.worksheet import Worksheet

from portal.workbook import LEADS_A_FORMULA, LONGEST_TEXT, UNFIT

HEAD = PatternFill("solid", fgColor="FFEDF2F9")
OPEN = PatternFill("solid", fgColor="FFFFFBE6")
_LINE = Side("thin", color="FFB8C2CC")
FRAME = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
WRAPPED = Alignment(wrap_text=True, vertical="top")


def new_book(at: datetime) -> Workbook:
    """Without a sheet, stamped ``at``, by nobody."""
    book = Workbook()
    book.remove(book.active)
    book.properties.creator = ""
    book.properties.created = book.properties.modified = at.astimezone(UTC).replace(
        tzinfo=None, microsecond=0
    )
    return book


def bytes_of(book: Workbook, *, is_whole: bool = True) -> bytes:
    """The finished template; its sheets stay as they are, where all are needed."""
    if is_whole:
        book.security = WorkbookProtection(lockStructure=True)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def put(sheet: Worksheet, place: str, value: Any, **style: Any) -> Cell:
    """Write a cell; no text is ever taken for a formula."""
    cell = sheet[place]
    if isinstance(value, str):
        text = UNFIT.sub("\ufffd", value)[:LONGEST_TEXT]
        cell.value = text
        cell.data_type = "s"
        if text.startswith(LEADS_A_FORMULA):
            cell.quotePrefix = True
    elif value is not None:
        cell.value = value
    for name, look in style.items():
        setattr(cell, name, look)
    return cell


def set_page(sheet: Worksheet, widths: Iterable[int], freeze: str | None) -> None:
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = freeze
    if freeze:
        sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False


def put_head(sheet: Worksheet, words: Iterable[str]) -> None:
    for number, word in enumerate(words, start=1):
        place = f"{get_column_letter(number)}1"
        look = {"fill": HEAD, "border": FRAME, "font": Font(bold=True)}
        put(sheet, place, word, alignment=WRAPPED, **look)


def opened(cell: Cell) -> Cell:
    cell.protection = Protection(locked=False)
    cell.fill, cell.border, cell.alignment = OPEN, FRAME, WRAPPED
    return cell


def put_note(cell: Cell, text: str, by: str) -> None:
    """What shows while the pointer rests on the cell."""
    cell.comment = Comment(text, by, width=420, height=180)
