"""What is lacking where a clause is not met: the figure, the bound, the difference."""

from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from portal.rules.facts import Facts, Share, Value, value_of
from portal.rules.guide import (
    AllOf,
    AnyOf,
    EveryRow,
    InRows,
    Need,
    Operator,
    Threshold,
)
from portal.rules.nodes import Number
from portal.rules.vocabulary import Metric

_BILLION = 10**9


class Gap(NamedTuple):
    """One figure or ability that is lacking, as people read it.

    Units   ``stated``, ``required`` and ``short_by`` are in ``unit``. A percentage is
            cut to two decimals, never rounded up to a bound that it does not reach.
    """

    metric: Metric
    stated: str | None
    required: str
    short_by: str | None
    row: str | None = None

    @property
    def unit(self) -> str | None:
        return self.metric.unit

    def data(self) -> dict[str, str | None]:
        """The gap in the contract's shape; ``row`` only where it is a row's."""
        data = {
            "metric": self.metric.id,
            "stated": self.stated,
            "required": self.required,
            "short_by": self.short_by,
            "unit": self.unit,
        }
        return data if self.row is None else {**data, "row": self.row}


class _Distance(NamedTuple):
    """How far a need is from being met; compared by condition, gaps, size in turn."""

    condition: int = 0  # 0 holds, 1 unknown, 2 fails: the branch is another's
    gaps: tuple[Gap, ...] = ()
    size: int = 0  # the shortfalls relative to their bounds, in billionths

    @property
    def rank(self) -> tuple[int, int, int]:
        return self.condition, len(self.gaps), self.size


_MET = _Distance()


def gaps_of(need: Need, facts: Facts) -> tuple[Gap, ...]:
    """What keeps ``need`` from being met; of alternatives, the nearest one's gaps.

    A branch whose condition holds is nearer than one whose condition is unknown, and
    that nearer than one whose condition fails; then fewer gaps; then the smaller sum
    of shortfalls, each taken relative to its bound; then the one that stands first.
    """
    return _distance(need, facts, None).gaps


def _distance(need: Need, facts: Facts, row: str | None) -> _Distance:
    match need:
        case Threshold():
            return _from_threshold(need, facts, row)
        case AllOf(needs):
            return _sum([_distance(each, facts, row) for each in needs])
        case AnyOf(needs):
            return _nearest([_distance(each, facts, row) for each in needs], 1)[0]
        case InRows():
            return _from_rows(need, facts)
        case EveryRow(scope, inner):
            return _sum(_row_distances(scope, inner, facts))


def _sum(distances: list[_Distance]) -> _Distance:
    apart = [each for each in distances if each.gaps]
    if len(apart) == 1:
        return apart[0]
    return _Distance(
        max([each.condition for each in apart], default=0),
        tuple(dict.fromkeys([gap for each in apart for gap in each.gaps])),
        sum([each.size for each in apart]),
    )


def _nearest(distances: list[_Distance], wanted: int) -> list[_Distance]:
    """The ``wanted`` nearest, in the order in which they stand."""
    if wanted >= len(distances):
        return distances
    order = sorted(range(len(distances)), key=lambda index: distances[index].rank)
    return [distances[index] for index in sorted(order[:wanted])]


def _row_distances(scope: str, need: Need, facts: Facts) -> list[_Distance]:
    return [
        _distance(need, Facts(row), str(row.get("name") or number))
        for number, row in enumerate(facts.rows.get(scope, ()), start=1)
    ]


def _from_rows(need: InRows, facts: Facts) -> _Distance:
    """Rows that are not listed, and the listed ones that lack least."""
    rows = _row_distances(need.scope, need.need, facts)
    lacking = [each for each in rows if each.gaps]
    met = len(rows) - len(lacking)
    chosen = _nearest(lacking, max(0, min(need.at_least, len(rows)) - met))
    if len(rows) >= need.at_least:
        return _sum(chosen)
    too_few = Threshold(need.count, Operator.AT_LEAST, need.at_least)
    return _sum([_from_threshold(too_few, facts, None), *chosen])


def _from_threshold(threshold: Threshold, facts: Facts, row: str | None) -> _Distance:
    metric, operator, bound = threshold.metric, threshold.operator, threshold.bound
    value = value_of(metric, facts)
    if isinstance(bound, tuple):
        return _from_condition(metric, value, bound, row)
    if isinstance(bound, bool):
        return _from_ability(metric, value, row)
    required = _required(operator, bound)
    if value is None:
        return _Distance(0, (Gap(metric, None, required, None, row),), _BILLION)
    if not isinstance(value, int | Decimal | Share):
        raise TypeError(value)
    if value > bound or (operator is Operator.AT_LEAST and value >= bound):
        return _MET
    short = _short_by(value, operator, bound)
    gap = Gap(metric, shown(value, bound), required, short, row)
    return _Distance(0, (gap,), _relative(value, bound))


def _from_condition(
    metric: Metric,
    value: Value | Share | None,
    choices: tuple[str, ...],
    row: str | None,
) -> _Distance:
    if value in choices:
        return _MET
    stated = None if value is None else str(value)
    gap = Gap(metric, stated, "/".join(choices), None, row)
    return _Distance(1 if value is None else 2, (gap,))


def _from_ability(
    metric: Metric, value: Value | Share | None, row: str | None
) -> _Distance:
    if value is True:
        return _MET
    gap = Gap(metric, None if value is None else "no", "yes", None, row)
    return _Distance(0, (gap,), _BILLION)


@cache
def _required(operator: Operator, bound: Number) -> str:
    return f"{operator} {plain(bound)}"


def plain(number: Number) -> str:
    """A number without exponent and without idle zeros."""
    text = f"{number:f}" if isinstance(number, Decimal) else str(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(value: Number | Share, bound: Number = 0) -> str:
    """A figure as people read it; a share is cut, at two decimals or the bound's."""
    if not isinstance(value, Share):
        return plain(value)
    digits = _digits(bound)
    return plain(Decimal(int(_exact(value) * 10**digits)).scaleb(-digits))


def _short_by(value: Number | Share, operator: Operator, bound: Number) -> str:
    """The least that must be added: whole for counts, at the share's digits else."""
    if isinstance(value, int) and isinstance(bound, int):
        return str(bound - value + (operator is Operator.ABOVE))
    lacking = Fraction(bound) - _exact(value)
    if isinstance(value, int):
        least = lacking.__ceil__()
        strict = operator is Operator.ABOVE and least == lacking
        return str(least + 1 if strict else least)
    if isinstance(value, Share):
        digits = _digits(bound)
        return plain(Decimal((lacking * 10**digits).__ceil__()).scaleb(-digits))
    return plain(bound - value)


def _relative(value: Number | Share, bound: Number) -> int:
    """The shortfall relative to its bound, in billionths; the whole where that is 0."""
    if not bound:
        return _BILLION
    if isinstance(value, int) and isinstance(bound, int):
        return (bound - value) * _BILLION // bound
    return int((1 - _exact(value) / Fraction(bound)) * _BILLION)


def _exact(value: Number | Share) -> Fraction:
    if isinstance(value, Share):
        return Fraction(100 * value.first, value.second)
    return Fraction(value)


def _digits(bound: Number) -> int:
    exponent = bound.as_tuple().exponent if isinstance(bound, Decimal) else 0
    return max(2, -exponent) if isinstance(exponent, int) else 2
