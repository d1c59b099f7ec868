"""The template as a workbook, empty or filled with what is stated."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from portal import guides, rules
from portal.filing_book.cells import ANSWERS, words_of
from portal.filing_book.drawing import (
    FRAME,
    WRAPPED,
    bytes_of,
    new_book,
    opened,
    put,
    put_head,
    put_note,
    set_page,
)
from portal.filing_book.layout import (
    ABILITIES,
    ABOUT,
    FORM,
    LISTS,
    MOST_ROWS,
    Chapter,
    Item,
    Layout,
    Table,
)
from portal.filing_book.lists import add_list

STAMP, NAME = "B4", "B5"
FORM_HEAD = ("栏目", "填写", "单位", "要求")
ABILITY_HEAD = ("能力", "自评结论", "说明（不超过 300 字，指明佐证页码）", "指南条款")
LONGEST_NOTE = 1800
HELP = (
    "只填浅黄色的单元格；其余内容已锁定，不要改动表头、栏目和工作表的名称。",
    "数字只填阿拉伯数字，不带单位；百分比填数字，例如 12.5% 填 12.5。",
    "日期按 2026-11-30 的样式填写；有下拉列表的，从列表中选择。",
    f"明细表每行一项，最多 {MOST_ROWS} 行，名称不要重复。",
    "不要使用公式；需要计算的，请填计算结果。",
    "指南条款写在单元格的批注里，把鼠标停在单元格右上角可以看到。",
    "附件不在本表中，请在网页上传。填好后在申报书页面上传本文件，核对后再确认导入。",
)
Document = Mapping[str, Any]


class AsTyped(str):
    """An entry that nobody could read: it stays text, even where it looks a number."""

    __slots__ = ()


def write_book(layout: Layout, document: Document, *, at: datetime) -> bytes:
    """The workbook's bytes; ``document`` is the contract's, with profile and cases."""
    book = new_book(at)
    _about(book.create_sheet(ABOUT), layout, document)
    _form(book.create_sheet(FORM), layout, document)
    for table in layout.tables:
        _table(book.create_sheet(table.sheet), table, document.get(table.scope, ()))
    if layout.abilities:
        _abilities(book.create_sheet(ABILITIES), layout, document)
    _lists(book.create_sheet(LISTS))
    return bytes_of(book)


def _about(sheet: Worksheet, layout: Layout, document: Document) -> None:
    set_page(sheet, (16, 90), None)
    put(sheet, "A1", "工业互联网平台申报填报模板", font=Font(bold=True, size=16))
    put(sheet, "A2", "指南")
    put(sheet, "B2", layout.title)
    put(sheet, "A3", "平台类型")
    put(sheet, "B3", layout.kind_label)
    put(sheet, "A4", "模板编号")
    put(sheet, STAMP, layout.stamp, font=Font(color="FF66707A"))
    put(sheet, "A5", "申报单位")
    opened(put(sheet, NAME, document.get("name") or None))
    put(sheet, "A7", "怎样填写", font=Font(bold=True))
    for number, line in enumerate(HELP, start=1):
        put(sheet, f"A{7 + number}", str(number))
        put(sheet, f"B{7 + number}", line, alignment=WRAPPED)


def _form(sheet: Worksheet, layout: Layout, document: Document) -> None:
    set_page(sheet, (44, 40, 10, 60), "A2")
    put_head(sheet, FORM_HEAD)
    for row, each in layout.places:
        if isinstance(each, Chapter):
            put(sheet, f"A{row}", each.title, font=Font(bold=True, size=12))
            continue
        mark = f"{each.label} *" if each.required else each.label
        put(sheet, f"A{row}", mark, alignment=WRAPPED, border=FRAME)
        value = document.get(each.part, {}).get(each.id)
        _answer(sheet, f"B{row}", each, value)
        put(sheet, f"C{row}", each.unit, border=FRAME)
        put(sheet, f"D{row}", _asked(each), alignment=WRAPPED, border=FRAME)
        add_list(sheet, each, f"B{row}")
        if each.type == "longtext":
            sheet.row_dimensions[row].height = 60


def _asked(item: Item) -> str:
    """How the cell is read, in words."""
    how = {
        "int": "填整数。",
        "decimal": "填数字，可以有小数。",
        "date": "填日期，例如 2026-11-30。",
        "choice": "从下拉列表中选择。",
        "bool": "从下拉列表中选择。",
    }.get(item.type, f"不超过 {item.longest} 字。")
    return f"{how}{item.help}"


def _table(sheet: Worksheet, table: Table, rows: Any) -> None:
    wide = {"longtext": 50, "text": 26}
    set_page(sheet, [wide.get(each.type, 16) for each in table.items], "B2")
    put_head(sheet, [each.head for each in table.items])
    filled = [*rows, *({} for _ in range(MOST_ROWS - len(rows)))]
    for number, item in enumerate(table.items, start=1):
        letter = get_column_letter(number)
        _note(sheet[f"{letter}1"], item)
        add_list(sheet, item, f"{letter}2:{letter}{MOST_ROWS + 1}")
        for row, stated in enumerate(filled, start=2):
            _answer(sheet, f"{letter}{row}", item, stated.get(item.id), note=False)


def _abilities(sheet: Worksheet, layout: Layout, document: Document) -> None:
    set_page(sheet, (40, 14, 60, 80), "B2")
    put_head(sheet, ABILITY_HEAD)
    for row, item in enumerate(layout.abilities, start=2):
        given = document.get("capabilities", {}).get(item.id, {})
        put(sheet, f"A{row}", item.label, alignment=WRAPPED, border=FRAME)
        opened(put(sheet, f"B{row}", ANSWERS.get(given.get("answer", ""))))
        opened(put(sheet, f"C{row}", given.get("statement") or None))
        text = "\n".join(item.clauses)
        put(sheet, f"D{row}", text, alignment=WRAPPED, border=FRAME)
        add_list(sheet, item, f"B{row}")


def _lists(sheet: Worksheet) -> None:
    set_page(sheet, (50,), None)
    for row, each in enumerate(guides.industries(), start=1):
        put(sheet, f"A{row}", each)


def _answer(
    sheet: Worksheet, place: str, item: Item, value: Any, *, note: bool = True
) -> None:
    cell = opened(put(sheet, place, _shown(item, value)))
    cell.number_format = {
        "int": "#,##0",
        "decimal": 'General"%"' if item.unit == "%" else "General",
        "date": "yyyy-mm-dd",
    }.get(item.type, "@")
    if note:
        _note(cell, item)


def _note(cell: Cell, item: Item) -> None:
    if not item.clauses:
        return
    text = "\n".join(item.clauses)
    cut = text if len(text) <= LONGEST_NOTE else f"{text[:LONGEST_NOTE]}……"
    put_note(cell, cut, "指南条款")


def _shown(item: Item, value: Any) -> Any:
    """The value as the cell's own type, or as text where only text keeps it."""
    if value is None or value == "":
        return None
    if isinstance(value, AsTyped):
        return str(value)
    if item.type in ("bool", "choice"):
        return words_of(item).get(value, str(value))
    if item.type in ("int", "decimal"):
        return _number(item, value)
    if item.type == "date":
        try:
            return rules.day(str(value))
        except rules.EntryError:
            return str(value)
    return str(value)


def _number(item: Item, value: Any) -> int | Decimal | date | str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if item.unit == "%" and 0 < number < 1:
        return f"{rules.plain(number)}%"  # 0.12 alone might be meant as 12 %
    return int(number) if number == int(number) else number
