"""From the experts' rows to the values of ``portal.rules`` and their ranking."""

from collections.abc import Iterable, Sequence

from applications.facts import (
    Finding,
    findings_of,
    is_eligible,
    rule_of,
    table_of,
)
from applications.models import Dossier, Round, Ruling, VetoDecision
from portal import rules
from scoring.facts.second_round import COLUMNS, counted_points
from scoring.models import ScoreSheet


def sheets_of(round: Round, kind: str) -> list[rules.Sheet]:
    """The sheets that count; a recused expert's never get this far. One query.

    After a discussion they hold the second round's marks, where those are handed in.
    """
    counting = ScoreSheet.objects.counting().filter(
        assignment__dossier__round=round, assignment__dossier__kind=kind
    )
    rows = counting.values_list(
        "assignment__dossier__number", "assignment__expert__code", *COLUMNS
    )
    return rules.read_sheets(
        [
            {"dossier": number, "reviewer": code, "points": counted_points(*marks)}
            for number, code, *marks in rows.order_by("pk")
        ]
    )


def findings_by_dossier(
    dossiers: Iterable[Dossier],
) -> dict[str, tuple[Finding, ...]]:
    """Findings under each dossier's number; two queries, for rulings and vetoes."""
    dossiers = list(dossiers)
    rulings: dict[int, list[Ruling]] = {dossier.pk: [] for dossier in dossiers}
    in_force = Ruling.objects.filter(dossier__in=rulings, withdrawn_at=None)
    for ruling in in_force.select_related("by"):
        rulings[ruling.dossier_id].append(ruling)
    vetoes: dict[int, list[VetoDecision]] = {pk: [] for pk in rulings}
    decided = VetoDecision.objects.in_force().filter(dossier__in=rulings)
    for veto in decided.select_related("by"):
        vetoes[veto.dossier_id].append(veto)
    return {
        str(dossier.number): findings_of(
            dossier, rulings[dossier.pk], vetoes[dossier.pk]
        )
        for dossier in dossiers
    }


def standings_of(
    round: Round,
    kind: str,
    findings: dict[str, tuple[Finding, ...]],
    sheets: Sequence[rules.Sheet] | None = None,
) -> tuple[rules.Standing, ...]:
    """The ranking of one kind by the contract's rule; queries unless given sheets."""
    ineligible = [n for n, found in findings.items() if not is_eligible(found)]
    if sheets is None:
        sheets = sheets_of(round, kind)
    return rules.aggregate(sheets, table_of(round), rule_of(round), ineligible)
