"""An expert's own marks beside the panel's, once they are in; nobody is named.

Only over dossiers whose own sheet was handed in, so that nothing is known before one
has judged oneself; and only from so many dossiers and colleagues that no single sheet
can be read out of an average.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from applications.facts import table_of
from applications.models import Round
from portal import rules
from scoring.models import Expert, ScoreSheet

#: So many dossiers at the least, and so many colleagues over all of them ...
FEWEST_DOSSIERS, FEWEST_OTHERS = 3, 3
#: ... and on each dossier at the least so many.
FEWEST_ON_ONE = 2
CENT = Decimal("0.01")
Points = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class GroupMarks:
    """One first-level group; all in points, to 0.01. ``spread``: sample deviation."""

    label: str
    full: Decimal
    own: Decimal
    spread: Decimal
    others: Decimal

    @property
    def difference(self) -> Decimal:
        return self.own - self.others

    @property
    def low(self) -> Decimal:
        return max(Decimal(0), self.own - self.spread)

    @property
    def high(self) -> Decimal:
        return min(self.full, self.own + self.spread)


@dataclass(frozen=True, slots=True)
class OwnMarks:
    """``groups`` is empty while there is too little to compare."""

    handed_in: int
    compared: int
    groups: tuple[GroupMarks, ...] = ()


def own_marks_of(expert: Expert, round: Round) -> OwnMarks:
    """Two queries: the expert's sheets that count, the others' of the same dossiers."""
    counting = ScoreSheet.objects.counting().filter(assignment__dossier__round=round)
    own: dict[int, Points] = dict(
        counting.filter(assignment__expert=expert).values_list(
            "assignment__dossier", "points"
        )
    )
    others: dict[int, list[tuple[int, Points]]] = defaultdict(list)
    theirs = counting.filter(assignment__dossier__in=own).exclude(
        assignment__expert=expert
    )
    for dossier, other, points in theirs.values_list(
        "assignment__dossier", "assignment__expert", "points"
    ):
        others[dossier].append((other, points))
    shared = [pk for pk in own if len(others[pk]) >= FEWEST_ON_ONE]
    people = {other for pk in shared for other, _ in others[pk]}
    if len(shared) < FEWEST_DOSSIERS or len(people) < FEWEST_OTHERS:
        return OwnMarks(len(own), len(shared))
    panels = [[points for _, points in others[pk]] for pk in shared]
    groups = _groups(table_of(round), [own[pk] for pk in shared], panels)
    return OwnMarks(len(own), len(shared), tuple(groups))


def _groups(
    table: rules.IndicatorTable, own: list[Points], panels: list[list[Points]]
) -> Iterable[GroupMarks]:
    """The panel's average counts every dossier once, however many marked it."""
    for label in table.groups:
        leaves = [each for each in table.indicators if each.group == label]
        codes = [each.code for each in leaves]
        marks = [_sum(points, codes) for points in own]
        panel = [_mean([_sum(points, codes) for points in each]) for each in panels]
        yield GroupMarks(
            label,
            sum((each.weight or Decimal(0) for each in leaves), Decimal(0)),
            _cents(_mean(marks)),
            _cents(_deviation(marks)),
            _cents(_mean(panel)),
        )


def _sum(points: Points, codes: Iterable[str]) -> Decimal:
    return sum((Decimal(points[code]) for code in codes), Decimal(0))


def _mean(marks: list[Decimal]) -> Decimal:
    return sum(marks, Decimal(0)) / len(marks)


def _deviation(marks: list[Decimal]) -> Decimal:
    mean = _mean(marks)
    squares = sum(((mark - mean) ** 2 for mark in marks), Decimal(0))
    return (squares / (len(marks) - 1)).sqrt()


def _cents(mark: Decimal) -> Decimal:
    return mark.quantize(CENT, ROUND_HALF_UP)
