"""What a line of a list says of a dossier, without opening its document."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from applications.models import Dossier, Ruling
from applications.presentation.progress import tone_of
from portal import guides

Ruled = Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class DossierRow:
    """One line of a queue; ``is_eligible`` is None where nothing was evaluated."""

    dossier: Dossier
    kind: str
    tone: str
    is_eligible: bool | None


def dossier_rows(dossiers: Iterable[Dossier]) -> list[DossierRow]:
    """The lines of a page of a list. One query, for the rulings in force."""
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
    """Clause -> outcome by dossier; one query."""
    ruled: dict[int, dict[str, bool]] = {}
    found = Ruling.objects.filter(dossier__in=dossiers, withdrawn_at=None)
    for pk, clause, is_met in found.values_list("dossier_id", "clause", "is_met"):
        ruled.setdefault(pk, {})[clause] = is_met
    return ruled


def meets_all(report: Mapping[str, Any] | None, ruled: Ruled) -> bool | None:
    """Whether every mandatory clause is met: by the report frozen at submission, or
    by a ruling since. None for a dossier without a report."""
    if not report:
        return None
    return not failing_clauses(report, ruled)


def failing_clauses(report: Mapping[str, Any], ruled: Ruled) -> list[str]:
    """The guide's headings of the mandatory clauses that are not met."""
    return [
        verdict["source"]
        for verdict in report.get("verdicts", ())
        if verdict["wording"] == "mandatory"
        and not ruled.get(verdict["clause"], verdict["outcome"] == "met")
    ]


def kind_label(guide_key: str, kind: str) -> str:
    """The guide's own word for a kind of platform."""
    try:
        return guides.load(guide_key).kinds[kind].label
    except LookupError:
        return kind
