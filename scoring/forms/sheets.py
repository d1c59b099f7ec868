"""A score sheet as it is typed: points, comments, a remark; each read exactly.

Not a Django form: its rows are written by hand in the template, for speed.
"""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cached_property

from applications.exports.rules import reasons_in_words
from applications.facts import anchors_of, review_of, table_of
from applications.models import Round
from portal import rules
from scoring.facts.objective import Objectives
from scoring.facts.reasons import unexplained
from scoring.forms.devices import (
    REMARK,
    clashes_of,
    comment_name,
    held_in,
    points_name,
)
from scoring.models import ScoreSheet
from scoring.models.sheet import LONGEST_COMMENT, LONGEST_REMARK

#: What cannot be read is shown again up to this length.
MOST_SHOWN = 2000


class SheetForm:
    """What was typed into a sheet. Names that were not posted stay as they are saved.

    ``points``, ``comments`` and ``remark`` are what is to be saved: where something
    cannot be read or is out of range, the former value; ``problems`` says what and
    why, by the control's name. ``seen``, where the page sent it, is what it knew to
    be saved: what another device changed since stays, and ``clashes`` holds what was
    typed where both did. A page that says what is unexplained sets ``objectives``,
    the dossier's, first.
    """

    def __init__(
        self,
        round: Round,
        sheet: ScoreSheet,
        data: Mapping[str, str] | None = None,
        seen: Mapping[str, str] | None = None,
    ) -> None:
        self.round, self.sheet = round, sheet
        self.table, self.review = table_of(round), review_of(round)
        self.anchors = anchors_of(round)
        self.objectives: Objectives = {}
        self.data: Mapping[str, str] = data if data is not None else {}
        self.held = held_in(sheet, self.table)
        self.values, self.is_saved = dict(self.held), False
        self.problems: dict[str, str] = {}
        for indicator in self.table.indicators:
            self._read_points(indicator)
            said = f"{named(indicator)}的评语"
            self._read_text(comment_name(indicator.code), LONGEST_COMMENT, said)
        self._read_text(REMARK, LONGEST_REMARK, "总体评价")
        self.clashes = {} if seen is None else self._settle(seen)

    def _read_points(self, indicator: rules.Indicator) -> None:
        name = points_name(indicator.code)
        if name in self.data:
            try:
                self.values[name] = read_points(self.data[name], indicator) or ""
            except rules.EntryError as error:
                self.problems[name] = f"{named(indicator)}：{error.message}"

    def _read_text(self, name: str, limit: int, label: str) -> None:
        if name in self.data:
            try:
                read = rules.plain_text(self.data[name], limit, multiline=True)
                self.values[name] = read or ""
            except rules.EntryError as error:
                self.problems[name] = f"{label}：{error.message}"

    def _settle(self, seen: Mapping[str, str]) -> dict[str, str]:
        """What another device changed since ``seen`` is kept as it is saved."""
        read = (set(self.data) & set(self.values)) - set(self.problems)
        typed = {name: self.values[name] for name in sorted(read)}
        clashing, theirs = clashes_of(typed, self.held, seen)
        self.values |= {name: self.held[name] for name in clashing | theirs}
        return {name: typed[name] for name in typed if name in clashing}

    @property
    def clash_labels(self) -> list[tuple[str, str]]:
        """Control by control, with its name in words."""
        words = {REMARK: "总体评价"}
        for each in self.table.indicators:
            words[points_name(each.code)] = named(each)
            words[comment_name(each.code)] = f"{named(each)}的评语"
        return [(name, words[name]) for name in self.clashes]

    @cached_property
    def points(self) -> dict[str, str]:
        return self._given(points_name)

    @cached_property
    def comments(self) -> dict[str, str]:
        return self._given(comment_name)

    def _given(self, name_of: Callable[[str], str]) -> dict[str, str]:
        """By code, without what is blank."""
        codes = [each.code for each in self.table.indicators]
        given = {code: self.values[name_of(code)] for code in codes}
        return {code: value for code, value in given.items() if value}

    @property
    def remark(self) -> str:
        return self.values[REMARK]

    @property
    def seen(self) -> str:
        """What a page made of this form is to know as saved, as JSON."""
        known = {name: value for name, value in self.values.items() if value}
        return json.dumps(known, ensure_ascii=False)

    def shown(self, name: str) -> str:
        """What stands in a control: what was typed, while it is in question."""
        if name in self.clashes:
            return self.clashes[name]
        if name in self.problems:
            return self.data[name].replace("\x00", "")[:MOST_SHOWN]
        return self.values[name]

    @property
    def mark(self) -> Decimal:
        return sum(map(Decimal, self.points.values()), Decimal(0))

    @property
    def done(self) -> int:
        return len(self.points)

    @property
    def count(self) -> int:
        return len(self.table.indicators)

    @property
    def open(self) -> list[rules.Indicator]:
        """The indicators without points, in the order of the table."""
        return [each for each in self.table.indicators if each.code not in self.points]

    @cached_property
    def unexplained(self) -> list[rules.Indicator]:
        """The indicators whose mark still wants a comment."""
        return unexplained(self.round, self.points, self.comments, self.objectives)

    @property
    def asks_for_reasons(self) -> str:
        """From which marks the round wants a comment; empty where from none."""
        return reasons_in_words(self.review)

    @property
    def is_complete(self) -> bool:
        return not self.open and not self.unexplained

    @property
    def is_changed(self) -> bool:
        """Whether what is to be saved differs from what is."""
        return self.values != self.held

    @property
    def shown_remark(self) -> str:
        return self.shown(REMARK)


def named(indicator: rules.Indicator) -> str:
    return f"指标 {indicator.code}“{indicator.label}”"


def read_points(raw: str, indicator: rules.Indicator) -> str | None:
    """Points as the sheet keeps them; None for nothing typed.

    Raises  EntryError, for what is no number, out of range or off the step.
    """
    points = rules.decimal_number(raw, unit="分")
    if points is None:
        return None
    if problem := rules.points_problem(points, indicator):
        raise rules.EntryError("E-NUM-RANGE", f"{problem}请改正。")
    return rules.plain(points)
