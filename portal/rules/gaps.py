"""What is lacking where a clause is not met: the figure, the bound, the difference."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

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


@dataclass(frozen=True, slots=True)
class Gap:
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


@dataclass(frozen=True, slots=True)
class _Distance:
    """How far a need is from being met. Compared: condition, number of gaps, size."""

    condition: int = 0  # 0 holds, 1 unknown, 2 fails: the branch is another's
    gaps: tuple[Gap, ...] = ()
    size: Fraction = Fraction(0)

    @property
    def rank(self) -> tuple[int, int, Fraction]:
        return self.condition, len(self.gaps), self.size


def gaps_of(need: Need, facts: Facts) -> tuple[Gap, ...]:
    """What keeps ``need`` from being met; of alternatives, the nearest one's gaps.

    A branch whose condition holds is nearer than one whose condition is unknown, and
    that nearer than one whose condition fails; then fewer gaps; then the smaller sum
    of shortfalls, each taken relative to its bound.
    """
    return _distance(need, facts).gaps


def _distance(need: Need, facts: Facts) -> _Distance:
    match need:
        case Threshold():
            return _from_threshold(need, facts)
        case AllOf(needs):
            return _sum(_distance(each, facts) for each in needs)
        case AnyOf(needs):
            return min(
                (_distance(each, facts) for each in needs), key=lambda each: each.rank
            )
        case InRows():
            return _from_rows(need, facts)
        case EveryRow(scope, inner):
            return _sum(_row_distances(scope, inner, facts))


def _sum(distances: Iterable[_Distance]) -> _Distance:
    parts = list(distances)
    return _Distance(
        max((each.condition for each in parts), default=0),
        tuple(dict.fromkeys(gap for each in parts for gap in each.gaps)),
        sum((each.size for each in parts), Fraction(0)),
    )


def _row_distances(scope: str, need: Need, facts: Facts) -> list[_Distance]:
    distances = []
    for number, row in enumerate(facts.rows.get(scope, ()), start=1):
        distance = _distance(need, Facts(row))
        name = str(row.get("name") or number)
        gaps = tuple(replace(gap, row=name) for gap in distance.gaps)
        distances.append(replace(distance, gaps=gaps))
    return distances


def _from_rows(need: InRows, facts: Facts) -> _Distance:
    """Rows that are not listed, and the listed ones that lack least."""
    rows = _row_distances(need.scope, need.need, facts)
    lacking = [each for each in rows if each.gaps]
    wanted = max(0, min(need.at_least, len(rows)) - (len(rows) - len(lacking)))
    nearest = sorted(range(len(lacking)), key=lambda index: lacking[index].rank)
    chosen = [lacking[index] for index in sorted(nearest[:wanted])]
    if len(rows) >= need.at_least:
        return _sum(chosen)
    too_few = Threshold(need.count, Operator.AT_LEAST, need.at_least)
    return _sum([_from_threshold(too_few, facts), *chosen])


def _from_threshold(threshold: Threshold, facts: Facts) -> _Distance:
    value = value_of(threshold.metric, facts)
    match threshold.operator, threshold.bound:
        case Operator.ONE_OF, tuple() as choices:
            return _from_condition(threshold.metric, value, choices)
        case Operator.IS, _:
            return _from_ability(threshold.metric, value)
        case _, bool() | tuple():
            raise TypeError(threshold)
        case operator, bound:
            return _from_figure(threshold.metric, value, operator, bound)


def _from_condition(
    metric: Metric, value: Value | Share | None, choices: tuple[str, ...]
) -> _Distance:
    if value in choices:
        return _Distance()
    stated = None if value is None else str(value)
    gap = Gap(metric, stated, "/".join(choices), None)
    return _Distance(1 if value is None else 2, (gap,))


def _from_ability(metric: Metric, value: Value | Share | None) -> _Distance:
    if value is True:
        return _Distance()
    gap = Gap(metric, None if value is None else "no", "yes", None)
    return _Distance(gaps=(gap,), size=Fraction(1))


def _from_figure(
    metric: Metric, value: Value | Share | None, operator: Operator, bound: Number
) -> _Distance:
    required = f"{operator} {plain(bound)}"
    if value is None:
        gap = Gap(metric, None, required, None)
        return _Distance(gaps=(gap,), size=Fraction(1))
    if not isinstance(value, int | Decimal | Share):
        raise TypeError(value)
    if value > bound or (operator is Operator.AT_LEAST and value >= bound):
        return _Distance()
    gap = Gap(metric, shown(value, bound), required, _short_by(value, operator, bound))
    exact = _exact(value)
    size = (Fraction(bound) - exact) / Fraction(bound) if bound else Fraction(1)
    return _Distance(gaps=(gap,), size=size)


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
    lacking = Fraction(bound) - _exact(value)
    if isinstance(value, int):
        least = lacking.__ceil__()
        strict = operator is Operator.ABOVE and least == lacking
        return str(least + 1 if strict else least)
    if isinstance(value, Share):
        digits = _digits(bound)
        return plain(Decimal((lacking * 10**digits).__ceil__()).scaleb(-digits))
    return plain(bound - value)


def _exact(value: Number | Share) -> Fraction:
    if isinstance(value, Share):
        return Fraction(100 * value.first, value.second)
    return Fraction(value)


def _digits(bound: Number) -> int:
    exponent = bound.as_tuple().exponent if isinstance(bound, Decimal) else 0
    return max(2, -exponent) if isinstance(exponent, int) else 2
