"""The columns of a work table: each one's head, its value, and what a cell says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from portal.templatetags.portal import mark
from scoring.worktable.rows import WorkRow

THRESHOLD = {True: "达到", False: "未达到", None: "未核对"}
TONES = {True: "ok", False: "err", None: "muted"}


@dataclass(frozen=True, slots=True)
class Column:
    """``value`` is sorted and exported by, ``text`` is read; None is no value.

    ``tone`` makes the text a badge; ``type`` and ``width`` are the workbook's.
    """

    name: str
    head: str
    value: Callable[[WorkRow], Any]
    text: Callable[[WorkRow], str]
    type: str = "text"
    width: int = 14
    tone: Callable[[WorkRow], str] | None = None
    needs_marks: bool = False
    is_usual: bool = True

    @property
    def is_number(self) -> bool:
        return self.type in {"int", "mark"}


def _plain(name: str, head: str, width: int, **more: Any) -> Column:
    def read(row: WorkRow) -> str:
        return str(getattr(row, name))

    return Column(name, head, read, read, width=width, **more)


def _joined(name: str, head: str, width: int, **more: Any) -> Column:
    def read(row: WorkRow) -> str:
        return "；".join(getattr(row, name))

    return Column(name, head, read, read, "long", width, **more)


def _number(name: str, head: str, type: str, **more: Any) -> Column:
    def read(row: WorkRow) -> Any:
        return getattr(row, name)

    def text(row: WorkRow) -> str:
        value = read(row)
        return "—" if value is None else f"{value}"

    return Column(name, head, read, more.pop("text", text), type, 9, **more)


def _progress(name: str, head: str, whole: str) -> Column:
    """3/5, and nothing of a dossier that nobody marks."""

    def read(row: WorkRow) -> int | None:
        return getattr(row, name) if row.is_scored else None

    def text(row: WorkRow) -> str:
        return f"{read(row)}/{getattr(row, whole)}" if row.is_scored else "—"

    return Column(name, head, read, text, "int", 9)


def _tally(name: str, head: str) -> Column:
    """How many wait for an official, beside how many there are; none, no value."""

    def read(row: WorkRow) -> int | None:
        found = getattr(row, name)
        return found.open if found.all else None

    def text(row: WorkRow) -> str:
        found = getattr(row, name)
        return f"{found.open} / 共 {found.all}" if found.all else "—"

    def tone(row: WorkRow) -> str:
        return "warn" if getattr(row, name).open else ""

    return Column(name, head, read, text, "int", 12, tone, is_usual=False)


def _spread(row: WorkRow) -> str:
    return f"{mark(row.spread)} 偏大" if row.is_wide else mark(row.spread)


COLUMNS = (
    _plain("number", "申报编号", 16),
    _plain("enterprise", "申报单位", 34),
    _plain("city", "设区市", 12),
    _plain("kind_label", "平台类型", 16),
    _plain("status_word", "状态", 18, tone=lambda row: row.tone),
    Column(
        *("eligible", "门槛核对"),
        lambda row: THRESHOLD[row.is_eligible],
        lambda row: THRESHOLD[row.is_eligible],
        width=10,
        tone=lambda row: TONES[row.is_eligible],
    ),
    _joined("failing", "未达到的条款", 40, is_usual=False),
    _plain("vetoes", "一票否决", 20, is_usual=False),
    _progress("seats", "专家", "panel"),
    _progress("sheets", "评分表", "seats"),
    _number("mark", "得分", "mark", text=lambda row: mark(row.mark), needs_marks=True),
    _number(
        *("spread", "极差", "mark"),
        text=_spread,
        tone=lambda row: "err" if row.is_wide else "",
        needs_marks=True,
    ),
    _number("place", "名次", "int", needs_marks=True),
    _plain("result", "暂定结果", 20, needs_marks=True),
    _tally("flagged", "待处理标记"),
    _tally("objected", "待答复异议"),
    _joined("flags", "提示", 24),
)
#: Without these no row could be told from another.
FIXED = ("number", "enterprise")


def columns_for(has_marks: bool) -> dict[str, Column]:
    """Those that may be chosen now, by name."""
    return {c.name: c for c in COLUMNS if has_marks or not c.needs_marks}


def chosen_columns(known: dict[str, Column], names: Iterable[str]) -> list[Column]:
    """In the order of the table; the usual ones where none is named."""
    wanted = {name for name in names if name in known}
    if not wanted:
        return [each for each in known.values() if each.is_usual]
    return [c for c in known.values() if c.name in wanted or c.name in FIXED]
