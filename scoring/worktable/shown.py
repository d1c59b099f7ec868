"""A page of the work table, ready to print: heads that sort, rows made once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from portal.kept import once_for_each
from scoring.worktable.asked import USUAL_ORDER, Asked
from scoring.worktable.columns import FIXED, Column
from scoring.worktable.rows import WorkRow, WorkTable

PER_PAGE, MOST_KEPT = 50, 10_000
CELLS = "scoring/official/_worktable_cells.html"
PAGE = "scoring/official/_worktable_rows.html"
CONTROLS = "scoring/official/_worktable_filters.html"


@dataclass(frozen=True, slots=True)
class Head:
    """A head of the table; ``url`` sorts by it, the other way round the second time."""

    column: Column
    url: str
    order: str


@once_for_each
def controls_of(asked: Asked) -> SafeString:
    """The filters, and what they are set to."""
    context = {"asked": asked, "clear_url": f"?sort={USUAL_ORDER}"}
    return render_to_string(CONTROLS, context)


def heads_of(asked: Asked) -> list[Head]:
    return [_head(column, asked) for column in asked.columns]


def _head(column: Column, asked: Asked) -> Head:
    name, now = column.name, asked.sort
    orders = {name: "ascending", f"-{name}": "descending"}
    following = f"-{name}" if now == name else name
    if now not in orders and column.is_number and name != "place":
        following = f"-{name}"  # of marks one looks for the highest first
    url = asked.changed(sort="" if following == USUAL_ORDER else following)
    return Head(column, url, orders.get(now, ""))


def page_of(asked: Asked, number: str | None) -> Page:
    """The page asked for, or the nearest one that there is."""
    return Paginator(asked.rows, PER_PAGE).get_page(number)


def printed(table: WorkTable, asked: Asked, page: Page, base: str) -> SafeString:
    """Heads and rows of a page; ``base`` is where the table itself stands."""

    def made() -> SafeString:
        context = {
            "heads": heads_of(asked),
            "rows": _rows(table, page.object_list, asked.columns),
            "base": base,
            "query": asked.query,
        }
        return render_to_string(PAGE, context)

    key = f"{PAGE} {base} {page.number} {asked.query}"  # no address begins like this
    found: SafeString = table.kept.get(key.encode(), made)
    return found


def _rows(
    table: WorkTable, rows: Sequence[WorkRow], columns: Sequence[Column]
) -> list[tuple[WorkRow, SafeString]]:
    """Each row with its cells but the fixed ones, which lead somewhere."""
    rest = [column for column in columns if column.name not in FIXED]
    names = tuple(column.name for column in rest)
    if len(table.cells) > MOST_KEPT:
        table.cells.clear()
    return [(row, _cells(table, row, rest, names)) for row in rows]


def _cells(
    table: WorkTable, row: WorkRow, columns: list[Column], names: tuple[str, ...]
) -> SafeString:
    key = (row.key, *names)
    if key not in table.cells:
        told = [(c, c.text(row), c.tone(row) if c.tone else "") for c in columns]
        table.cells[key] = render_to_string(CELLS, {"cells": told})
    return table.cells[key]


def neighbours(
    rows: Sequence[WorkRow], key: str
) -> tuple[WorkRow | None, int, WorkRow | None]:
    """Who stands before, at which place, and who after; 0 where it stands nowhere."""
    place = next((n for n, row in enumerate(rows, 1) if row.key == key), 0)
    if not place:
        return None, 0, None
    before = rows[place - 2] if place > 1 else None
    return before, place, rows[place] if place < len(rows) else None
