"""What city and province decide about a dossier that was handed in."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from applications.actions.checking import require_checks
from applications.actions.holding import hold_round
from applications.actions.quotas import require_place
from applications.models import Dossier, Round, Step
from portal.audit import record
from portal.models import User

Status = Dossier.Status


class AlreadyDecided(Exception):
    """The dossier has left the state that this decision starts from; nothing is done.

    A colleague was first, or the round has gone on to scoring.
    """


class ReasonIsMissing(ValueError):
    """A decision against the applicant says why."""


class DeadlineIsPast(ValueError):
    """A correction needs time."""


class OrderIsRefused(ValueError):
    """A place in the city's order is a whole number from 1 to the next free one."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


@transaction.atomic
def recommend(
    *, dossier: Dossier, order: int, opinion: str, by: User, at: datetime
) -> None:
    """Recommend at ``order`` within the city and kind; who stood there moves down.

    Raises AlreadyDecided, ReasonIsMissing (an opinion is due), OrderIsRefused,
    ChecksAreMissing or QuotaIsFull.
    """
    say_why(opinion)
    _hold_open_round(dossier)  # one order at a time
    if not Dossier.objects.filter(pk=dossier.pk, status=Status.SUBMITTED).exists():
        raise AlreadyDecided  # said before what it lacks: it may be a draft again
    require_checks(dossier)
    require_place(dossier)
    most = next_order(dossier)
    if not 1 <= order <= most:
        raise OrderIsRefused(most)
    moved_down = _make_room(dossier, order)
    move(
        dossier,
        Status.SUBMITTED,
        Status.RECOMMENDED,
        recommended_order=order,
        city_opinion=opinion,
    )
    tell(
        dossier,
        "recommend",
        f"推荐顺序第 {order} 位。{opinion}",
        by,
        at,
        action="dossier.recommended",
        order=order,
        opinion=opinion,
        moved_down=moved_down,
    )


def ordered_beside(dossier: Dossier) -> Iterable[Dossier]:
    """What the same city has recommended of the same kind in the same round."""
    return Dossier.objects.filter(
        round=dossier.round_id,
        kind=dossier.kind,
        enterprise__city=dossier.enterprise.city,
        recommended_order__isnull=False,
    ).exclude(pk=dossier.pk)


def next_order(dossier: Dossier) -> int:
    """The place after the last one. One query."""
    last = ordered_beside(dossier).aggregate(last=Max("recommended_order"))["last"]
    return (last or 0) + 1


def _make_room(dossier: Dossier, order: int) -> list[dict[str, Any]]:
    """Move down whoever stands at ``order``, and on until a place is free."""
    behind = ordered_beside(dossier).filter(recommended_order__gte=order)
    moved = []
    for other in behind.order_by("recommended_order").only(
        "number", "recommended_order"
    ):
        if other.recommended_order != order + len(moved):
            break
        moved.append(other)
    for other in reversed(moved):
        Dossier.objects.filter(pk=other.pk).update(
            recommended_order=other.recommended_order + 1
        )
    return [
        {"number": each.number, "order": each.recommended_order + 1} for each in moved
    ]


@transaction.atomic
def decline(*, dossier: Dossier, reason: str, by: User, at: datetime) -> None:
    """The city does not recommend; raises AlreadyDecided or ReasonIsMissing."""
    say_why(reason)
    move(dossier, Status.SUBMITTED, Status.DECLINED)
    tell(dossier, "decline", reason, by, at, action="dossier.declined", reason=reason)


@transaction.atomic
def accept(*, dossier: Dossier, by: User, at: datetime, opinion: str = "") -> None:
    """The province accepts for scoring; raises AlreadyDecided."""
    move(dossier, Status.RECOMMENDED, Status.ACCEPTED)
    tell(dossier, "accept", opinion, by, at, action="dossier.accepted", opinion=opinion)


@transaction.atomic
def reject(*, dossier: Dossier, reason: str, by: User, at: datetime) -> None:
    """The province does not accept; raises AlreadyDecided or ReasonIsMissing."""
    say_why(reason)
    move(dossier, Status.RECOMMENDED, Status.REJECTED)
    tell(dossier, "reject", reason, by, at, action="dossier.rejected", reason=reason)


def say_why(text: str) -> None:
    if not text.strip():
        raise ReasonIsMissing


def move(dossier: Dossier, before: Status, after: Status, **fields: Any) -> None:
    """From one state to another, for whoever comes first, while the round is open.

    The condition stands on the row that is changed, never on one joined to it: a
    database that waits for the row looks at its own columns again, not at a join.
    """
    _hold_open_round(dossier)
    changed = {"status": after, **fields}
    moved = Dossier.objects.filter(pk=dossier.pk, status=before).update(**changed)
    if not moved:
        raise AlreadyDecided
    for name, value in changed.items():
        setattr(dossier, name, value)


def _hold_open_round(dossier: Dossier) -> None:
    """Keep the round from going on to scoring until this decision stands."""
    if hold_round(dossier.round_id).status != Round.Status.OPEN:
        raise AlreadyDecided


def tell(
    dossier: Dossier,
    move: str,
    words: str,
    by: User,
    at: datetime,
    *,
    action: str,
    **detail: Any,
) -> Step:
    """Write the move down twice: for the enterprise, and for the auditor."""
    step = Step.objects.create(
        dossier=dossier,
        at=at,
        by=by,
        action=move,
        status=dossier.status,
        opinion=words,
    )
    record(by=by, action=action, subject=dossier, **detail)
    return step
