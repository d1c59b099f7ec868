"""The roster of a province's experts, to be filled in and handed in again."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from portal import guides
from portal.filing_book.drawing import (
    WRAPPED,
    bytes_of,
    new_book,
    opened,
    put,
    put_head,
    put_note,
    set_page,
)
from portal.filing_book.layout import ABOUT, LISTS, Item
from portal.filing_book.lists import add_list
from scoring.facts.roster import COLUMNS, ITEMS, MOST_EXPERTS, SHEET, held_of
from scoring.facts.roster_periods import (
    ABSENCES,
    BLACKLIST,
    MOST_PERIODS,
    PERIOD_COLUMNS,
    PERIOD_ITEMS,
    held_periods,
)
from scoring.models import Expert

#: Raised by hand when the columns change their meaning.
VERSION = "1"
STAMP = "B4"
#: So many rows under the known experts are open to be filled in.
OPEN_ROWS = 200
WIDTHS = {"employer": 34, "employer_code": 24, "fields": 34, "email": 28, "title": 20}
HELP = (
    "只填“专家名册”中浅黄色的单元格；不要改动表头和工作表的名称，不要合并或隐藏。",
    "新专家从空行填起，专家编号留空；姓名、电子邮箱、工作单位、专业领域必填。",
    "已有专家按编号对应；要改哪一格就改哪一格，留空的保留系统中的内容。",
    "删去一行不会删除专家；不再评审的，请把“可承担评审”选为“否”。",
    f"每行一位专家，最多 {MOST_EXPERTS} 行。不要使用公式，请直接填写内容。",
    "不可评审时段和黑名单各填一张表，每行一条；删去一行不会撤销，请在专家页面撤销。",
    "填好后在“导入专家名册”页面上传，核对逐行报告后再确认导入；导入前不会保存。",
)


def stamp_of(province: str) -> str:
    """Which roster it is, down to its last column."""
    asked = [asdict(each) for each in (*ITEMS, *PERIOD_ITEMS)]
    text = json.dumps(asked, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return f"{VERSION}:experts:{province}:{digest}"


def write_roster(province: str, experts: Iterable[Expert], *, at: datetime) -> bytes:
    """The workbook's bytes; experts come with their user. Without any it is blank.

    Of more experts than a roster may have, it holds the first and says so.
    """
    experts = list(experts)
    book = new_book(at)
    _about(book.create_sheet(ABOUT), province, len(experts))
    _roster(book.create_sheet(SHEET), experts[:MOST_EXPERTS])
    held = held_periods(experts[:MOST_EXPERTS])
    for name in (ABSENCES, BLACKLIST):
        rows = [
            (code, *said)
            for (sheet, code), all in held.items()
            if sheet == name
            for said in all
        ]
        _periods(book.create_sheet(name), rows[:MOST_PERIODS])
    _lists(book.create_sheet(LISTS), province)
    return bytes_of(book)


def _about(sheet: Worksheet, province: str, count: int) -> None:
    set_page(sheet, (16, 90), None)
    put(sheet, "A1", "专家名册", font=Font(bold=True, size=16))
    put(sheet, "A2", "专家库")
    put(sheet, "B2", guides.province_name(province))
    put(sheet, "A3", "已有专家")
    cut = f"，本册列出前 {MOST_EXPERTS} 人" if count > MOST_EXPERTS else ""
    put(sheet, "B3", f"{count} 人{cut}")
    put(sheet, "A4", "模板编号")
    put(sheet, STAMP, stamp_of(province), font=Font(color="FF66707A"))
    put(sheet, "A6", "怎样填写", font=Font(bold=True))
    for number, line in enumerate(HELP, start=1):
        put(sheet, f"A{6 + number}", str(number))
        put(sheet, f"B{6 + number}", line, alignment=WRAPPED)


def _roster(sheet: Worksheet, experts: list[Expert]) -> None:
    set_page(sheet, [WIDTHS.get(item.id, 16) for item in ITEMS], "C2")
    put_head(sheet, [item.head for item in ITEMS])
    rows = [_stated(expert) for expert in experts]
    last = min(len(experts) + OPEN_ROWS, MOST_EXPERTS) + 1
    for item in ITEMS:
        letter = COLUMNS[item.id]
        put_note(sheet[f"{letter}1"], _note(item), "填写说明")
        area = f"{letter}2:{letter}{last}"
        if item.id == "city":
            _suggest(sheet, area)
        else:
            add_list(sheet, item, area)
        for row in range(2, last + 1):
            value = rows[row - 2][item.id] if row - 2 < len(rows) else None
            cell = opened(put(sheet, f"{letter}{row}", value))
            cell.number_format = "0" if item.type == "int" else "@"


def _periods(sheet: Worksheet, rows: list[tuple[Any, ...]]) -> None:
    set_page(sheet, (30, 16, 16, 60), "A2")
    put_head(sheet, [item.head for item in PERIOD_ITEMS])
    last = min(len(rows) + OPEN_ROWS, MOST_PERIODS) + 1
    for number, item in enumerate(PERIOD_ITEMS):
        letter = PERIOD_COLUMNS[item.id]
        put_note(sheet[f"{letter}1"], _note(item, "必填。"), "填写说明")
        for row in range(2, last + 1):
            value = rows[row - 2][number] if row - 2 < len(rows) else None
            cell = opened(put(sheet, f"{letter}{row}", value))
            cell.number_format = "yyyy-mm-dd" if item.type == "date" else "@"


def _note(item: Item, required: str = "新专家必填。") -> str:
    need = required if item.required else "选填。"
    longest = f"不超过 {item.most} 字。" if item.type == "text" and item.most else ""
    return f"{need}{longest}{item.help}"


def _stated(expert: Expert) -> dict[str, Any]:
    """As the cells show it, and read it again."""
    held = held_of(expert)
    return {
        **held,
        "code": expert.code,
        "email": expert.user.email,
        "fields": "、".join(held["fields"]),
        "is_available": "是" if held["is_available"] else "否",
    }


def _suggest(sheet: Worksheet, area: str) -> None:
    """The province's cities; an expert may live elsewhere."""
    offered = DataValidation("list", formula1=f"={LISTS}!$A$1:$A$50")
    offered.allow_blank, offered.showErrorMessage = True, False
    sheet.add_data_validation(offered)
    offered.add(area)


def _lists(sheet: Worksheet, province: str) -> None:
    set_page(sheet, (30,), None)
    for row, city in enumerate(guides.load(province).cities.values(), start=1):
        put(sheet, f"A{row}", city)
