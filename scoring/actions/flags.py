"""An expert's doubts: raised, taken back, answered; no mark moves by them."""

from datetime import datetime

from django.db import IntegrityError, transaction

from applications.actions.holding import hold_round
from applications.models import Round
from portal.audit import record
from portal.models import User
from scoring.actions.holding import hold_assignment
from scoring.models import Assignment, Flag, ScoreSheet

State = Flag.State
ANSWERABLE = (Round.Status.SCORING, Round.Status.CLOSED)


class NotNow(Exception):
    """The sheet is handed in, scoring is over, or the assignment has ended."""


class AlreadyRaised(Exception):
    """The same doubt about the same place waits already."""


class AlreadyEnded(Exception):
    """Taken back or answered before."""


@transaction.atomic
def raise_flag(
    *,
    assignment: Assignment,
    kind: str,
    about: str,
    place: str,
    reason: str,
    by: User,
    at: datetime,
) -> Flag:
    """Raises NotNow or AlreadyRaised."""
    _hold_open(assignment)
    try:
        with transaction.atomic():
            flag = Flag.objects.create(
                assignment=assignment,
                kind=kind,
                about=about,
                place=place,
                reason=reason,
                raised_at=at,
            )
    except IntegrityError:
        raise AlreadyRaised from None
    _tell(flag, "flag.raised", by, reason=reason)
    return flag


@transaction.atomic
def take_back(*, flag: Flag, by: User, at: datetime) -> None:
    """As long as the sheet is a draft; raises NotNow or AlreadyEnded."""
    _hold_open(flag.assignment)
    _end(flag, State.TAKEN_BACK, ended_at=at)
    _tell(flag, "flag.taken_back", by)


@transaction.atomic
def answer(
    *, flag: Flag, is_upheld: bool, opinion: str, clause: str, by: User, at: datetime
) -> None:
    """What the official makes of it; ``clause`` is where a ruling is to follow, for an
    upheld one.

    Rules on nothing by itself. Raises NotNow once the result is published, or
    AlreadyEnded.
    """
    round = hold_round(flag.assignment.dossier.round_id)
    if round.status not in ANSWERABLE:
        raise NotNow
    hold_assignment(flag.assignment_id)
    state = State.UPHELD if is_upheld else State.DISMISSED
    said = {"answer": opinion, "answered_by": by, "clause": clause}
    _end(flag, state, ended_at=at, **said)
    action = "flag.upheld" if is_upheld else "flag.dismissed"
    _tell(flag, action, by, opinion=opinion, clause=clause)


def _hold_open(assignment: Assignment) -> None:
    """Nobody hands the sheet in meanwhile; raises NotNow."""
    hold_assignment(assignment.pk)
    now = Assignment.objects.filter(
        pk=assignment.pk,
        state=Assignment.State.DECLARED,
        dossier__round__status=Round.Status.SCORING,
    )
    done = ScoreSheet.objects.filter(
        assignment=assignment, state=ScoreSheet.State.HANDED_IN
    )
    if not now.exists() or done.exists():
        raise NotNow


def _end(flag: Flag, state: str, **values: object) -> None:
    moved = Flag.objects.filter(pk=flag.pk, state=State.OPEN).update(
        state=state, **values
    )
    if not moved:
        raise AlreadyEnded


def _tell(flag: Flag, action: str, by: User, **more: str) -> None:
    """Under the dossier, with the expert's code."""
    record(
        by=by,
        action=action,
        subject=flag.assignment.dossier,
        expert=flag.assignment.expert.code,
        flag=flag.get_kind_display(),
        about=" ".join(filter(None, [flag.get_about_display(), flag.place])),
        **more,
    )
