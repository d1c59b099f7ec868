"""From the experts' rows to the values of ``portal.rules`` and their ranking."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from applications.facts import Finding, failing_of, findings_of
from applications.models import Dossier, Round, Ruling, VetoDecision
from portal import rules
from scoring.facts.second_round import COLUMNS, counted_points
from scoring.models import ScoreSheet

#: How many rows are held at once of what fills the memory.
AT_A_TIME = 500


def sheets_of(round: Round, kind: str) -> list[rules.Sheet]:
    """The sheets that count; a recused expert's never get this far. One query.

    After a discussion they hold the second round's marks, where those are handed in.
    """
    return list(each_sheet_of(round, kind))


def each_sheet_of(round: Round, kind: str) -> Iterator[rules.Sheet]:
    """The same one by one, as they are read."""
    counting = ScoreSheet.objects.counting().filter(
        assignment__dossier__round=round, assignment__dossier__kind=kind
    )
    rows = counting.values_list(
        "assignment__dossier__number", "assignment__expert__code", *COLUMNS
    )
    return rules.each_sheet(
        {"dossier": number, "reviewer": code, "points": counted_points(*marks)}
        for number, code, *marks in rows.order_by("pk").iterator(AT_A_TIME)
    )


def findings_by_dossier(
    dossiers: Iterable[Dossier],
) -> dict[str, tuple[Finding, ...]]:
    """Findings under each dossier's number; two queries, for rulings and vetoes, one
    more for documents that they come without."""
    dossiers = list(dossiers)
    _read_documents(dossiers)
    rulings, vetoes = _decided(dossier__in=[dossier.pk for dossier in dossiers])
    return {
        str(dossier.number): findings_of(
            dossier, rulings[dossier.pk], vetoes[dossier.pk]
        )
        for dossier in dossiers
    }


def _read_documents(dossiers: Iterable[Dossier]) -> None:
    without = {e.pk: e for e in dossiers if "document" in e.get_deferred_fields()}
    if without:
        rows = Dossier.objects.filter(pk__in=list(without))
        for pk, document in rows.values_list("pk", "document"):
            without[pk].document = document


def failing_in(
    round: Round, kind: str
) -> Iterator[tuple[Dossier, tuple[Finding, ...]]]:
    """Each dossier that is ranked, by number, with what keeps it out. Three queries.

    They come without their documents, which fill the memory; who asks for one reads it.
    """
    accepted = Dossier.objects.filter(round=round, kind=kind).accepted()
    rows = accepted.select_related("enterprise").defer("report").order_by("number")
    rulings, vetoes = _decided(dossier__round=round, dossier__kind=kind)
    for dossier in rows.iterator(AT_A_TIME):
        dossier.round = round  # the same one: its guide is read once
        failing = failing_of(dossier, rulings[dossier.pk], vetoes[dossier.pk])
        dossier.__dict__.pop("document")
        yield dossier, failing


def _decided(
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
