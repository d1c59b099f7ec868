"""What a ranking rests on, as one fingerprint: whatever changes, it is another one.

The database lists the rows, a text for each column. What no list names cannot change
under it: a document is fixed from submission on, a sheet once handed in, a ruling and a
decision on a veto from the start but for their withdrawal.
"""

from typing import Any

from django.db.models import Aggregate, Max, Q, QuerySet, Sum, TextField

from applications.models import Dossier, Round, Ruling, VetoDecision
from portal.kept import state_of
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
    """Of the round's dossiers, and of the marks of one kind or of all. Four queries.

    ``more`` is what else the thing depends on that is to be kept under this state.
    """
    rows = (
        listed(
            Dossier.objects.filter(round=round).handed_in(),
            *("pk", "status", "submitted_at", "enterprise__name", "enterprise__city"),
        ),
        _seats(round, kind),
        listed(
            Ruling.objects.filter(dossier__round=round, withdrawn_at=None),
            *("pk", "is_met", "by__name"),
        ),
        listed(
            VetoDecision.objects.in_force().filter(dossier__round=round),
            *("pk", "is_confirmed", "by__name"),
        ),
    )
    return state_of([round], rows, kind, *more)


def listed(rows: QuerySet, *columns: str) -> tuple[object, ...]:
    """These columns of all rows, as a state takes them. One query."""
    found = rows.order_by().aggregate(**{f"{c}_listed": Listed(c) for c in columns})
    return tuple(found.values())


def _seats(round: Round, kind: str | None) -> tuple[object, ...]:
    """Who sits where, and the sheets that count: drafts come and go unseen."""
    counts = Q(sheet__state=ScoreSheet.State.HANDED_IN)
    answered = Q(second_sheet__state=SecondSheet.State.HANDED_IN)
    seats = Assignment.objects.standing().filter(dossier__round=round)
    if kind is not None:
        seats = seats.filter(dossier__kind=kind)
    found = seats.order_by().aggregate(
        seats=Listed("pk"),
        sheets=Listed("sheet__pk", filter=counts),
        versions=Sum("sheet__version", filter=counts),
        totals=Sum("sheet__total", filter=counts),
        newest=Max("sheet__handed_in_at", filter=counts),
        answers=Listed("second_sheet__pk", filter=counts & answered),
        second_totals=Sum("second_sheet__total", filter=counts & answered),
    )
    return tuple(found.values())
