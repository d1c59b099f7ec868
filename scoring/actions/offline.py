"""Offline score sheets taken over as drafts: every sheet of a file, or none."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from portal.audit import record
from portal.models import User
from scoring.actions import sheets
from scoring.facts.offline_changes import Plan, outcome_of

#: By assignment key, the rows for which the file was chosen.
Choices = Mapping[str, frozenset[str]]


@transaction.atomic
def take_over(*, plans: Sequence[Plan], chosen: Choices, by: User, at: datetime) -> int:
    """Save what the plans say, over the versions that they were made from.

    Returns how many rows changed. Raises SheetIsClosed or SavedElsewhere where one of
    the sheets has moved on; then nothing is written. Never hands in.
    """
    rows = 0
    for plan in sorted(plans, key=lambda each: each.filled.assignment.pk):
        assignment = plan.filled.assignment
        outcome = outcome_of(plan, chosen.get(assignment.key, frozenset()))
        if not outcome.names:
            continue
        sheet = sheets.sheet_for(assignment)
        sheets.save(
            sheet=sheet,
            points=outcome.points,
            comments=outcome.comments,
            remark=outcome.remark,
            version=plan.sheet.version,
            by=by,
            at=at,
        )
        record(
            by=by,
            action="sheet.imported",
            subject=sheet,
            indicators=list(outcome.names),
        )
        rows += len(outcome.names)
    return rows
