"""What an enterprise put right: its proof handed in, or sent back for more."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from portal import rules
from portal.audit import record
from portal.models import User
from scoring.access import may_put_right, may_return_proof
from scoring.actions.proofs import kept_or_gone, receive
from scoring.facts.library import rectify_until
from scoring.facts.objected import Proof
from scoring.models import LibraryEntry, Rectification, RectificationFile

State = Rectification.State


class WorkHasMovedOn(Exception):
    """It was handed in, sent back or closed meanwhile, or this one may not."""


def hand_in(
    *,
    work: Rectification,
    text: str,
    proofs: Sequence[Proof],
    by: User,
    at: datetime,
) -> None:
    """Raises WorkHasMovedOn or Infected."""
    received = [receive(each) for each in proofs]
    with kept_or_gone() as keep, transaction.atomic():
        current = _hold(work)
        if not may_put_right(by, current):
            raise WorkHasMovedOn
        for each in received:
            row = RectificationFile(
                rectification=current,
                size=len(each.content),
                uploaded_at=at,
                **each.columns,
            )
            keep(row, each.content)
        Rectification.objects.filter(pk=work.pk).update(
            state=State.HANDED_IN, text=text, handed_in_by=by, handed_in_at=at
        )
        record(
            by=by,
            action="library.proof_handed_in",
            subject=current,
            number=len(received),
        )


@transaction.atomic
def send_back(
    *, work: Rectification, workdays: int, reason: str, by: User, at: datetime
) -> date:
    """More is asked for, within a new term; its last day."""
    current = _hold(work)
    if not may_return_proof(by, current):
        raise WorkHasMovedOn
    due, _ = rectify_until(at.astimezone(rules.BEIJING).date(), workdays)
    Rectification.objects.filter(pk=work.pk).update(
        state=State.OPEN, due_on=due, returned_for=reason
    )
    record(
        by=by,
        action="library.proof_returned",
        subject=current,
        due_on=due,
        reason=reason,
    )
    return due


def _hold(work: Rectification) -> Rectification:
    """The entry first, as its decisions do."""
    LibraryEntry.objects.select_for_update().get(pk=work.decision.entry_id)
    rows = Rectification.objects.select_for_update(of=["self"])
    return rows.select_related("decision__entry").get(pk=work.pk)
