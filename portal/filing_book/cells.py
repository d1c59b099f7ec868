"""A cell's value, made exact: text for the entry rules, then what they make of it."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from openpyxl.cell.cell import Cell, MergedCell

from portal import guides, rules, workcalendar
from portal.addresses import email, web_address
from portal.choices import choice
from portal.filing_book.layout import Item
from portal.industries import industry

#: What a spreadsheet shows of a number at most; beyond that stands the binary's noise.
SHOWN_DIGITS = 15
ANSWERS = {"yes": "符合", "partly": "部分符合", "no": "不符合"}
YES_NO = {True: "是", False: "否"}
_QUOTED = re.compile(r'"[^"]*"|\\.')
_UNREAD = "请在此处直接填写内容后重新上传。"


def is_blank(cell: Cell | MergedCell) -> bool:
    return cell.value is None or str(cell.value).strip() == ""


def words_of(item: Item) -> dict[Any, str]:
    """What may be chosen, by the value that the document keeps."""
    if item.part == "capabilities":
        return dict(ANSWERS)
    if item.type == "bool":
        return dict(YES_NO)
    return {each: choice(each) for each in item.choices}


def found_in(cell: Cell | MergedCell) -> str:
    """What stands in the cell, short enough to be said back."""
    if isinstance(cell.value, bool):
        return "TRUE" if cell.value else "FALSE"
    if cell.data_type == "f":
        text = getattr(cell.value, "text", None) or cell.value
        text = str(text) if isinstance(text, str) else "数组公式"
        return f"公式“{_short(text)}”"
    if isinstance(cell.value, datetime | date):
        return f"日期“{cell.value:%Y-%m-%d}”"
    return f"“{_short(str(cell.value))}”"


def _short(text: str) -> str:
    cut = text if len(text) <= 30 else f"{text[:30]}…"
    return "".join(c if c.isprintable() else "□" for c in cut)


def value_of(cell: Cell, item: Item) -> Any:
    """What the document keeps; None for a blank. Raises EntryError."""
    if is_blank(cell):
        return None
    if cell.data_type == "f":
        raise _refused("是公式，结果会随打开的软件变化，不读入。请改填公式的结果。")
    if cell.data_type == "e":
        raise _refused("是公式出错的结果，不能读入。请改填正确的内容。")
    if item.type in ("bool", "choice"):
        return _chosen(cell, item)
    if isinstance(cell.value, bool):
        raise _refused(f"是逻辑值（TRUE 或 FALSE），本栏要填{_kind(item)}。{_UNREAD}")
    raw = _raw(cell, item)
    read = _reader(item)
    if bound := guides.bounds().get(item.id):
        read = bound.reading(read, workcalendar.today, item.unit, item.label)
    return _stated(read(raw), item)


def _refused(message: str) -> rules.EntryError:
    return rules.EntryError("E-CELL", f"单元格{message}")


def _kind(item: Item) -> str:
    names = {"int": "整数", "decimal": "数字", "date": "日期"}
    return names.get(item.type, "文字")


def _chosen(cell: Cell, item: Item) -> Any:
    if isinstance(cell.value, bool) and item.type == "bool":
        return cell.value
    typed = unicodedata.normalize("NFKC", str(cell.value)).strip()
    for value, word in words_of(item).items():
        if typed == unicodedata.normalize("NFKC", word):
            return value
    listed = "、".join(words_of(item).values())
    raise _refused(f"不是可选的一项，只能是：{listed}。请从下拉列表中选择。")


def _raw(cell: Cell, item: Item) -> str:
    value = cell.value
    if isinstance(value, datetime | date):
        return _day(value, item)
    if isinstance(value, str):
        return value
    if not isinstance(value, int | float):
        raise _refused(f"是时刻或时长，本栏要填{_kind(item)}。{_UNREAD}")
    number = _exact(value)
    if "%" in _QUOTED.sub("", cell.number_format):
        if item.unit != "%":
            raise _refused("设成了百分比格式，本栏不是百分数。请改为常规格式再填。")
        return f"{rules.plain(number * 100)}%"
    return rules.plain(number)


def _day(value: datetime | date, item: Item) -> str:
    if item.type != "date":
        rule = f"设成了日期格式，本栏要填{_kind(item)}"
        raise _refused(f"{rule}。请把单元格格式改为常规，再填写。")
    if isinstance(value, datetime) and (value.hour or value.minute or value.second):
        raise _refused("除日期外还带有时刻。请只填日期，例如 2026-11-30。")
    return f"{value:%Y-%m-%d}"


def _exact(value: float) -> Decimal:
    """The number that was typed: 60.0 is 60, and 0.1+0.2 is what is shown, 0.3."""
    number = Decimal(repr(value))
    if not number.is_finite():
        raise _refused("不是可用的数字。请改填正确的数字。")
    if isinstance(value, float) and len(number.as_tuple().digits) > SHOWN_DIGITS:
        number = Decimal(f"{value:.{SHOWN_DIGITS}g}")
    return number


_PLAIN = {
    "code": rules.credit_code,
    "date": rules.day,
    "email": email,
    "phone": rules.phone,
    "url": web_address,
}


def _reader(item: Item) -> Callable[[str], Any]:
    if item.type in _PLAIN:
        return _PLAIN[item.type]
    match item.type:
        case "int":
            bound = guides.bounds().get(item.id)
            example = bound.example if bound else ""
            return partial(
                rules.whole_number, unit=item.unit, most=item.most, example=example
            )
        case "decimal" if item.unit == "%":
            return partial(rules.percentage, most=_most(item))
        case "decimal":
            return partial(rules.decimal_number, unit=item.unit, most=_most(item))
        case "longtext":
            return partial(rules.plain_text, limit=item.longest, multiline=True)
    if item.suggest and item.id != "name":
        return industry
    return partial(rules.plain_text, limit=item.longest)


def _most(item: Item) -> Decimal | None:
    return None if item.most is None else Decimal(item.most)


def _stated(value: Any, item: Item) -> Any:
    """As the document keeps it: exact, and JSON."""
    if isinstance(value, Decimal):
        return rules.plain(value)
    return value.isoformat() if isinstance(value, date) else value
