"""What a line of a list says of a dossier, without opening its document."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Concat

from applications.facts import VETO
from applications.models import Dossier, Round, Ruling, VetoDecision
from applications.presentation.progress import tone_of
from portal.guides import kind_label, vetoes

Ruled = Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class DossierRow:
    """One line of a queue; ``is_eligible`` is None where nothing was evaluated."""

    dossier: Dossier
    kind: str
    tone: str
    is_eligible: bool | None


def dossier_rows(dossiers: Iterable[Dossier]) -> list[DossierRow]:
    """The lines of a page of a list. One query, for rulings and vetoes in force."""
    dossiers = list(dossiers)
    ruled = rulings_in_force(dossiers)
    return [
        DossierRow(
            each,
            kind_label(each.round.guide_key, each.kind),
            tone_of(each),
            meets_all(each.report, ruled.get(each.pk, {})),
        )
        for each in dossiers
    ]


def rulings_in_force(dossiers: Iterable[Dossier]) -> dict[int, dict[str, bool]]:
    """Clause or decided veto item -> outcome by dossier; one query."""
    dossiers = list(dossiers)
    ruled: dict[int, dict[str, bool]] = {}
    rulings = Ruling.objects.filter(dossier__in=dossiers, withdrawn_at=None)
    decided = VetoDecision.objects.in_force().filter(dossier__in=dossiers)
    found = rulings.order_by().values_list("dossier_id", "clause", "is_met")
    vetoed = decided.order_by().values_list(
        "dossier_id", Concat(Value(VETO), "item"), ~F("is_confirmed")
    )
    for pk, clause, is_met in found.union(vetoed, all=True):
        ruled.setdefault(pk, {})[clause] = bool(is_met)
    return ruled


def meets_all(report: Mapping[str, Any] | None, ruled: Ruled) -> bool | None:
    """Whether every mandatory clause is met: by the report frozen at submission, or
    by a ruling since, and no veto is confirmed. None for a dossier without a report."""
    if not report:
        return None
    return not failing_clauses(report, ruled)


def failing_clauses(report: Mapping[str, Any], ruled: Ruled) -> list[str]:
    """The guide's headings of the mandatory clauses that are not met, and vetoes."""
    confirmed = [
        vetoes.item(id.removeprefix(VETO)).source
        for id, is_met in ruled.items()
        if id.startswith(VETO) and not is_met
    ]
    return confirmed + [
        verdict["source"]
        for verdict in report.get("verdicts", ())
        if verdict["wording"] == "mandatory"
        and not ruled.get(verdict["clause"], verdict["outcome"] == "met")
    ]


#: What an accepted dossier waits for, by the stage of its round.
STAGES = {
    Round.Status.SCORING: "专家评审中",
    Round.Status.CLOSED: "评审结束，待公示",
    Round.Status.PUBLISHED: "已公示",
}


def is_out(dossier: Dossier) -> bool:
    """Whether what became of it is public, though other kinds of its round may wait.
    One query for an accepted one of a closed round, none ``with_listed``."""
    if dossier.status != Dossier.Status.ACCEPTED:
        return False
    if dossier.round.status != Round.Status.CLOSED:
        return dossier.round.status == Round.Status.PUBLISHED
    if "is_listed" in dossier.__dict__:
        return bool(dossier.is_listed)
    rows = Dossier.objects.with_listed().filter(pk=dossier.pk)
    return rows.values_list("is_listed", flat=True)[0]


def state_of(dossier: Dossier) -> str:
    """Its state as its enterprise reads it: an accepted one goes on with its round."""
    if is_out(dossier):
        return STAGES[Round.Status.PUBLISHED]
    if dossier.status == Dossier.Status.ACCEPTED:
        return STAGES.get(Round.Status(dossier.round.status), "已受理，待专家评审")
    return dossier.get_status_display()
