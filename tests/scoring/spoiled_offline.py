# ruff: noqa: DTZ001
"""Offline score sheets spoiled in every way we could think of, made when asked for.

None needs a database: the assignment is a value that nobody saved.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, time
from functools import cache

from applications.models import Dossier, Enterprise, Round
from portal import guides
from portal.models import User
from scoring.exports.offline import sheet_name, write_offline
from scoring.facts.offline import CHECK, COMMENT, FIRST, HEAD, POINTS, STAMP, SUM
from scoring.models import Assignment, Expert, ScoreSheet
from tests.factories import NOW, table_data
from tests.portal.spoiled_books import files_of
from tests.scoring.offline_books import CODE, opened, remark_of, row_of, saved

KEY = "a" * 32


def seat(key: str = KEY, number: str = "SL-01") -> Assignment:
    """A declared one with a draft of version 3, whose every mark is 0.1."""
    round = Round(
        pk=1, province="jilin", guide_key=guides.load("jilin").key,
        guide_text=guides.text_of(guides.load("jilin").key), table=table_data(),
        digest="0" * 64, status=Round.Status.SCORING, is_blind=False,
    )  # fmt: skip
    firm = Enterprise(name="示例甲有限公司")
    dossier = Dossier(
        round=round, enterprise=firm, kind="industry", number=number, platform="示例台"
    )
    expert = Expert(code="Z001", user=User(name="示例专家"))
    made = Assignment(key=key, dossier=dossier, expert=expert, state="declared")
    codes = [each["code"] for each in round.table["indicators"]]
    ScoreSheet(assignment=made, points=dict.fromkeys(codes, "0.1"), version=3)
    return made


@cache
def sound() -> bytes:
    return write_offline([seat()], at=NOW)


def _with(change: Callable) -> Callable:
    """The workbook after the change, and the place that it gives."""

    def make():
        book = opened(sound())
        page = book[sheet_name(seat())]
        place = change(book, page)
        return saved(book), place

    return make


def _cell(find: Callable, value, *, kind: str | None = None, format: str = ""):
    def change(book, page):
        cell = find(page)
        cell.value = value
        if kind:
            cell.data_type = kind
        if format:
            cell.number_format = format
        return page.title, cell.coordinate

    return _with(change)


def _mark(page):
    return page.cell(row_of(page, CODE), POINTS)


def _comment(page):
    return page.cell(row_of(page, CODE), COMMENT)


def _remark(page):
    return page.cell(remark_of(page), COMMENT)


def _at(row: int, column: int) -> Callable:
    return lambda page: page.cell(row, column)


def _in_row(column: int) -> Callable:
    return lambda page: page.cell(row_of(page, CODE), column)


MARKS = ["-1", "100", "0.15", "2 台", "约2", "1e0", "二", "优", "2-3", "50%", "N/A"]
NUMBERS = [-0.5, 99, 0.123, 1e300, True, False, datetime(2026, 1, 1), time(8, 0)]
FORMULAS = ["=1+1", "=C6", '=HYPERLINK("http://x.example.com")', "=[1]Sheet1!A1"]


def _answers() -> Iterator[tuple[str, Callable]]:
    for text in MARKS:
        yield f"mark {text}", _cell(_mark, text, kind="s")
    for value in NUMBERS:
        yield f"mark {value!r}", _cell(_mark, value)
    yield "mark in per cent", _cell(_mark, 0.5, format="0%")
    for text in FORMULAS:
        yield f"mark formula {text}", _cell(_mark, text, kind="f")
        yield f"comment formula {text}", _cell(_comment, text, kind="f")
    yield "remark formula", _cell(_remark, "=A1", kind="f")
    yield "mark error", _cell(_mark, "#REF!", kind="e")
    yield "comment error", _cell(_comment, "#N/A", kind="e")
    yield "comment too long", _cell(_comment, "长" * 501)
    yield "remark too long", _cell(_remark, "长" * 2001)
    yield "comment in the dark", _cell(_comment, "甲\u202e乙")
    yield "comment a truth", _cell(_comment, True)


def _fixed() -> Iterator[tuple[str, Callable]]:
    yield "head renamed", _cell(_at(HEAD, POINTS), "分数")
    yield "title changed", _cell(_at(1, 2), "另一份申报")
    yield "title blanked", _cell(_at(1, 2), None)
    yield "sum overwritten", _cell(_at(SUM, POINTS), 100)
    yield "sum another formula", _cell(_at(SUM, POINTS), "=SUM(F5:F9)")
    yield "count overwritten", _cell(_at(SUM, COMMENT), "已评 37 / 37 项")
    yield "full marks changed", _cell(_at(SUM, 3), 120)
    yield "heading renamed", _cell(_at(FIRST, 2), "别的")
    yield "heading's sum overwritten", _cell(_at(FIRST, POINTS), 30)
    yield "heading with a comment", _cell(_at(FIRST, COMMENT), "备注")
    yield "code changed", _cell(_at(FIRST + 2, 1), "9.9.9")
    yield "label changed", _cell(_in_row(2), "别的指标")
    yield "weight raised", _cell(_in_row(3), 10)
    yield "weight a formula", _cell(_in_row(3), "=C5")
    yield "step changed", _cell(_in_row(4), 0.5)
    yield "wording changed", _cell(_in_row(5), "随便打")
    yield "check changed", _cell(_in_row(CHECK), "r000000000")
    yield "check blanked", _cell(_in_row(CHECK), None)
    yield "check a formula", _cell(_in_row(CHECK), "=A1")
    yield "remark's label", _cell(lambda page: page.cell(remark_of(page), 2), "备注")
    yield (
        "mark for the remark",
        _cell(lambda page: page.cell(remark_of(page), POINTS), 5),
    )
    yield "column more", _cell(_at(FIRST, 12), "备注")
    yield "row more", _cell(_at(200, 1), "备注")


CELLS = dict([*_answers(), *_fixed()])


def _do(where, act) -> Callable:
    def change(book, page):
        act(book, page)
        return where or (page.title, "A1")

    return _with(change)


def _twice(book, page):
    book.copy_worksheet(page).title = "再一份"


def _stamped(text) -> Callable:
    return _do(("SL-01", STAMP), lambda book, page: _put(page, text))


def _put(page, text):
    page[STAMP].value = text


def _swap(old: str, new: str) -> Callable:
    def act(book, page):
        page[STAMP].value = page[STAMP].value.replace(old, new)

    return _do(("SL-01", STAMP), act)


SHEETS = {
    "renamed": _do(
        ("SL-02", STAMP), lambda book, page: setattr(page, "title", "SL-02")
    ),
    "twice": _do(("再一份", STAMP), _twice),
    "merged": _do(("SL-01", "F7:G7"), lambda book, page: page.merge_cells("F7:G7")),
    "hidden row": _do(
        ("SL-01", "A7"),
        lambda book, page: setattr(page.row_dimensions[7], "hidden", True),
    ),
    "hidden column": _do(
        ("SL-01", "E1"),
        lambda book, page: setattr(page.column_dimensions["E"], "hidden", True),
    ),
    "hidden sheet": _do(
        ("SL-01", "A1"), lambda book, page: setattr(page, "sheet_state", "hidden")
    ),
    "one sheet more": _do(
        ("秘密", STAMP), lambda book, page: book.create_sheet("秘密")
    ),
    "a chart's sheet": _do(("", ""), lambda book, page: book.create_chartsheet("图")),
    "without the first": _do(
        ("说明", "A1"), lambda book, page: book.remove(book["说明"])
    ),
    "without a sheet": _do(("", ""), lambda book, page: book.remove(page)),
    "no stamp": _stamped(None),
    "stamp a formula": _stamped("=A1"),
    "stamp a word": _stamped("随便"),
    "an older template": _swap("1:aaa", "0:aaa"),
    "another's key": _swap(KEY, "b" * 32),
    "another round's rules": _swap("0" * 16, "1" * 16),
    "a version to come": _swap(f"{KEY}:3", f"{KEY}:4"),
    "a version in words": _swap(f"{KEY}:3", f"{KEY}:x"),
}
FILES = files_of(sound)
