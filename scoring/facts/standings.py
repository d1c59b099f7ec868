"""From the experts' rows to the values of ``portal.rules`` and their ranking."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from applications.facts import Finding, findings_of
from applications.models import Dossier, Round, Ruling, VetoDecision
from applications.presentation.handed_in import as_handed_in
from portal import rules
from scoring.facts.second_round import COLUMNS, counted_points
from scoring.models import ScoreSheet

#: How many rows are held at once of what fills the memory.
AT_A_TIME = 500
TOGETHER = 100


def sheets_of(round: Round, kind: str) -> list[rules.Sheet]:
    """The sheets that count; a recused expert's never get this far. One query.

    After a discussion they hold the second round's marks, where those are handed in.
    """
    return list(rules.each_sheet(_given(round, kind)))


def sums_of(
    round: Round, kind: str, table: rules.IndicatorTable
) -> Mapping[str, list[rules.Row]]:
    """The same summed up as they are read. One query."""
    return rules.sum_up(_given(round, kind), table)


def _given(round: Round, kind: str) -> Iterator[dict[str, Any]]:
    counting = ScoreSheet.objects.counting().filter(
        assignment__dossier__round=round, assignment__dossier__kind=kind
    )
    rows = counting.order_by("pk").values_list(
        "assignment__dossier__number", "assignment__expert__code", *COLUMNS
    )
    read = rows.iterator(AT_A_TIME)
    while some := list(islice(read, TOGETHER)):
        # At one go, so that each code becomes one text and not one a sheet.
        points = json.loads(f"[{','.join(row[2] for row in some)}]")
        for (number, code, _, *second), first in zip(some, points, strict=True):
            counted = counted_points(first, *second)
            yield {"dossier": number, "reviewer": code, "points": counted}


def findings_by_dossier(
    dossiers: Iterable[Dossier],
) -> dict[str, tuple[Finding, ...]]:
    """Findings under each dossier's number; two queries, for rulings and vetoes, one
    more for documents that they come without."""
    dossiers = list(dossiers)
    _read_documents(dossiers)
    rulings, vetoes = decided(dossier__in=[dossier.pk for dossier in dossiers])
    return {
        str(dossier.number): findings_of(
            dossier, rulings[dossier.pk], vetoes[dossier.pk]
        )
        for dossier in dossiers
    }


def _read_documents(dossiers: Iterable[Dossier]) -> None:
    """A draft of what is being put right is its enterprise's."""
    without = {e.pk: e for e in dossiers if "document" in e.get_deferred_fields()}
    if without:
        rows = Dossier.objects.filter(pk__in=list(without))
        for pk, document in rows.values_list("pk", "document"):
            without[pk].document = document
    for each in dossiers:
        if each.is_recalled:
            as_handed_in(each)


def decided(
    **which: object,
) -> tuple[Mapping[int, list[Ruling]], Mapping[int, list[VetoDecision]]]:
    """Rulings and vetoes in force by dossier; two queries."""
    rulings: dict[int, list[Ruling]] = defaultdict(list)
    in_force = Ruling.objects.filter(**which, withdrawn_at=None)
    for ruling in in_force.select_related("by"):
        rulings[ruling.dossier_id].append(ruling)
    vetoes: dict[int, list[VetoDecision]] = defaultdict(list)
    decided = VetoDecision.objects.in_force().filter(**which)
    for veto in decided.select_related("by"):
        vetoes[veto.dossier_id].append(veto)
    return rulings, vetoes
