"""Seats that an upheld objection opened, closed again by what their experts hand in.

Within the transaction of what the expert does, by who holds the assignment.
"""

from datetime import datetime

from django.db.models import Q

from portal.audit import record
from portal.models import User
from scoring.models import Assignment, Reopening


def close_seat(
    assignment: Assignment, *, before: str, after: str, by: User, at: datetime
) -> None:
    """Whatever waited for this expert is done; nothing where nothing waited.

    ``before`` and ``after`` are totals in words.
    """
    mine = Q(assignment=assignment, kind=Reopening.Kind.MARKS, replacement=None)
    waiting = Reopening.objects.open().filter(mine | Q(replacement=assignment))
    for each in waiting.select_related("objection", "dossier"):
        each.before = each.before or before
        is_new = each.replacement_id is not None
        each.after = f"专家 {assignment.expert.code} {after}" if is_new else after
        each.done_by, each.done_at = by, at
        each.save(update_fields=["before", "after", "done_by", "done_at"])
        record(
            by=by,
            action="reopening.done",
            subject=each,
            before=each.before,
            after=each.after,
        )
    Assignment.objects.filter(pk=assignment.pk).update(reopened_at=None, reopened={})
