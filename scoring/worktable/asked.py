"""From an address to the rows and columns that it asks for, and back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from applications.facts import guide_of
from applications.models import Round
from scoring.forms.worktable import TableForm
from scoring.worktable.columns import FIXED, Column, chosen_columns, columns_for
from scoring.worktable.rows import FLAGS, WorkRow, WorkTable

USUAL_ORDER = "number"
Test = Callable[[WorkRow], bool]

PROGRESS: Mapping[str, Test] = {
    "vacant": lambda row: row.is_scored and row.seats < row.panel,
    "none": lambda row: row.is_scored and row.sheets == 0,
    "some": lambda row: row.is_scored and 0 < row.sheets < row.seats,
    "all": lambda row: row.is_scored and row.sheets >= max(row.seats, 1),
}


@dataclass(frozen=True, eq=False)
class Asked:
    """What an address asks for; ``rows`` in its order, ``columns`` in the table's.

    One for all who ask the same of a table that stands the same: never changed.
    """

    form: TableForm
    rows: list[WorkRow]
    columns: list[Column]
    sort: str
    known: dict[str, Column]

    @cached_property
    def query(self) -> str:
        """The address again, without what it said in vain and without the page."""
        return urlencode(self.pairs)

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        pairs = list(self.form.filters.items())
        if self.sort != USUAL_ORDER:
            pairs.append(("sort", self.sort))
        shown = [column.name for column in self.columns]
        if shown == [c.name for c in chosen_columns(self.known, ())]:
            return pairs
        return pairs + [("c", name) for name in shown if name not in FIXED]

    def changed(self, **values: str) -> str:
        """The address with these filters changed, or taken away by ""."""
        pairs = [(name, value) for name, value in self.pairs if name not in values]
        pairs += [(name, value) for name, value in values.items() if value]
        return f"?{urlencode(pairs)}" if pairs else f"?sort={USUAL_ORDER}"

    @property
    def choices(self) -> list[tuple[Column, bool]]:
        """The columns that one may do without, and whether each is shown."""
        free = (c for c in self.known.values() if c.name not in FIXED)
        return [(column, column in self.columns) for column in free]

    @property
    def words(self) -> list[tuple[str, str, str]]:
        """Each filter by name, in words, and with the address that takes it away."""
        return [
            (name, self._said(name, value), self.changed(**{name: ""}))
            for name, value in self.form.filters.items()
        ]

    def _said(self, name: str, value: str) -> str:
        field: Any = self.form.fields[name]
        return f"{field.label}：{dict(getattr(field, 'choices', ())).get(value, value)}"

    @property
    def order_in_words(self) -> str:
        head = self.known[self.sort.lstrip("-")].head
        return f"{head}{'降序' if self.sort.startswith('-') else '升序'}"


def asked_of(round: Round, table: WorkTable, query: QueryDict) -> Asked:
    """The same for the same address, as long as the table stands so."""
    address = query.urlencode().encode()
    found: Asked = table.kept.get(address, lambda: _made(round, table, query))
    return found


def _made(round: Round, table: WorkTable, query: QueryDict) -> Asked:
    known = columns_for(table.has_marks)
    kinds = guide_of(round).kinds
    facets = {
        "kind": [(kind, kinds[kind].label) for kind in round.kinds],
        "city": [(city, city) for city in table.cities],
        "flag": [(flag, flag) for flag in FLAGS],
    }
    form = TableForm(
        query, facets=facets, columns=[(c.name, c.head) for c in known.values()]
    )
    if not table.has_marks:
        del form.fields["spread"]
    sort = form.sought.get("sort") or USUAL_ORDER
    tests = [(TESTS[name], value) for name, value in form.filters.items()]
    rows = [row for row in table.rows if all(test(row, v) for test, v in tests)]
    return Asked(
        form=form,
        rows=_sorted(rows, known[sort.lstrip("-")], sort.startswith("-")),
        columns=chosen_columns(known, form.sought.get("c", ())),
        sort=sort,
        known=known,
    )


def _has_spread(row: WorkRow, least: str) -> bool:
    return row.spread is not None and row.spread >= int(least)


def _says(row: WorkRow, word: str) -> bool:
    word = word.casefold()
    return word in row.number.casefold() or word in row.enterprise.casefold()


TESTS: Mapping[str, Callable[[WorkRow, str], bool]] = {
    "kind": lambda row, value: row.kind == value,
    "city": lambda row, value: row.city == value,
    "status": lambda row, value: row.status == value,
    "eligible": lambda row, value: row.is_eligible is (value == "yes"),
    "progress": lambda row, value: PROGRESS[value](row),
    "spread": _has_spread,
    "flag": lambda row, value: value in row.flags,
    "q": _says,
}


def _sorted(rows: list[WorkRow], column: Column, falls: bool) -> list[WorkRow]:
    """By this column, then by number; who has no value stands last either way."""
    told = [row for row in rows if column.value(row) not in (None, "")]
    silent = [row for row in rows if column.value(row) in (None, "")]
    return sorted(told, key=column.value, reverse=falls) + silent
