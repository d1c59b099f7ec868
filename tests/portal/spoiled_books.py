# ruff: noqa: RUF001, DTZ001, C901
"""Templates spoiled in every way we could think of, made when asked for."""

import io
import re
import zipfile
from datetime import date, datetime, time
from random import Random

from openpyxl import load_workbook
from openpyxl.styles import numbers
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from portal import guides
from portal.files import office
from portal.filing_book import layout_of, write_book
from scoring.demo.filling import document_for
from tests.factories import NOW

IDENTITY = {"name": "示例", "person": "示例人", "email": "a@example.com"}
IDENTITY["platform"] = "示例平台"


def filled(name="jilin", kind="industry"):
    guide = guides.load(name)
    document = document_for(guide, kind, Random("spoiled"), IDENTITY)
    return write_book(layout_of(guide, kind), document, at=NOW)


def place(book, label, sheet="填报表"):
    page = book[sheet]
    if sheet == "填报表":
        rows = range(1, page.max_row + 1)
        at = {str(page.cell(r, 1).value).removesuffix(" *"): r for r in rows}
        return page.cell(at[label], 2)
    return next(page.cell(2, c.column) for c in page[1] if c.value.startswith(label))


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_cell(label, value, sheet="填报表", format=None, kind=None):
    """The workbook, and the cell that was spoiled."""
    book = load_workbook(io.BytesIO(filled()))
    cell = place(book, label, sheet)
    cell.value = value
    if kind:
        cell.data_type = kind
    if format:
        cell.number_format = format
    return saved(book), (sheet, cell.coordinate)


def with_book(change):
    book = load_workbook(io.BytesIO(filled()))
    where = change(book)
    return saved(book), where


def repacked(change, content=None):
    """The zip with other parts: ``change`` takes and gives {name: bytes}."""
    with zipfile.ZipFile(io.BytesIO(content or filled())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts = change(parts) or parts
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


INT, DECIMAL, PERCENT, DAY = (
    "全职员工数量",
    "注册资本",
    "上一年末资产负债率",
    "成立日期",
)
TABLE, NAMED = "典型案例", "分行业明细"
BAD_INTS = [
    *("60 家", "六十", "约60", "60+", "-60", "6e2", "1 200", "12,00", "060", "60.5"),
    *("６０．５", "٣", "⑥", "60%", "1万", "N/A", "无", "—", "60/2", "60~70", "0x10"),
    *("=60", "1" * 16, "60\u200b", "？", -5, 60.5, 0.1, 1e20, True, False),
]
BAD_DECIMALS = ["12 元", "￥12", "1.2.3", ".5", "5.", "-0.1", "+1", "一百", "1e3", -1]
BAD_DECIMALS += [1e300, True, "1,23", "NaN", "Infinity"]
BAD_DAYS = ["去年", "03/04/2021", "2021-13-01", "2021-02-30", "1-2-2021", 44000, 1.5]
BAD_DAYS += ["1800-01-01", datetime(2021, 1, 1, 8, 30), time(8, 0), True, "2021"]
BAD_TEXTS = {
    "联系人手机": ["12345", "139-0000", "电话", True],
    "联系人电子邮箱": ["没有", "a@", "@b.com", 5],
    "平台网址": ["javascript:alert(1)", "ftp://x.example.com", "示例"],
    "法定代表人": ["甲" * 61, "甲\u202e乙", True, "两\n行"],
    "单位性质": ["国有企业", "其它", 1, True],
    "平台定位与特色": ["长" * 1001],
}
FORMULAS = ["=1+1", "=SUM(B1:B2)", '=HYPERLINK("http://x.example.com")', "=A1&B1"]
ERRORS = ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?"]


def _cells():
    for value in BAD_INTS:
        yield f"int {value!r}", lambda v=value: with_cell(INT, v, kind=_as(v))
    for value in BAD_DECIMALS:
        yield f"decimal {value!r}", lambda v=value: with_cell(DECIMAL, v, kind=_as(v))
    for value in BAD_DAYS:
        yield f"day {value!r}", lambda v=value: with_cell(DAY, v, format="General")
    for label, values in BAD_TEXTS.items():
        for value in values:
            name = f"{label} {str(value)[:20]!r}"
            yield name, lambda n=label, v=value: with_cell(n, v, kind=_as(v))
    for text in FORMULAS:
        for label in (INT, DAY, "法定代表人", "单位性质"):
            name = f"formula {text} in {label}"
            yield name, lambda n=label, t=text: with_cell(n, t, kind="f")
    for text in ERRORS:
        for label in (INT, "法定代表人"):
            name = f"error {text} in {label}"
            yield name, lambda n=label, t=text: with_cell(n, t, kind="e")
    for value in (0.12, "0.12", "12%%", "百分之十二"):
        yield f"percent {value!r}", lambda v=value: with_cell(PERCENT, v)
    yield "day in int", lambda: with_cell(INT, date(2020, 1, 1), format="yyyy-mm-dd")
    yield "percent in int", lambda: with_cell(INT, 0.5, format="0%")
    for value in ("去年", "3/4/21", -1, 1.5, "=A1"):
        name = f"row {value!r}"
        yield name, lambda v=value: with_cell("上线日期", v, TABLE)


def _as(value):
    return "s" if isinstance(value, str) else None


def _header(sheet, cell, words):
    def change(book):
        book[sheet][cell].value = words
        return sheet, cell

    return lambda: with_book(change)


def _merge(sheet, area):
    def change(book):
        book[sheet].merge_cells(area)
        return sheet, area

    return lambda: with_book(change)


def _do(where, act):
    def change(book):
        act(book)
        return where

    return lambda: with_book(change)


def _duplicate(book):
    book[NAMED]["A3"].value = book[NAMED]["A2"].value


def _drop(name):
    return lambda book: book.remove(book[name])


def _sheets():
    yield "head renamed", _header("填报表", "A1", "项目")
    yield "unit renamed", _header("填报表", "B1", "数值")
    yield "section renamed", _header("填报表", "A2", "别的")
    yield "label renamed", _header("填报表", "A3", "别的")
    yield "label blanked", _header("填报表", "A4", None)
    yield "label a formula", _header("填报表", "A4", "=A3")
    yield "column renamed", _header(TABLE, "B1", "类型")
    yield "column blanked", _header(TABLE, "C1", None)
    yield "answer renamed", _header("能力自评", "A2", "别的")
    yield "extra column", _header(TABLE, "Z1", "备注")
    yield "extra value", _header(TABLE, "Z2", 5)
    yield "extra row", _header(TABLE, "A150", "第一百四十九行")
    yield "extra line", _header("填报表", "F3", "备注")
    yield "below the form", _header("填报表", "A400", "备注")
    yield "answer unknown", _header("能力自评", "B2", "基本符合")
    yield "answer a truth", _header("能力自评", "B2", True)
    yield "statement too long", _header("能力自评", "C2", "长" * 301)
    yield "row without name", _header(TABLE, "A2", None)
    yield "name in the dark", _header("说明", "B5", "甲\u202e乙")
    yield "merged head", _merge(TABLE, "A1:B1")
    yield "merged values", _merge("填报表", "B3:B4")
    yield "merged answers", _merge("能力自评", "B2:B3")
    yield "duplicate", _do((NAMED, "A3"), _duplicate)
    for name in ("填报表", TABLE, "能力自评", NAMED, "选项"):
        yield f"without {name}", _do((name, "A1"), _drop(name))
        hide = lambda book, n=name: setattr(book[n], "sheet_state", "hidden")  # noqa: E731
        yield f"hidden {name}", _do((name, "A1"), hide)
    very = lambda book: setattr(book[TABLE], "sheet_state", "veryHidden")  # noqa: E731
    yield "very hidden", _do((TABLE, "A1"), very)
    more = lambda book: book.create_sheet("秘密")  # noqa: E731
    yield "one sheet more", _do(("秘密", "A1"), more)
    row = lambda book: setattr(book[TABLE].row_dimensions[2], "hidden", True)  # noqa: E731
    yield "hidden row", _do((TABLE, "A2"), row)
    col = lambda book: setattr(book[TABLE].column_dimensions["B"], "hidden", True)  # noqa: E731
    yield "hidden column", _do((TABLE, "B1"), col)
    yield "without the first sheet", _do(("说明", "B4"), _drop("说明"))
    for stamp in (None, "x", "0:jilin/2025:industry:0", "=1", 5, "1:nowhere:x:0"):
        yield f"stamp {stamp!r}", _header("说明", "B4", stamp)
    yield "old digest", _header("说明", "B4", "1:jilin/2025:industry:" + "0" * 16)


def _ole(mark=b""):
    return office.OLE + bytes(600) + mark + bytes(600)


def _adding(name, data=b"x"):
    return lambda parts: {**parts, name: data}


def _bomb(parts):
    return {**parts, "xl/media/a.bin": bytes(65 * 1024 * 1024)}


def _doctype(name):
    def change(parts):
        entity = b'<!DOCTYPE x [<!ENTITY a "b">]><'
        parts[name] = re.sub(rb"<(?=\w)", entity, parts[name], count=1)

    return change


def _many(parts):
    rows = b"<row/>" * 500_000
    name = "xl/worksheets/sheet2.xml"
    parts[name] = parts[name].replace(b"<sheetData>", b"<sheetData>" + rows)
    parts["xl/media/a.bin"] = Random(1).randbytes(100_000)


def _macro(parts):
    key = "[Content_Types].xml"
    plain = b"openxmlformats-officedocument.spreadsheetml.sheet.main"
    parts[key] = parts[key].replace(plain, b"x.sheet.macroEnabled.main")


def _without(name):
    return lambda parts: {k: v for k, v in parts.items() if k != name}


def _repackings():
    yield "macros", _adding("xl/vbaProject.bin")
    yield "macro type", _macro
    yield "external link", _adding("xl/externalLinks/externalLink1.xml", b"<a/>")
    yield "dde", _adding("xl/externalLinks/e.xml", b"<ddeLink/>")
    yield "embedded", _adding("xl/embeddings/oleObject1.bin")
    yield "active x", _adding("xl/activeX/activeX1.xml", b"<a/>")
    yield "program", _adding("xl/media/a.exe")
    yield "nested zip", _adding("xl/media/a.zip")
    yield "climbs out", _adding("../../evil.xml", b"<a/>")
    yield "absolute", _adding("/etc/evil.xml", b"<a/>")
    yield "bomb", _bomb
    crowd = {f"xl/media/{n}.bin": b"x" for n in range(600)}
    yield "many parts", lambda parts: {**parts, **crowd}
    yield "many elements", _many
    for name in ("xl/workbook.xml", "xl/worksheets/sheet2.xml", "xl/styles.xml"):
        yield f"entities in {name}", _doctype(name)
        yield f"without {name}", _without(name)
        yield f"broken {name}", _adding(name, b"<a><b></a>")
    yield "no content types", _without("[Content_Types].xml")


def files_of(sound):
    """A sound template (made by ``sound``) as a file spoiled in every way, by name."""
    found = {
        "nothing": lambda: b"",
        "text": lambda: b"name,value\n",
        "html": lambda: b"<html><table></table></html>",
        "zip head alone": lambda: b"PK\x03\x04" + bytes(50),
        "half": lambda: sound()[:5000],
        "tail cut": lambda: sound()[:-40],
        "old xls": _ole,
        "encrypted": lambda: _ole(office.ENCRYPTED),
        "too large": lambda: sound() + bytes(5 * 1024 * 1024),
    }
    for name, change in _repackings():
        found[name] = lambda change=change: repacked(change, sound())
    return found


CELLS = dict(_cells())
SHEETS = dict(_sheets())
FILES = files_of(filled)


def mac_calendar():
    """The same days counted from 1904."""
    book = load_workbook(io.BytesIO(filled()))
    book.epoch = CALENDAR_MAC_1904
    return saved(book)


def shared_strings():
    """The texts in one list beside the sheets, as Excel keeps them."""
    texts = []

    def share(found):
        texts.append(found[3])
        index = len(texts) - 1
        return b'<c %st="s"%s><v>%d</v></c>' % (found[1], found[2], index)

    def change(parts):
        inline = rb'<c ([^>]*)t="inlineStr"([^>]*)><is>(.*?)</is></c>'
        for name in [n for n in parts if n.startswith("xl/worksheets/sheet")]:
            parts[name] = re.sub(inline, share, parts[name], flags=re.S)
        listed = b"".join(b"<si>%s</si>" % text for text in texts)
        space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        whole = b'<sst xmlns="%s">%s</sst>' % (space, listed)
        parts["xl/sharedStrings.xml"] = whole
        key = "[Content_Types].xml"
        kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml"
        line = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s.%s"/>'
        added = line % (kind, b"sharedStrings+xml")
        if b"sharedStrings" not in parts[key]:
            parts[key] = parts[key].replace(b"</Types>", added + b"</Types>")

    content = repacked(change)
    assert texts
    return content


def with_number(label, value, format=numbers.FORMAT_GENERAL):
    return with_cell(label, value, format=format)[0]
