"""Whether a dossier meets a guide's clauses, and what it lacks where it does not.

``evaluate`` is the one threshold function: pages, commands, workbooks and letters
all ask it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from portal.rules.facts import Facts, Rows, Values, reader_of
from portal.rules.gaps import Gap, gaps_of
from portal.rules.guide import (
    AllOf,
    AnyOf,
    Clause,
    EveryRow,
    Guide,
    InRows,
    Kind,
    Need,
    Operator,
    Threshold,
)


class Outcome(StrEnum):
    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


MET, UNMET, UNKNOWN = Outcome.MET, Outcome.UNMET, Outcome.UNKNOWN
Judge = Callable[[Values, Rows], Outcome]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a dossier stands to one clause (核对结论)."""

    clause: Clause
    outcome: Outcome
    gaps: tuple[Gap, ...] = ()

    @property
    def is_met(self) -> bool:
        return self.outcome is MET


def evaluate(guide: Guide, kind: str, facts: Facts) -> tuple[Verdict, ...]:
    """One verdict for each clause that the guide prints for this kind of platform.

    A value that the dossier does not state is UNKNOWN, never UNMET: a gap is asked
    for, a shortfall is decided. Neither meets a threshold. Nothing is rounded.

    Units   every bound is in its metric's own unit, as the vocabulary gives it.
    Source  ``Clause.source`` names document and article; no rule is added here.
    Raises  KeyError, where the guide knows no such kind of platform.
    """
    verdicts = []
    for clause, judge in _judges(guide.kinds[kind]):
        outcome = judge(facts.metrics, facts.rows)
        gaps = () if outcome is MET else gaps_of(clause.need, facts)
        verdicts.append(Verdict(clause, outcome, gaps))
    return tuple(verdicts)


def lacking(guide: Guide, kind: str, facts: Facts) -> tuple[Verdict, ...]:
    """Of ``evaluate`` what is not met: for thousands, whose clauses mostly hold."""
    metrics, rows = facts.metrics, facts.rows
    return tuple(
        [
            Verdict(clause, outcome, gaps_of(clause.need, facts))
            for clause, judge in _judges(guide.kinds[kind])
            if (outcome := judge(metrics, rows)) is not MET
        ]
    )


def is_eligible(verdicts: Iterable[Verdict]) -> bool:
    """Whether every mandatory clause is met; encouraged ones never decide."""
    return all(each.is_met for each in verdicts if each.clause.is_mandatory)


def verdict_data(verdict: Verdict) -> dict[str, object]:
    """A verdict in the contract's shape."""
    return {
        "clause": verdict.clause.id,
        "outcome": verdict.outcome.value,
        "wording": verdict.clause.wording.value,
        "text": verdict.clause.text,
        "source": verdict.clause.source,
        "gaps": [gap.data() for gap in verdict.gaps],
    }


def judge_need(need: Need, facts: Facts) -> Outcome:
    """Whether one need holds; the unknown stays unknown unless the rest decides."""
    return _judge(need)(facts.metrics, facts.rows)


@lru_cache(maxsize=128)
def _judges(kind: Kind) -> tuple[tuple[Clause, Judge], ...]:
    """A kind's clauses with their needs turned into closures, once: thrice as fast."""
    return tuple((clause, _judge(clause.need)) for clause in kind.clauses)


def _judge(need: Need) -> Judge:
    match need:
        case Threshold():
            return _threshold(need)
        case AllOf(needs):
            return _all_of([_judge(each) for each in needs])
        case AnyOf(needs):
            return _any_of([_judge(each) for each in needs])
        case InRows(scope, at_least, inner):
            return _in_rows(scope, at_least, _judge(inner))
        case EveryRow(scope, inner):
            return _every_row(scope, _judge(inner))


def _threshold(threshold: Threshold) -> Judge:
    read = reader_of(threshold.metric)
    holds = _TESTS[threshold.operator]
    bound = threshold.bound

    def judge(values: Values, rows: Rows) -> Outcome:
        value = read(values, rows)
        if value is None:
            return UNKNOWN
        return MET if holds(value, bound) else UNMET

    return judge


#: Values and bounds are of one type by then: read_facts and read_guide see to it.
_TESTS: dict[Operator, Callable[..., bool]] = {
    Operator.AT_LEAST: lambda value, bound: value >= bound,
    Operator.ABOVE: lambda value, bound: value > bound,
    Operator.IS: lambda value, bound: value is bound,
    Operator.ONE_OF: lambda value, bound: value in bound,
}


def _all_of(judges: list[Judge]) -> Judge:
    def judge(values: Values, rows: Rows) -> Outcome:
        outcome = MET
        for each in judges:
            found = each(values, rows)
            if found is UNMET:
                return UNMET
            if found is UNKNOWN:
                outcome = UNKNOWN
        return outcome

    return judge


def _any_of(judges: list[Judge]) -> Judge:
    def judge(values: Values, rows: Rows) -> Outcome:
        outcome = UNMET
        for each in judges:
            found = each(values, rows)
            if found is MET:
                return MET
            if found is UNKNOWN:
                outcome = UNKNOWN
        return outcome

    return judge


def _in_rows(scope: str, at_least: int, inner: Judge) -> Judge:
    def judge(values: Values, rows: Rows) -> Outcome:
        outcomes = [inner(row, {}) for row in rows.get(scope, ())]
        if outcomes.count(MET) >= at_least:
            return MET
        possible = outcomes.count(MET) + outcomes.count(UNKNOWN)
        return UNKNOWN if possible >= at_least else UNMET

    return judge


def _every_row(scope: str, inner: Judge) -> Judge:
    def judge(values: Values, rows: Rows) -> Outcome:
        outcomes = {inner(row, {}) for row in rows.get(scope, ())}
        if UNMET in outcomes:
            return UNMET
        return UNKNOWN if UNKNOWN in outcomes else MET

    return judge
