"""The official places beside those of other ways to reckon, and how sure they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal import rules
from portal.rules.chances import chances
from portal.rules.severity import Severities
from portal.rules.whatif import Tally
from scoring.facts import Line, rule_in_words
from scoring.rankings.figures import two
from scoring.rankings.ranked import Ranked

#: How the best and the worst mark are left out where the round's rule does not do so.
TRIMMED = rules.Rule(rules.Method.TRIMMED_MEAN, drop=1, start=3)
MEAN = rules.Rule(rules.Method.MEAN)
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
    def is_unsure(self) -> bool:
        return self.chance is not None and OUT < self.chance < SURE


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
