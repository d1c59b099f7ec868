"""A list from hand to hand: signed step by step, or sent back with a reason.

A departure from a published list (``Replacement``) goes the same way."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from portal.audit import record
from portal.models import User
from scoring.access import may_approve, may_return
from scoring.models import Paper, Shortlist
from scoring.models.deciding import SignedStep

State = Shortlist.State
Action = SignedStep.Action


class ListHasMovedOn(Exception):
    """Another official was first, or this one may not."""


def sign_first(*, shortlist: Paper, by: User, at: datetime) -> None:
    """Who draws a list up signs its first step with it; inside that transaction."""
    _sign(shortlist, 1, "", by, at)


@transaction.atomic
def approve(*, shortlist: Paper, by: User, at: datetime, opinion: str = "") -> None:
    """Sign the step whose turn it is; after the last one the list may be published.

    Each step is signed by another person. Raises ListHasMovedOn.
    """
    current = _hold(shortlist)
    if not may_approve(by, current):
        raise ListHasMovedOn
    number = current.stage + 1
    _sign(current, number, opinion, by, at)
    is_last = number == len(current.steps)
    moved = {"state": State.APPROVED, "approved_by": by, "approved_at": at}
    _move(current, **(moved if is_last else {}), stage=F("stage") + 1)
    name = current.steps[number - 1]
    done = "approved" if is_last else "signed"
    action = f"{current.noun}.{done}"
    record(by=by, action=action, subject=current, step=name, opinion=opinion)


@transaction.atomic
def return_to(
    *, shortlist: Paper, number: int, reason: str, by: User, at: datetime
) -> None:
    """Send a list back from the step whose turn it is; later signatures fall.

    ``number`` is the step that is to sign anew. Raises ListHasMovedOn.
    """
    current = _hold(shortlist)
    if not may_return(by, current) or not 1 <= number <= current.stage:
        raise ListHasMovedOn
    here = current.stage + 1
    current.trail.create(
        number=here,
        name=current.steps[here - 1],
        action=Action.RETURNED,
        back_to=number,
        opinion=reason,
        is_standing=False,
        by=by,
        at=at,
    )
    fallen = current.trail.filter(is_standing=True, number__gte=number)
    fallen.update(is_standing=False)
    _move(current, stage=number - 1)
    record(
        by=by,
        action=f"{current.noun}.returned",
        subject=current,
        step=current.steps[here - 1],
        back_to=current.steps[number - 1],
        reason=reason,
    )


def _hold(shortlist: Paper) -> Paper:
    """It as it is now; nobody else signs it until the transaction ends."""
    rows = type(shortlist).objects.select_for_update(of=["self"])
    current = rows.filter(pk=shortlist.pk).first()
    if current is None:
        raise ListHasMovedOn
    return current


def _move(current: Paper, **values: object) -> None:
    mine = type(current).objects.filter(
        pk=current.pk, state=State.DRAWN_UP, stage=current.stage
    )
    if not mine.update(**values):
        raise ListHasMovedOn


def _sign(shortlist: Paper, number: int, opinion: str, by: User, at: datetime) -> None:
    """By who holds it, or has just made it; the rows bear no second hand."""
    shortlist.trail.create(
        number=number,
        name=shortlist.steps[number - 1],
        action=Action.SIGNED,
        opinion=opinion,
        is_standing=True,
        by=by,
        at=at,
    )
