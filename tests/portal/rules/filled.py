"""Dossiers made to measure: one that meets all of a kind's clauses, or just fails one.

``filled`` solves a kind's needs; ``Target`` walks to one threshold and sets its figure
so that nothing else decides the clause. Neither asks the engine under test anything.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from portal.rules import (
    AllOf,
    AnyOf,
    Clause,
    EveryRow,
    Guide,
    InRows,
    Need,
    Operator,
    Threshold,
    thresholds_in,
)
from portal.rules.vocabulary import Count, Metric, Percent, Sum

#: Enough rows for any guide on file; the tests cut them to the number asked for.
ROWS = 12
PLENTY = 100_000


def filled(
    guide: Guide, kind: str, mode: str = "mixed", sector: str = "mining"
) -> dict:
    """A dossier in the contract's shape that meets every clause by every branch."""
    document = {"guide": guide.key, "kind": kind, "name": "示例", "metrics": {}}
    for scope in ("industries", "domains", "parks"):
        document[scope] = [{"name": f"示例{n}"} for n in range(1, ROWS + 1)]
    for clause in guide.kinds[kind].clauses:
        fill(clause.need, document)
    document["metrics"] |= {"production_mode": mode, "sector": sector}
    for row in document["industries"]:
        row["production_mode"] = mode
    return document


def fill(need: Need, document: dict) -> None:
    """Raise what the document states until the need is met, whatever the branch."""
    match need:
        case Threshold():
            put_at_least(need, document["metrics"])
        case AllOf(needs) | AnyOf(needs):
            for each in needs:
                fill(each, document)
        case InRows() | EveryRow():
            for row in document[need.scope]:
                for threshold in thresholds_in(need.need):
                    put_at_least(threshold, row)


def put_at_least(threshold: Threshold, values: dict) -> None:
    metric, bound = threshold.metric, threshold.bound
    if threshold.is_condition or isinstance(metric.derived, Count):
        return
    if threshold.operator is Operator.IS:
        values[metric.id] = True
        return
    match metric.derived:
        case Percent(first, second):
            values[first] = max(PLENTY, values.get(first, 0), values.get(second, 0))
            values[second] = values[first]
        case Sum(parts):
            for part in parts:
                values[part] = max(values.get(part, 0), int(bound) + 1)
        case _:
            stated = Decimal(values.get(metric.id, 0))
            put(metric, max(stated, Decimal(bound) + 1), values)


def put(metric: Metric, figure: Decimal, values: dict) -> None:
    """State a figure as its type asks: an int, or a decimal as text."""
    values[metric.id] = int(figure) if metric.type == "int" else f"{figure:f}"


@dataclass(frozen=True)
class Target:
    """One threshold of a clause, and all that must be so for it alone to decide."""

    guide: Guide
    kind: str
    clause: Clause
    threshold: Threshold
    conditions: tuple[Threshold, ...] = ()
    others: tuple[Need, ...] = ()
    rows: InRows | EveryRow | None = None

    def __str__(self) -> str:
        where = f"{self.rows.scope}." if self.rows else ""
        name = f"{where}{self.threshold.metric.id}"
        return f"{self.guide.id}-{self.kind}-{self.clause.id}-{name}"

    def choices(self) -> list[dict[str, str]]:
        """Every way to be in this branch: the values that its conditions allow."""
        ways: list[dict[str, str]] = [{}]
        for condition in self.conditions:
            id = condition.metric.id
            ways = [{**way, id: value} for way in ways for value in condition.bound]
        return ways

    def document(self, way: dict[str, str]) -> dict:
        """A dossier in which only this threshold is still open to be set."""
        document = filled(self.guide, self.kind)
        if isinstance(self.rows, InRows):
            document[self.rows.scope] = document[self.rows.scope][: self.rows.at_least]
        values = self.values(document)
        values |= way
        for other in self.others:
            undo(other, values)
        return document

    def values(self, document: dict) -> dict:
        """Where the figure stands: at top level, or in the last row that is needed."""
        if self.rows is None:
            return document["metrics"]
        return document[self.rows.scope][-1]

    def documents(self, way: dict[str, str], offset: int) -> Iterator[dict]:
        """Dossiers whose figure is just below (-1), on (0) or above (1) the bound."""
        for change in changes(self.threshold, offset):
            document = copy.deepcopy(self.document(way))
            metric = self.threshold.metric
            if isinstance(metric.derived, Count):
                scope = metric.derived.scope
                document[scope] = document[scope][: int(self.threshold.bound) + offset]
            self.values(document).update(change)
            yield document


def targets(guide: Guide, kind: str) -> Iterator[Target]:
    for clause in guide.kinds[kind].clauses:
        yield from _walk(clause.need, Target(guide, kind, clause, None))


def _walk(need: Need, so_far: Target) -> Iterator[Target]:
    fields = vars(so_far)
    match need:
        case Threshold():
            if not need.is_condition:
                yield Target(**{**fields, "threshold": need})
        case AllOf(needs):
            found = tuple(
                each
                for each in needs
                if isinstance(each, Threshold) and each.is_condition
            )
            with_conditions = {**fields, "conditions": so_far.conditions + found}
            for each in needs:
                yield from _walk(each, Target(**with_conditions))
        case AnyOf(needs):
            for each in needs:
                others = tuple(other for other in needs if other is not each)
                cut = {**fields, "others": so_far.others + others}
                yield from _walk(each, Target(**cut))
        case InRows() | EveryRow():
            yield from _walk(need.need, Target(**{**fields, "rows": need}))


def undo(need: Need, values: dict) -> None:
    """Make an alternative fail, so that it does not decide."""
    first = next(each for each in thresholds_in(need) if not each.is_condition)
    if isinstance(first.metric.derived, Percent):
        values[first.metric.derived.first] = 0
    elif isinstance(first.metric.derived, Sum):
        values.update(dict.fromkeys(first.metric.derived.parts, 0))
    elif first.operator is Operator.IS:
        values[first.metric.id] = False
    else:
        put(first.metric, Decimal(0), values)


def changes(threshold: Threshold, offset: int) -> Iterator[dict]:
    """Statements that put the figure just below, on or above its bound."""
    metric, bound = threshold.metric, threshold.bound
    match metric.derived:
        case Count():
            yield {}
        case Sum(parts):
            first, *rest = parts
            total = int(bound) + offset
            yield {first: total, **dict.fromkeys(rest, 0)}
            yield {first: 0, **dict.fromkeys(rest, 0), rest[-1]: total}
        case Percent(first, second):
            whole = 10_000_000  # one more or less is a hundred-thousandth of a percent
            share = int(whole * Decimal(bound) / 100)
            yield {first: share + offset, second: whole}
            yield {first: share, second: whole - offset}
        case _:
            step = Decimal(1) if metric.type == "int" else Decimal("0.01")
            values: dict = {}
            put(metric, Decimal(bound) + offset * step, values)
            yield values
