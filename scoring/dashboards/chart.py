"""A chart: a table first, and which of its columns are drawn how."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString, mark_safe

from portal.templatetags.portal import NOTHING, money
from portal.workbook import Column

Row = Sequence[Any]
TABLE = "<thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody>\n{}"
HEAD, AS_TEXT, AS_NUMBER = (
    '<th scope="col"{}>{}</th>',
    mark_safe(""),
    mark_safe(' class="p-num"'),
)
LINE, CELL = '<tr><th scope="row">{}</th>{}</tr>', '<td class="p-num">{}</td>'
FOOT = "<tfoot>{}</tfoot>"
#: From so many rows on the table is folded once the chart is drawn.
MANY_ROWS = 12


@dataclass(frozen=True, slots=True)
class Series:
    """A column of numbers as bars, or as a line over them."""

    column: int
    is_line: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """Columns side by side, or one on the other; ``marked`` a row's name and why."""

    series: tuple[Series, ...]
    is_stacked: bool = False
    is_sideways: bool = False
    marked: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A heat map: a row a line, each column from the second on a cell."""


@dataclass(frozen=True)
class Chart:
    """``text`` says in words what is to be seen, for who does not see it.

    The first column names the rows. ``total`` is under the table and not drawn.
    """

    key: str
    title: str
    unit: str
    text: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    shape: Bars | Grid
    total: Row = ()
    note: str = ""

    @property
    def element(self) -> str:
        return f"chart-{self.key}"

    @property
    def is_long(self) -> bool:
        return len(self.rows) > MANY_ROWS

    @cached_property
    def table(self) -> SafeString:
        """Head, rows and total as the page prints them."""
        heads = format_html_join("", HEAD, map(_head, self.columns))
        rows = format_html_join("\n", "{}", ((_line(*row),) for row in self.rows))
        total = format_html(FOOT, _line(*self.total)) if self.total else ""
        return format_html(TABLE, heads, rows, total)

    @cached_property
    def script(self) -> SafeString:
        """The plot, for the page's script."""
        return json_script(self.plot, self.element)

    @property
    def plot(self) -> dict[str, Any]:
        """What the script draws: out of the table's own rows, nothing else."""
        about = {
            "unit": self.unit,
            "names": [name_of(row[0]) for row in self.rows],
        }
        if isinstance(self.shape, Grid):
            heads = [each.head for each in self.columns[1:]]
            return about | {"heads": heads, "cells": [list(r[1:]) for r in self.rows]}
        return about | _bars(self.shape, self.columns, self.rows)


def _bars(
    shape: Bars, columns: Sequence[Column], rows: Sequence[Row]
) -> dict[str, Any]:
    marked = shape.marked and {"at": shape.marked[0], "word": shape.marked[1]}
    return {
        "stacked": shape.is_stacked,
        "sideways": shape.is_sideways,
        "marked": marked,
        "series": [
            {
                "name": columns[each.column].head,
                "line": each.is_line,
                "values": [row[each.column] for row in rows],
            }
            for each in shape.series
        ],
    }


def name_of(value: Any) -> str:
    """A row's name under an axis, where a day has no room for its year."""
    return f"{value:%m-%d}" if isinstance(value, date) else str(value)


def _shown(value: Any) -> str:
    if value is None or value == "":
        return NOTHING
    return money(value) if isinstance(value, int) else str(value)


def _head(column: Column) -> tuple[SafeString, str]:
    is_text = column.type in ("text", "long", "date")
    return AS_TEXT if is_text else AS_NUMBER, column.head


@lru_cache(maxsize=4096, typed=True)
def _line(name: Any, *values: Any) -> SafeString:
    """A row is a value: equal rows look the same."""
    cells = format_html_join("", CELL, ((_shown(value),) for value in values))
    return format_html(LINE, _shown(name), cells)


def numbers(*heads: str) -> tuple[Column, ...]:
    """Columns of whole numbers."""
    return tuple(Column(head, "int", max(10, 2 * len(head) + 2)) for head in heads)


def sums(rows: Sequence[Row], name: str = "合计") -> Row:
    """Each column's sum under the rows; nothing where there are none, or one."""
    if len(rows) < 2:
        return ()
    columns = list(zip(*rows, strict=True))[1:]
    return (name, *(_sum(each) for each in columns))


def _sum(values: Sequence[int | None]) -> int | None:
    """None among the values leaves no sum: a limit that is missing is no 0."""
    known = [each for each in values if each is not None]
    return sum(known) if len(known) == len(values) else None
