"""What a ranking rests on, as one fingerprint: whatever changes, it is another one.

The database lists the rows, a text for each column. What no list names cannot change
under it: a document is fixed from submission on, a sheet once handed in, a ruling and a
decision on a veto from the start but for their withdrawal.
"""

from functools import partial
from typing import Any

from django.db.models import Aggregate, Max, Q, QuerySet, Sum, TextField

from applications.models import Dossier, Round, Ruling, VetoDecision
from portal.kept import state_of
from portal.statements import Ready
from scoring.models import Assignment, ScoreSheet, SecondSheet


class Listed(Aggregate):
    """A column's values in one text, in whichever order the rows are read; two columns
    of one query in the same. Another order is another text, never a hidden change."""

    output_field = TextField()
    template = "GROUP_CONCAT(%(expressions)s, char(31))"

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        listed = self.copy()
        listed.template = "STRING_AGG((%(expressions)s)::text, chr(31))"
        return listed.as_sql(compiler, connection, **more)


def state_of_round(round: Round, *more: object, kind: str | None = None) -> bytes:
    """Of the round's dossiers, and of the marks of one kind or of all. Five queries.

    ``more`` is what else the thing depends on that is to be kept under this state.
    """
    asked = [each.rows(round.pk) for each in _OF_THE_ROUND]
    if kind is None:
        asked += [each.rows(round.pk) for each in _OF_ALL_KINDS]
    else:
        asked += [each.rows(round.pk, kind) for each in _OF_A_KIND]
    return state_of([round], asked, kind, *more)


def listed(rows: QuerySet, *columns: str) -> QuerySet:
    """These columns of all rows, as a state takes them: one row."""
    return _over(rows, **{f"{c}_listed": Listed(c) for c in columns})


def _over(rows: QuerySet, **aggregates: Aggregate) -> QuerySet:
    """One row of what ``aggregate`` would answer, as a query to be made ready."""
    found = rows.order_by().annotate(**aggregates).values_list(*aggregates)
    found.query.group_by = None
    return found


def _dossiers() -> QuerySet:
    rows = Dossier.objects.filter(round=A_ROUND).handed_in()
    names = ("enterprise__name", "enterprise__city")
    return listed(rows, "pk", "status", "submitted_at", *names)


def _rulings() -> QuerySet:
    rows = Ruling.objects.filter(dossier__round=A_ROUND, withdrawn_at=None)
    return listed(rows, "pk", "is_met", "by__name")


def _vetoes() -> QuerySet:
    rows = VetoDecision.objects.in_force().filter(dossier__round=A_ROUND)
    return listed(rows, "pk", "is_confirmed", "by__name")


def _seats(**kind: str) -> QuerySet:
    """Who sits where, and the second sheets that count."""
    rows = Assignment.objects.standing().filter(dossier__round=A_ROUND)
    answered = Q(second_sheet__state=SecondSheet.State.HANDED_IN)
    return _over(
        rows.filter(**_under("dossier", kind)),
        seats=Listed("pk"),
        answers=Listed("second_sheet__pk", filter=answered),
        second=Sum("second_sheet__total", filter=answered),
    )


def _sheets(**kind: str) -> QuerySet:
    """Those that count: drafts come and go unseen. Read off an index."""
    rows = ScoreSheet.objects.counting().filter(assignment__dossier__round=A_ROUND)
    return _over(
        rows.filter(**_under("assignment__dossier", kind)),
        sheets=Listed("pk"),
        versions=Sum("version"),
        totals=Sum("total"),
        newest=Max("handed_in_at"),
    )


def _under(path: str, kind: dict[str, str]) -> dict[str, str]:
    return {f"{path}__{name}": value for name, value in kind.items()}


#: Stand in queries that are made ready where the round and the kind belong.
A_ROUND, _A_KIND = -1, "a kind"

_MARKS = (_seats, _sheets)
_OF_THE_ROUND = [Ready(each, A_ROUND) for each in (_dossiers, _rulings, _vetoes)]
_OF_ALL_KINDS = [Ready(each, A_ROUND) for each in _MARKS]
_OF_A_KIND = [Ready(partial(each, kind=_A_KIND), A_ROUND, _A_KIND) for each in _MARKS]
