"""What others doubt about a dossier: its city's veto, its experts, the public."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from applications.models import Round, VetoReview
from portal.statements import Ready
from scoring.models import Flag, Objection
from scoring.rankings.inputs import A_ROUND, listed


@dataclass(frozen=True, slots=True)
class Tally:
    """So many in all, and so many that wait for an official."""

    all: int = 0
    open: int = 0


NONE = Tally()


def flags_by_dossier(round: Round) -> dict[int, Tally]:
    """Those that stand; one query."""
    rows = Flag.objects.standing().filter(assignment__dossier__round=round)
    return _tallied(rows.values_list("assignment__dossier_id", "state"))


def objections_by_dossier(round: Round) -> dict[int, Tally]:
    """Those about one dossier, not about a whole list; one query."""
    rows = Objection.objects.filter(shortlist__round=round, dossier__isnull=False)
    return _tallied(rows.values_list("dossier_id", "state"))


def _tallied(rows: QuerySet) -> dict[int, Tally]:
    found = list(rows.order_by())
    every = Counter(pk for pk, _ in found)
    waiting = Counter(pk for pk, state in found if state == "open")
    return {pk: Tally(every[pk], waiting[pk]) for pk in every}


def state_of_doubts(round: Round) -> list[object]:
    """Another one whenever any of them is; three queries."""
    return [each.rows(round.pk) for each in _DOUBTS]


def _vetoes() -> QuerySet:
    doubts = VetoReview.objects.in_force().filter(agrees=False)
    return listed(doubts.filter(dossier__round=A_ROUND), "pk", "at")


def _flags() -> QuerySet:
    rows = Flag.objects.standing().filter(assignment__dossier__round=A_ROUND)
    return listed(rows, "pk", "state")


def _objections() -> QuerySet:
    return listed(Objection.objects.filter(shortlist__round=A_ROUND), "pk", "state")


_DOUBTS = [Ready(each, A_ROUND) for each in (_vetoes, _flags, _objections)]
