"""A ranking under other weights (试改权重), held against the official one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from applications.facts import limits_of
from portal import rules
from portal.rules.agreement import kendall_tau
from portal.rules.whatif import Shift, Tally
from scoring.facts import Line, LineNotDrawn, cut_of
from scoring.rankings.ranked import Ranked

#: So many dossiers that move the furthest are listed.
MOST_MOVED = 20


@dataclass(frozen=True, slots=True)
class Moved:
    """A dossier with its place and mark under the tried weights."""

    line: Line
    place: int
    mark: Decimal
    groups: Mapping[str, Decimal]

    @property
    def steps(self) -> int:
        return (self.line.place or 0) - self.place

    @property
    def words(self) -> str:
        return f"升 {self.steps}" if self.steps > 0 else f"降 {-self.steps}"


@dataclass(frozen=True, slots=True)
class Trial:
    """What other weights would change; ``tie`` says why no line could be drawn."""

    enters: tuple[Moved, ...]
    leaves: tuple[Moved, ...]
    moved: tuple[Moved, ...]
    more: int
    tau: Decimal | None
    tie: LineNotDrawn | None
    has_line: bool


def trial_of(
    found: Ranked,
    rule: rules.Rule,
    counted: Tally,
    weights: Mapping[str, Decimal],
) -> Trial:
    lines = {line.number: line for line in found.lines if line.place is not None}
    tried = [
        Moved(
            lines[each.dossier], each.place or 0, each.mark or Decimal(0), each.groups
        )
        for each in counted.standings(rule, weights)
    ]
    chosen, tie = _chosen(found, tried)
    official = found.cut.chosen if found.cut else frozenset()
    moved = sorted((each for each in tried if each.steps), key=_furthest)
    tau = kendall_tau(
        [each.line.place or 0 for each in tried], [each.place for each in tried]
    )
    return Trial(
        enters=tuple(x for x in tried if x.line.number in chosen - official),
        leaves=tuple(x for x in tried if x.line.number in official - chosen),
        moved=tuple(moved[:MOST_MOVED]),
        more=max(0, len(moved) - MOST_MOVED),
        tau=None if tau is None else Decimal(f"{tau:.3f}"),
        tie=tie,
        has_line=found.cut is not None and tie is None,
    )


def _furthest(moved: Moved) -> tuple[int, int]:
    return -abs(moved.steps), moved.place


def _chosen(
    found: Ranked, tried: list[Moved]
) -> tuple[frozenset[str], LineNotDrawn | None]:
    """Who would stand above the same line; the official ones where none is drawn."""
    if found.cut is None:
        return frozenset(), None
    lines = [
        replace(each.line, place=each.place, mark=each.mark, groups=each.groups)
        for each in tried
    ]
    figures = {"quota": found.cut.quota, "minimum": found.cut.minimum}
    try:
        cut = cut_of(lines, **figures, limits=limits_of(found.round, found.kind))
    except LineNotDrawn as tie:
        return found.cut.chosen, tie
    return cut.chosen, None


def swap_at_the_line(found: Ranked, rule: rules.Rule, counted: Tally) -> Shift | None:
    """The least move of weight that swaps the last above and the first below."""
    cut = found.cut
    if cut is None or cut.last is None or cut.first is None:
        return None
    pair = cut.last.number, cut.first.number
    if not all(number in counted.sheets for number in pair):
        return None
    return counted.smallest_shift(rule, *pair)
