"""The one bridge from the enterprise's rows to the values of ``portal.rules``."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from applications.models import Dossier, Evidence, Round, Ruling, VetoDecision
from portal import guides, rules
from portal.guides import vetoes as veto_items
from portal.rules.anchors import Anchors, read_anchors
from portal.rules.defence import DefenceRules, read_defence
from portal.rules.vocabulary import ROW_SCOPES

#: What the province has looked at: only there can a veto have been decided.
WITH_THE_PROVINCE = frozenset(
    {Dossier.Status.RECOMMENDED, Dossier.Status.ACCEPTED, Dossier.Status.REJECTED}
)
#: A veto item stands in reports as a clause of this id.
VETO = "veto-"

#: Beside a table's own keys, a round keeps the weights that it was copied with.
ORIGINAL = "original"


@dataclass(frozen=True, slots=True)
class Finding:
    """A clause's verdict, and the ruling by which an official replaced it, if any.

    A veto item on which an official decided is one, too: the verdict is then what the
    enterprise answered.
    """

    verdict: rules.Verdict
    ruling: Ruling | VetoDecision | None = None

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
    def is_veto(self) -> bool:
        return self.clause.id.startswith(VETO)

    @property
    def decides(self) -> bool:
        return self.clause.wording is rules.Wording.MANDATORY

    @property
    def fails(self) -> bool:
        return self.decides and self.outcome is not rules.Outcome.MET


def is_eligible(findings: Iterable[Finding]) -> bool:
    """Every mandatory clause is met, by the figures or by an official's ruling, and
    no veto is confirmed."""
    return not any(finding.fails for finding in findings)


@lru_cache(maxsize=64)
def _guide(key: str, text: str) -> rules.Guide:
    return guides.read(key, text)


def guide_of(round: Round) -> rules.Guide:
    """The round's own frozen copy; the guide on file while it is being prepared."""
    if round.guide_text:
        return _guide(round.guide_key, round.guide_text)
    return guides.load(round.guide_key)


@lru_cache(maxsize=64)
def _table(text: str) -> rules.IndicatorTable:
    """Read once: a page asks for it several times, and what is read never changes."""
    return rules.read_table(json.loads(text))


def table_of(round: Round) -> rules.IndicatorTable:
    """The round's own copy of an indicator table, with the officials' weights."""
    table = {key: value for key, value in round.table.items() if key != ORIGINAL}
    return _table(json.dumps(table))


def original_weights(round: Round) -> dict[str, str | None]:
    """The weights as issued: by code, and by path joined with " / " for headings."""
    return round.table.get(ORIGINAL, {})


def rule_of(round: Round) -> rules.Rule:
    return rules.read_rule(round.rule)


def review_of(round: Round) -> rules.ReviewRules:
    return rules.read_review(round.review)


def limits_of(round: Round, kind: str) -> rules.SelectionRules:
    """What the round asks of who is selected in one kind."""
    return review_of(round).selection.get(kind, rules.SelectionRules())


def defence_of(round: Round) -> DefenceRules | None:
    """The rules of its on-site defence (现场答辩); None where it has none."""
    return read_defence(round.defence) if round.defence else None


@lru_cache(maxsize=64)
def _anchors(text: str, table: rules.IndicatorTable) -> dict[str, Anchors]:
    return read_anchors(json.loads(text), table)


def anchors_of(round: Round) -> Mapping[str, Anchors]:
    """The guidance beside each indicator (分档说明), by code; not all have any."""
    return _anchors(json.dumps(round.anchors), table_of(round)) if round.anchors else {}


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


def digest_of(dossier: Dossier, evidence: Iterable[Evidence]) -> str:
    """The fingerprint of a dossier as it stands, with its files."""
    files = ({key: getattr(each, key) for key in rules.FILE} for each in evidence)
    return rules.document_digest(dossier.document, files)


def findings_of(
    dossier: Dossier,
    rulings: Iterable[Ruling] | None = None,
    vetoes: Iterable[VetoDecision] | None = None,
) -> tuple[Finding, ...]:
    """A finding a clause, then one a decided veto item.

    Queries the rulings in force, and the vetoes of what was recommended, unless given.
    """
    if rulings is None:
        rulings = dossier.rulings.filter(withdrawn_at=None).select_related("by")
    if vetoes is None:
        looked_at = dossier.status in WITH_THE_PROVINCE or dossier.is_recalled
        vetoes = dossier.vetoes.in_force().select_related("by") if looked_at else ()
    by_clause = {ruling.clause: ruling for ruling in rulings}
    verdicts = rules.evaluate(guide_of(dossier.round), dossier.kind, facts_of(dossier))
    return (
        *(Finding(each, by_clause.get(each.clause.id)) for each in verdicts),
        *(_veto(dossier, each) for each in vetoes),
    )


def failing_of(
    dossier: Dossier, rulings: Iterable[Ruling], vetoes: Iterable[VetoDecision]
) -> tuple[Finding, ...]:
    """Of ``findings_of`` those that fail; for thousands, whose clauses mostly hold."""
    by_clause = {ruling.clause: ruling for ruling in rulings}
    judge = rules.evaluate if by_clause else rules.lacking
    verdicts = judge(guide_of(dossier.round), dossier.kind, facts_of(dossier))
    found = [Finding(each, by_clause.get(each.clause.id)) for each in verdicts]
    found += [_veto(dossier, each) for each in vetoes]
    return tuple(each for each in found if each.fails)


def _veto(dossier: Dossier, decision: VetoDecision) -> Finding:
    """A decided veto item as the mandatory clause that it amounts to."""
    item = veto_items.item(decision.item)
    clause = rules.Clause(
        id=f"{VETO}{item.id}",
        source=item.source,
        text=item.text,
        wording=rules.Wording.MANDATORY,
        need=rules.AllOf(()),
    )
    outcomes = {
        None: rules.Outcome.UNKNOWN,
        False: rules.Outcome.MET,
        True: rules.Outcome.UNMET,
    }
    admitted = item.is_admitted(dossier.document)
    return Finding(rules.Verdict(clause, outcomes[admitted]), decision)
