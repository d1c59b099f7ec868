"""A filled template, cell by cell: what it states, or every problem by its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from portal import guides, rules
from portal.filing_book.cell_reader import CellReader
from portal.filing_book.cells import ANSWERS, is_blank
from portal.filing_book.grounds import check_sheets, stamped_layout, strays
from portal.filing_book.layout import (
    ABILITIES,
    ABOUT,
    CASES,
    FORM,
    MOST_ROWS,
    Chapter,
    Item,
    Layout,
    Table,
)
from portal.filing_book.opening import open_book
from portal.filing_book.problems import Spoiled
from portal.filing_book.writing import ABILITY_HEAD, FORM_HEAD, NAME

MOST_PROBLEMS = 200
_NAME = Item("profile", "name", "申报单位", "text", most=120)
_ANSWER = Item("capabilities", "answer", "自评结论", "choice", choices=tuple(ANSWERS))
_STATEMENT = Item("capabilities", "statement", "说明", "longtext", most=300)


@dataclass(frozen=True)
class Filed:
    """What a workbook states; ``document`` as a dossier keeps it, blanks left out."""

    layout: Layout
    document: Mapping[str, Any]

    @property
    def contract(self) -> dict[str, Any]:
        """The part that the contract knows, capabilities as booleans."""
        keys = ("guide", "kind", "name", *rules.ROW_SCOPES)
        answers = {
            id: given["answer"] == "yes"
            for id, given in self.document["capabilities"].items()
            if given["answer"]
        }
        metrics = {**self.document["metrics"], **answers}
        return {"metrics": metrics, **{key: self.document[key] for key in keys}}


def read_book(content: bytes, expected: Layout | None = None) -> Filed:
    """What the file states, exact; raises Spoiled with every problem in it.

    With ``expected`` it must be a current template of that guide and kind, else any
    one on file; ``layout`` of what is returned says which it was.
    """
    book = open_book(content)
    layout = stamped_layout(book, expected)
    reader = CellReader()
    reader.problems += check_sheets(book, layout.sheets)
    if reader.problems:
        raise Spoiled(reader.problems)
    document: dict[str, Any] = {
        "guide": layout.guide,
        "kind": layout.kind,
        "name": reader.value(book[ABOUT][NAME], _NAME) or "",
        "profile": {},
        "metrics": {},
        "capabilities": {},
        **{scope: [] for scope in (*rules.ROW_SCOPES, CASES)},
    }
    _form(reader, layout, book[FORM], document)
    for table in layout.tables:
        document[table.scope] = list(_rows(reader, book[table.sheet], table))
    if layout.abilities:
        document["capabilities"] = dict(_abilities(reader, layout, book[ABILITIES]))
    if reader.problems:
        raise Spoiled(reader.problems[:MOST_PROBLEMS])
    filed = Filed(layout, document)
    rules.read_facts(filed.contract, guides.vocabulary())  # it is the contract's
    return filed


def _form(
    reader: CellReader, layout: Layout, sheet: Worksheet, document: dict[str, Any]
) -> None:
    last = 1
    for number, words in enumerate(FORM_HEAD, start=1):
        reader.fixed(sheet.cell(1, number), words)
    for last, each in layout.places:
        if isinstance(each, Chapter):
            reader.fixed(sheet.cell(last, 1), each.title)
            continue
        mark = f"{each.label} *" if each.required else each.label
        reader.fixed(sheet.cell(last, 1), mark)
        reader.fixed(sheet.cell(last, 3), each.unit)
        value = reader.value(sheet.cell(last, 2), each)
        if value is not None:
            document[each.part][each.id] = value
    reader.problems += strays(sheet, len(FORM_HEAD), last)


def _rows(
    reader: CellReader, sheet: Worksheet, table: Table
) -> Iterator[dict[str, Any]]:
    for number, item in enumerate(table.items, start=1):
        reader.fixed(sheet.cell(1, number), item.head)
    reader.problems += strays(sheet, len(table.items), MOST_ROWS + 1)
    seen: dict[str, int] = {}
    for row in range(2, min(sheet.max_row, MOST_ROWS + 1) + 1):
        cells = [sheet.cell(row, n) for n in range(1, len(table.items) + 1)]
        if all(is_blank(cell) for cell in cells):
            continue
        read = {
            item.id: reader.value(cell, item)
            for item, cell in zip(table.items, cells, strict=True)
        }
        _check_name(reader, table, cells, read.get("name"), seen)
        yield {id: value for id, value in read.items() if value is not None}


def _check_name(
    reader: CellReader,
    table: Table,
    cells: list[Cell],
    name: str | None,
    seen: dict[str, int],
) -> None:
    """Rows are counted, and reports speak of them by name."""
    number = next(n for n, item in enumerate(table.items) if item.id == "name")
    cell = cells[number]
    if is_blank(cell):
        rule = f"第 {cell.row} 行填了内容，但没有填写{table.items[number].label}。"
        reader.wrong(cell, rule, "请填写名称，或清空这一行。")
    elif name in seen and table.scope != CASES:
        rule = f"与第 {seen[name]} 行的名称重复。"
        reader.wrong(cell, rule, "请合并为一行，或改名。")
    elif name:
        seen[name] = cell.row


def _abilities(
    reader: CellReader, layout: Layout, sheet: Worksheet
) -> Iterator[tuple[str, dict[str, str]]]:
    for number, words in enumerate(ABILITY_HEAD, start=1):
        reader.fixed(sheet.cell(1, number), words)
    last = len(layout.abilities) + 1
    for row, item in enumerate(layout.abilities, start=2):
        reader.fixed(sheet.cell(row, 1), item.label)
        given = {
            "answer": reader.value(sheet.cell(row, 2), _ANSWER) or "",
            "statement": reader.value(sheet.cell(row, 3), _STATEMENT) or "",
        }
        if any(given.values()):
            yield item.id, given
    reader.problems += strays(sheet, len(ABILITY_HEAD), last)
