"""One dossier as city and province look at it: content left, clause report right."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from applications.models import Dossier
from applications.presentation import (
    chapters_of,
    clause_report,
    files_of,
    kind_label,
    moves_of,
    tone_of,
)
from applications.presentation.checking import checks_of
from applications.presentation.corrected import corrected
from applications.presentation.duplicates import duplicate_hints
from applications.presentation.handed_in import as_handed_in
from applications.presentation.vetoes import vetoes_of
from portal import rules


def review_of(
    dossier: Dossier,
    rule_url: Callable[[rules.Clause], str] | None = None,
    *,
    visible: QuerySet[Dossier],
) -> dict[str, Any]:
    """The context of the page; queries evidence, rulings, moves, checks, vetoes.

    ``visible`` are the dossiers that the reader may know of by name.
    """
    files = files_of(
        as_handed_in(dossier),
        lambda evidence: reverse("applications:evidence", args=[evidence.key]),
    )
    moves = moves_of(dossier.steps.select_related("by"))
    report = clause_report(dossier, files, rule_url)
    return {
        "dossier": dossier,
        "kind": kind_label(dossier.round.guide_key, dossier.kind),
        "tone": tone_of(dossier),
        "chapters": chapters_of(dossier, files),
        "report": report,
        "moves": moves,
        "corrected": corrected(dossier),
        "checks": checks_of(dossier),
        "hints": duplicate_hints(dossier, visible),
        "vetoes": vetoes_of(dossier, report),
        "facts": facts_of_dossier(dossier),
    }


def facts_of_dossier(dossier: Dossier) -> list[tuple[str, Any]]:
    """Who applies for what, pair by pair."""
    enterprise = dossier.enterprise
    facts = [
        ("申报单位", enterprise.name),
        ("统一社会信用代码", enterprise.credit_code),
        ("所在地", f"{enterprise.get_province_display()}{enterprise.city}"),
        ("平台名称", dossier.platform),
        ("平台类型", kind_label(dossier.round.guide_key, dossier.kind)),
        ("批次", f"{dossier.round.code} {dossier.round.title}"),
    ]
    if dossier.recommended_order:
        facts.append(
            ("推荐顺序", f"{enterprise.city}第 {dossier.recommended_order} 位")
        )
        facts.append(("推荐意见", dossier.city_opinion))
    return facts
