"""The ranking under other weights or another rule (试算): never the official one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations
from math import lcm

from portal.rules.guide import IndicatorTable
from portal.rules.ranking import (
    Rule,
    ScoreError,
    Sheet,
    Standing,
    counted,
    mean_mark,
    ranked,
)

#: Weights are tried in hundredths of a point, and moved in tenths.
PLACES = 2
_WHOLE, _STEP = 10 ** (PLACES + 2), 10 ** (PLACES - 1)

Weights = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Shift:
    """So many points of weight, taken from one group and given to another."""

    source: str
    target: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Tally:
    """Every sheet summed up by group, ready to be ranked again and again.

    A group's points are scaled in proportion to its weight, so its indicators keep
    their shares of it. All is whole numbers: ``sheets`` holds, by dossier, for each
    sheet its points by group, in units of which ``unit`` and the group's weight in
    hundredths make a hundredth of a mark. Under the table's own weights the result is
    to the last digit that of ``aggregate``.
    """

    table: IndicatorTable
    sheets: Mapping[str, tuple[tuple[int, ...], ...]]
    weights: tuple[int, ...]
    unit: int

    @property
    def groups(self) -> tuple[str, ...]:
        return self.table.groups

    def own_weights(self) -> dict[str, Decimal]:
        return {g: _points(w) for g, w in zip(self.groups, self.weights, strict=True)}

    def standings(
        self, rule: Rule, weights: Weights | None = None
    ) -> tuple[Standing, ...]:
        """Best first; raises ScoreError for weights that cannot be tried."""
        scaled = self.weights if weights is None else self._scaled(weights)
        return ranked(
            {
                dossier: self._standing(dossier, sheets, rule, scaled)
                for dossier, sheets in self.sheets.items()
            },
            self.table,
        )

    def _scaled(self, weights: Weights) -> tuple[int, ...]:
        found = tuple(_hundredths(weights[group]) for group in self.groups)
        if sum(found) != _WHOLE:
            raise ScoreError(f"各项权重之和应为 100，现为 {_points(sum(found)):f}。")
        for group, own, wanted in zip(self.groups, self.weights, found, strict=True):
            if wanted and not own:
                raise ScoreError(f"“{group}”原权重为 0，没有得分可以折算。")
        return found

    def _standing(
        self,
        dossier: str,
        sheets: tuple[tuple[int, ...], ...],
        rule: Rule,
        weights: tuple[int, ...],
    ) -> Standing:
        scaled = [[p * w for p, w in zip(s, weights, strict=True)] for s in sheets]
        mark = self._mark(sorted(map(sum, scaled)), rule)
        sums = map(sum, zip(*scaled, strict=True))
        count = len(sheets) * self.unit
        groups = {
            group: mean_mark(total, count)
            for group, total in zip(self.groups, sums, strict=True)
        }
        return Standing(None, dossier, mark, groups, len(sheets))

    def _mark(self, marks: list[int], rule: Rule) -> Decimal:
        kept = counted(marks, rule)
        return mean_mark(sum(kept), len(kept) * self.unit)

    def smallest_shift(self, rule: Rule, above: str, below: str) -> Shift | None:
        """The least weight moved between two groups that puts ``below`` on top.

        On top means a higher mark as it is published. Tried in steps of 0.1 points,
        every two groups at each; None where no such move does it.
        """
        for points in range(_STEP, max(self.weights) + 1, _STEP):
            for source, target in self._moves(points):
                weights = list(self.weights)
                weights[source] -= points
                weights[target] += points
                one, other = (
                    self._mark(sorted(_totals(self.sheets[d], weights)), rule)
                    for d in (above, below)
                )
                if other > one:
                    names = self.groups
                    return Shift(names[source], names[target], _points(points))
        return None

    def _moves(self, points: int) -> Iterator[tuple[int, int]]:
        for source, target in permutations(range(len(self.weights)), 2):
            if self.weights[source] >= points and self.weights[target]:
                yield source, target


def tally(sheets: Iterable[Sheet], table: IndicatorTable) -> Tally:
    """Sum sheets up; ``aggregate`` has checked them, or ``check_sheet``.

    Raises  ScoreError, for weights with more than two decimals.
    """
    groups = table.groups
    place = {each.code: groups.index(each.group) for each in table.indicators}
    weights = [0] * len(groups)
    for each in table.indicators:
        weights[place[each.code]] += _hundredths(each.weight or Decimal(0))
    unit = lcm(*(weight for weight in weights if weight))
    factors = [unit // weight if weight else 0 for weight in weights]
    summed: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for sheet in sheets:
        totals = [0] * len(groups)
        for code, points in sheet.points.items():
            totals[place[code]] += int(points * 100)
        row = tuple(t * f for t, f in zip(totals, factors, strict=True))
        summed[sheet.dossier].append(row)
    rows = {dossier: tuple(each) for dossier, each in summed.items()}
    return Tally(table, rows, tuple(weights), unit)


def _totals(sheets: tuple[tuple[int, ...], ...], weights: list[int]) -> Iterator[int]:
    for sheet in sheets:
        yield sum(p * w for p, w in zip(sheet, weights, strict=True))


def _hundredths(weight: Decimal) -> int:
    scaled = weight.scaleb(PLACES)
    if scaled != int(scaled) or scaled < 0:
        raise ScoreError(f"权重最多 {PLACES} 位小数，不能为负数，现为 {weight:f}。")
    return int(scaled)


def _points(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-PLACES)
