"""The official places beside those of other ways to reckon, and how sure they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from applications.exports.rules import limits_in_words
from applications.facts import defence_of, limits_of
from applications.models import Round
from portal import rules
from portal.rules.chances import chances
from portal.rules.severity import Severities
from portal.rules.whatif import Tally
from scoring.facts import Line, rule_in_words
from scoring.forms.trials import ComparedForm
from scoring.rankings.figures import two
from scoring.rankings.ranked import Ranked

#: How the best and the worst mark are left out where the round's rule does not do so.
TRIMMED = rules.Rule(rules.Method.TRIMMED_MEAN, drop=1, start=3)
MEAN = rules.Rule(rules.Method.MEAN)
#: So many on either side of the line are shown first.
NEAR = 10
#: Between these shares of draws a place is called unsure.
SURE, OUT = Decimal("0.95"), Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Place:
    """A place of another reckoning, and how it differs from the official one."""

    place: int | None
    mark: Decimal | None
    official: int | None

    @property
    def moved(self) -> str:
        if self.place is None or self.official in (None, self.place):
            return ""
        up = self.official - self.place
        return f"升 {up}" if up > 0 else f"降 {-up}"


@dataclass(frozen=True, slots=True)
class Column:
    """One way to reckon; ``is_official`` is the round's own rule."""

    head: str
    words: str
    is_official: bool


@dataclass(frozen=True, slots=True)
class ComparedRow:
    line: Line
    is_above: bool
    places: tuple[Place, ...]
    chance: Decimal | None

    @property
    def percent(self) -> str:
        return "" if self.chance is None else f"{self.chance * 100:.1f}%"

    @property
    def meter(self) -> str:
        """The bar for the ear."""
        return f"{self.line.number} 线上概率"

    @property
    def doubt(self) -> Decimal:
        """How near the chance is to even, from 0 to 0.5."""
        share = self.chance or Decimal(0)
        return min(share, 1 - share)

    @property
    def widest(self) -> int:
        """How far the place moves in the reckoning that moves it the most."""
        moves = (abs((p.official or 0) - p.place) for p in self.places if p.place)
        return max(moves, default=0)

    @property
    def is_unsure(self) -> bool:
        return self.chance is not None and OUT < self.chance < SURE


def near(rows: Sequence[ComparedRow]) -> Sequence[ComparedRow]:
    """Those about the line; the first ones where it is not drawn."""
    above = [n for n, row in enumerate(rows, start=1) if row.is_above]
    line = above[-1] if above else NEAR
    return rows[max(0, line - NEAR) : line + NEAR]


def wanted_rows(
    rows: Sequence[ComparedRow], word: str, order: str
) -> Sequence[ComparedRow]:
    """Those whose number or enterprise holds the word; equals in the official order."""
    if word := word.strip().lower():
        rows = [
            row
            for row in rows
            if word in row.line.number.lower()
            or word in row.line.dossier.enterprise.name.lower()
        ]
    if order == ComparedForm.DOUBT:
        return sorted(rows, key=lambda row: -row.doubt)
    if order == ComparedForm.MOVED:
        return sorted(rows, key=lambda row: -row.widest)
    return rows


def not_in_chances(round: Round, kind: str) -> tuple[str, ...]:
    """What decides who is selected though no draw takes it in."""
    limits, defence = limits_of(round, kind), defence_of(round)
    said = [] if defence is None else [f"现场答辩（占 {defence.weight}%）"]
    return (*said, *limits_in_words(replace(limits, reserve=0)))


def columns_of(rule: rules.Rule) -> tuple[Column, ...]:
    trimmed = trimming(rule)
    return (
        Column("平均", rule_in_words(MEAN), rule == MEAN),
        Column("去极值平均", rule_in_words(trimmed), rule == trimmed),
        Column("宽严校正", "把每份评分按该专家的宽严补回后平均", False),
    )


def trimming(rule: rules.Rule) -> rules.Rule:
    return rule if rule.method is rules.Method.TRIMMED_MEAN else TRIMMED


def compared_rows(
    found: Ranked,
    rule: rules.Rule,
    counted: Tally,
    fitted: Severities,
    likely: Mapping[str, float],
) -> list[ComparedRow]:
    """The placed, in the official order."""
    others = [
        {each.dossier: each for each in counted.standings(MEAN)},
        {each.dossier: each for each in counted.standings(trimming(rule))},
        _adjusted(counted, fitted),
    ]
    chosen = found.cut.chosen if found.cut else frozenset()
    return [
        ComparedRow(
            line=line,
            is_above=line.number in chosen,
            places=tuple(_place(line, each.get(line.number)) for each in others),
            chance=_share(likely.get(line.number)),
        )
        for line in found.lines
        if line.place is not None
    ]


def _place(line: Line, found: rules.Standing | None) -> Place:
    if found is None:
        return Place(None, None, line.place)
    return Place(found.place, found.mark, line.place)


def _share(chance: float | None) -> Decimal | None:
    return None if chance is None else Decimal(f"{chance:.4f}")


def _adjusted(counted: Tally, fitted: Severities) -> dict[str, rules.Standing]:
    """Places by adjusted mark; none where the experts cannot be compared."""
    if not fitted.is_connected:
        return {}
    marks = {name: two(fitted.adjusted[name].value) for name in counted.sheets}
    order = sorted((mark for mark in marks.values() if mark is not None), reverse=True)
    first: dict[Decimal, int] = {}
    for place, mark in enumerate(order, start=1):
        first.setdefault(mark, place)
    return {
        name: rules.Standing(first[mark], name, mark)
        for name, mark in marks.items()
        if mark is not None
    }


def chances_of(
    found: Ranked, rule: rules.Rule, ratings: Mapping[str, Mapping[str, float]]
) -> dict[str, float]:
    """How sure each place above the line is; {} where nobody says where it runs.

    A tie that keeps the official line from being drawn is no hindrance here.
    """
    line = _line(found)
    if line is None:
        return {}
    marks = {
        each.number: each.marks
        for each in found.lines
        if each.place is not None and each.number in ratings
    }
    return chances(marks, rule, **line, seed=f"{found.round.digest}/{found.kind}")


def _line(found: Ranked) -> dict[str, Any] | None:
    if found.cut is not None:
        return {"quota": found.cut.quota, "minimum": found.cut.minimum}
    return found.form.figures if found.form and found.tie else None
