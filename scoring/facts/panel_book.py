"""The panels of a round as a workbook (分派表): its columns, and what each row asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from portal.filing_book.layout import Item

SHEET, EXPERTS, BARS = "分派", "专家", "回避"
MOST_ROWS = 5000
#: The columns before the experts' own.
NUMBER, FIRM, KIND, BEFORE = (
    Item("panel", "number", "申报编号", "text", most=32),
    Item("panel", "firm", "申报单位", "text", most=120),
    Item("panel", "kind", "平台类型", "text", most=60),
    Item("panel", "before", "下载时的专家", "text", most=300),
)
LEADING = (NUMBER, FIRM, KIND, BEFORE)
LONGEST_REASON = 300


def items_of(size: int) -> tuple[Item, ...]:
    """The columns of a round whose panels have so many experts."""
    seats = [
        Item("panel", f"seat{n}", f"专家{n}", "text", most=12,
             help="填专家编号，例如 Z001；空着为不安排。编号见“专家”工作表。")
        for n in range(1, size + 1)
    ]  # fmt: skip
    reason = Item(
        "panel", "reason", "撤回理由", "text", most=LONGEST_REASON,
        help="这一行去掉了原有专家的，必须写明理由。",
    )  # fmt: skip
    return (*LEADING, *seats, reason)


def column_of(item: str, size: int) -> str:
    """The letter of a column."""
    ids = [each.id for each in items_of(size)]
    return get_column_letter(ids.index(item) + 1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row; ``seats`` are the codes by their column, blanks left out."""

    row: int
    number: str
    before: str
    seats: Mapping[str, str]
    reason: str


def as_issued(codes: Sequence[str]) -> str:
    """A panel as the workbook states it when it is downloaded."""
    return "、".join(sorted(codes)) or "无"
