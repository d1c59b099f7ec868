"""The one bridge from the enterprise's rows to the values of ``portal.rules``."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from applications.models import Dossier, Round, Ruling
from portal import guides, rules
from portal.rules.vocabulary import ROW_SCOPES

#: Beside a table's own keys, a round keeps the weights that it was copied with.
ORIGINAL = "original"


@dataclass(frozen=True, slots=True)
class Finding:
    """A clause's verdict, and the ruling by which an official replaced it, if any."""

    verdict: rules.Verdict
    ruling: Ruling | None = None

    @property
    def clause(self) -> rules.Clause:
        return self.verdict.clause

    @property
    def outcome(self) -> rules.Outcome:
        """What counts: the official's ruling where there is one."""
        if self.ruling is None:
            return self.verdict.outcome
        return rules.Outcome.MET if self.ruling.is_met else rules.Outcome.UNMET

    @property
    def decides(self) -> bool:
        return self.clause.wording is rules.Wording.MANDATORY

    @property
    def fails(self) -> bool:
        return self.decides and self.outcome is not rules.Outcome.MET


def is_eligible(findings: Iterable[Finding]) -> bool:
    """Every mandatory clause is met, by the figures or by an official's ruling."""
    return not any(finding.fails for finding in findings)


@lru_cache(maxsize=64)
def _guide(key: str, text: str) -> rules.Guide:
    return guides.read(key, text)


def guide_of(round: Round) -> rules.Guide:
    """The round's own frozen copy; the guide on file while it is being prepared."""
    if round.guide_text:
        return _guide(round.guide_key, round.guide_text)
    return guides.load(round.guide_key)


def table_of(round: Round) -> rules.IndicatorTable:
    """The round's own copy of an indicator table, with the officials' weights."""
    table = {key: value for key, value in round.table.items() if key != ORIGINAL}
    return rules.read_table(table)


def original_weights(round: Round) -> dict[str, str | None]:
    """The weights as issued: by code, and by path joined with " / " for headings."""
    return round.table.get(ORIGINAL, {})


def rule_of(round: Round) -> rules.Rule:
    return rules.read_rule(round.rule)


def stated(document: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a document that the contract knows, capabilities as booleans."""
    answers = {
        capability: answer["answer"] == "yes"
        for capability, answer in document.get("capabilities", {}).items()
        if answer.get("answer")
    }
    return {
        "metrics": {**document.get("metrics", {}), **answers},
        **{scope: document.get(scope, []) for scope in ROW_SCOPES},
    }


def facts_of(dossier: Dossier) -> rules.Facts:
    return rules.read_facts(stated(dossier.document), guides.vocabulary())


def findings_of(
    dossier: Dossier, rulings: Iterable[Ruling] | None = None
) -> tuple[Finding, ...]:
    """A finding a clause; queries the rulings in force unless they are given."""
    if rulings is None:
        rulings = dossier.rulings.filter(withdrawn_at=None).select_related("by")
    by_clause = {ruling.clause: ruling for ruling in rulings}
    verdicts = rules.evaluate(guide_of(dossier.round), dossier.kind, facts_of(dossier))
    return tuple(
        Finding(verdict, by_clause.get(verdict.clause.id)) for verdict in verdicts
    )
