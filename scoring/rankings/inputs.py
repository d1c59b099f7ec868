"""What a ranking rests on, as one fingerprint: whatever changes, it is another one.

The database lists the rows, a text for each column. What no list names cannot change
under it: a document stays while its version does, a sheet once handed in, a ruling and
a decision on a veto from the start but for their withdrawal.
"""

from functools import partial
from typing import Any

from django.db.models import (
    Aggregate,
    FilteredRelation,
    Max,
    Model,
    Q,
    QuerySet,
    Sum,
    TextField,
)

from applications.models import Dossier, Round, Ruling, VetoDecision
from portal.kept import state_of
from portal.statements import Ready
from scoring.models import Assignment, ScoreSheet, SecondSheet

#: Between two values: no text that is typed has it.
BETWEEN = "\x1f"


class Listed(Aggregate):
    """A column's values in one text, in whichever order the rows are read; two columns
    of one query in the same. Another order is another text, never a hidden change."""

    output_field = TextField()
    template = f"GROUP_CONCAT(%(expressions)s, '{BETWEEN}')"

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        listed = self.copy()
        listed.template = f"STRING_AGG((%(expressions)s)::text, '{BETWEEN}')"
        return listed.as_sql(compiler, connection, **more)


def state_of_round(round: Round, *more: object, kind: str | None = None) -> bytes:
    """Of the round's dossiers, and of the marks of one kind or of all. Four queries.

    ``more`` is what else the thing depends on that is to be kept under this state.
    """
    asked = [each.rows(round.pk) for each in _OF_THE_ROUND]
    if kind is None:
        asked.append(_OF_ALL_KINDS.rows(round.pk))
    else:
        asked.append(_OF_A_KIND.rows(round.pk, kind))
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
    return listed(rows, "pk", "status", "submitted_at", "version", *names)


def _rulings() -> QuerySet:
    rows = Ruling.objects.filter(dossier__round=A_ROUND, withdrawn_at=None)
    return listed(rows, "pk", "is_met", "by__name")


def _vetoes() -> QuerySet:
    rows = VetoDecision.objects.in_force().filter(dossier__round=A_ROUND)
    return listed(rows, "pk", "is_confirmed", "by__name")


def _marks(**kind: str) -> QuerySet:
    """Who sits where, and the sheets that count, second ones as well: drafts come and
    go unseen. Read off indexes, the sheets of a seat together."""
    rows = Assignment.objects.standing().filter(dossier__round=A_ROUND)
    return _over(
        rows.filter(**{f"dossier__{name}": value for name, value in kind.items()})
        .annotate(done=_handed_in("sheet", ScoreSheet))
        .annotate(second=_handed_in("second_sheet", SecondSheet)),
        seats=Listed("pk"),
        sheets=Listed("done__pk"),
        versions=Sum("done__version"),
        totals=Sum("done__total"),
        newest=Max("done__handed_in_at"),
        answers=Listed("second__pk"),
        answered=Sum("second__total"),
    )


def _handed_in(name: str, sheets: type[Model]) -> FilteredRelation:
    """A seat's own, joined only where it counts."""
    return FilteredRelation(
        name, condition=Q(**{f"{name}__state": sheets.State.HANDED_IN})
    )


#: Stand in queries that are made ready where the round and the kind belong.
A_ROUND, _A_KIND = -1, "a kind"

_OF_THE_ROUND = [Ready(each, A_ROUND) for each in (_dossiers, _rulings, _vetoes)]
_OF_ALL_KINDS = Ready(_marks, A_ROUND)
_OF_A_KIND = Ready(partial(_marks, kind=_A_KIND), A_ROUND, _A_KIND)
