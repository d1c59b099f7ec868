"""An expert's own marks beside the panel's, once they are in; nobody is named.

Only over dossiers whose own sheet was handed in, so that nothing is known before one
has judged oneself; and only from so many dossiers and colleagues that no single sheet
can be read out of an average.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import QuerySet

from applications.facts import table_of
from applications.models import Round
from portal import rules
from portal.kept import Kept, state_of
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


_found: Kept[OwnMarks] = Kept(most=64)


def own_marks_of(expert: Expert, round: Round) -> OwnMarks:
    """One query: which sheets count of all dossiers whose own one counts; and one for
    what stands on them, where one of them is another now."""
    counting = ScoreSheet.objects.counting().filter(assignment__dossier__round=round)
    mine = counting.filter(assignment__expert=expert).values("assignment__dossier")
    sheets = counting.filter(assignment__dossier__in=mine).order_by()
    state = list(sheets.values_list("assignment__key", "version", "total"))
    key = state_of([], expert.pk, round.pk, round.table, sorted(state))
    return _found.get(key, lambda: _compared(expert, round, sheets))


def _compared(expert: Expert, round: Round, sheets: QuerySet[ScoreSheet]) -> OwnMarks:
    own: dict[int, Points] = {}
    others: dict[int, dict[int, Points]] = defaultdict(dict)
    for dossier, other, points in sheets.values_list(
        "assignment__dossier", "assignment__expert", "points"
    ):
        if other == expert.pk:
            own[dossier] = points
        else:
            others[dossier][other] = points
    shared = [pk for pk in own if len(others[pk]) >= FEWEST_ON_ONE]
    people = {other for pk in shared for other in others[pk]}
    if len(shared) < FEWEST_DOSSIERS or len(people) < FEWEST_OTHERS:
        return OwnMarks(len(own), len(shared))
    panels = [list(others[pk].values()) for pk in shared]
    groups = _groups(table_of(round), [own[pk] for pk in shared], panels)
    return OwnMarks(len(own), len(shared), tuple(groups))


def _groups(
    table: rules.IndicatorTable, own: list[Points], panels: list[list[Points]]
) -> Iterable[GroupMarks]:
    """The panel's average counts every dossier once, however many marked it."""
    worth = _Hundredths()
    for label in table.groups:
        leaves = [each for each in table.indicators if each.group == label]
        codes = [each.code for each in leaves]
        marks = [worth.of(points, codes) for points in own]
        panel = [_mean([worth.of(each, codes) for each in them]) for them in panels]
        yield GroupMarks(
            label,
            sum((each.weight or Decimal(0) for each in leaves), Decimal(0)),
            _points(_mean(marks)),
            _points(_deviation(marks)),
            _points(sum(panel, Decimal(0)) / len(panel)),
        )


class _Hundredths(dict[str, int]):
    """What a text of points comes to: the same few stand on all sheets, each is read
    once. Every step is one of 0.05 or 0.1, so that none is lost."""

    def __missing__(self, text: str) -> int:
        self[text] = worth = int(Decimal(text) * 100)
        return worth

    def of(self, points: Points, codes: list[str]) -> int:
        return sum(map(self.__getitem__, map(points.__getitem__, codes)))


def _mean(marks: list[int]) -> Decimal:
    return Decimal(sum(marks)) / len(marks)


def _deviation(marks: list[int]) -> Decimal:
    """Of the sample, out of whole numbers until the end."""
    count = len(marks)
    squares = count * sum([mark * mark for mark in marks]) - sum(marks) ** 2
    return (Decimal(squares) / (count * (count - 1))).sqrt()


def _points(hundredths: Decimal) -> Decimal:
    return hundredths.scaleb(-2).quantize(CENT, ROUND_HALF_UP)
