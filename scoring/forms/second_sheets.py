"""An answer in the second round as it is typed: what changes, and why.

Not a Django form, as ``SheetForm`` is none: its rows are those of the comparison.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from portal import rules
from portal.rules.discussion import second_points
from scoring.facts.conferring import Compared
from scoring.forms.sheets import (
    LONGEST_COMMENT,
    MOST_SHOWN,
    named,
    points_name,
    read_points,
)
from scoring.models import ScoreSheet, SecondSheet


def reason_name(code: str) -> str:
    return f"reason-{code}"


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One indicator: everybody's marks, and one's own controls."""

    compared: Compared
    points: str
    reason: str
    problem: str
    reason_problem: str


@dataclass(frozen=True, slots=True)
class Change:
    """A mark that is to change; ``reason`` is empty where it is still missing."""

    indicator: rules.Indicator
    first: Decimal
    second: Decimal
    reason: str

    @property
    def difference(self) -> Decimal:
        return self.second - self.first


class AnswerForm:
    """What was typed. Names that were not posted stay as they are saved.

    ``changes`` and ``reasons`` are what is to be saved: where something cannot be read
    the former value. A mark left empty, or equal to the first, is none that changes.
    """

    def __init__(
        self,
        table: rules.IndicatorTable,
        first: ScoreSheet,
        second: SecondSheet,
        data: Mapping[str, str] | None = None,
    ) -> None:
        self.table, self.first, self.second = table, first, second
        self.data: Mapping[str, str] = data if data is not None else {}
        self.changes: dict[str, str] = {}
        self.reasons: dict[str, str] = {}
        self.problems: dict[str, str] = {}
        for indicator in table.indicators:
            self._read_points(indicator)
            self._read_reason(indicator)

    def _read_points(self, indicator: rules.Indicator) -> None:
        code, name = indicator.code, points_name(indicator.code)
        kept = self.second.changes.get(code)
        if name in self.data:
            try:
                kept = read_points(self.data[name], indicator)
            except rules.EntryError as error:
                self.problems[name] = f"{named(indicator)}：{error.message}"
        if kept is not None and Decimal(kept) != Decimal(self.first.points[code]):
            self.changes[code] = kept

    def _read_reason(self, indicator: rules.Indicator) -> None:
        code, name = indicator.code, reason_name(indicator.code)
        kept = self.second.reasons.get(code, "")
        if name in self.data:
            try:
                kept = rules.plain_text(self.data[name], LONGEST_COMMENT, True) or ""
            except rules.EntryError as error:
                self.problems[name] = f"{named(indicator)}的理由：{error.message}"
        if kept:
            self.reasons[code] = kept

    @property
    def is_changed(self) -> bool:
        """Whether what is to be saved differs from what is."""
        return (self.second.changes, self.second.reasons) != (
            self.changes,
            self.reasons,
        )

    @property
    def marks(self) -> tuple[Decimal, Decimal]:
        """The total of the first round and of the second."""
        after = second_points(self.first.points, self.changes)
        return _total(self.first.points), _total(after)

    @property
    def rows_changed(self) -> list[Change]:
        return [
            Change(
                each,
                Decimal(self.first.points[each.code]),
                Decimal(self.changes[each.code]),
                self.reasons.get(each.code, ""),
            )
            for each in self.table.indicators
            if each.code in self.changes
        ]

    @property
    def unreasoned(self) -> list[Change]:
        return [each for each in self.rows_changed if not each.reason]

    @property
    def idle_reasons(self) -> list[rules.Indicator]:
        """Indicators with a reason though their mark does not change."""
        return [
            each
            for each in self.table.indicators
            if each.code in self.reasons and each.code not in self.changes
        ]

    def rows(self, found: list[Compared]) -> Iterator[AnswerRow]:
        for each in found:
            code = each.indicator.code
            points, reason = points_name(code), reason_name(code)
            yield AnswerRow(
                each,
                self._shown(points, self.changes.get(code, "")),
                self._shown(reason, self.reasons.get(code, "")),
                self.problems.get(points, "").partition("：")[2],
                self.problems.get(reason, "").partition("：")[2],
            )

    def _shown(self, name: str, kept: str) -> str:
        """What stands in a control: what was typed, while it is in question."""
        if name in self.problems:
            return self.data[name].replace("\x00", "")[:MOST_SHOWN]
        return kept


def _total(points: Mapping[str, str]) -> Decimal:
    return sum(map(Decimal, points.values()), Decimal(0))
