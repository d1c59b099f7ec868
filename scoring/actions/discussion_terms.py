"""A discussion's term put off, or the discussion cancelled before anybody answered."""

from datetime import datetime

from django.db import transaction

from applications.actions.holding import hold_dossier
from applications.models import Round
from portal.audit import record
from portal.models import User
from scoring.actions.discussions import DiscussionIsClosed
from scoring.models import Assignment, Discussion, DiscussionChange, SecondSheet

Kind = DiscussionChange.Kind


class NotLater(Exception):
    """The new term is no later than the one that stands."""


class SomebodyAnswered(Exception):
    """An expert has answered by now: what they decided is not taken away."""


@transaction.atomic
def extend(
    *, discussion: Discussion, due_at: datetime, reason: str, by: User, at: datetime
) -> None:
    """Put the term off while it runs; once over, others' second marks were shown.

    Raises DiscussionIsClosed or NotLater.
    """
    current = _hold(discussion, at)
    if due_at <= current.due_at:
        raise NotLater
    Discussion.objects.filter(pk=current.pk).update(due_at=due_at)
    _keep(current, Kind.EXTENDED, due_at, reason, by, at)
    record(
        by=by,
        action="discussion.extended",
        subject=current,
        before=current.due_at.isoformat(),
        due=due_at.isoformat(),
        reason=reason,
    )


@transaction.atomic
def cancel(*, discussion: Discussion, reason: str, by: User, at: datetime) -> None:
    """The first sheets count alone; what was said stays, and it may be opened again.

    Raises DiscussionIsClosed or SomebodyAnswered.
    """
    current = _hold(discussion, at)
    answered = SecondSheet.objects.filter(
        discussion=current, state=SecondSheet.State.HANDED_IN
    )
    if answered.exists():
        raise SomebodyAnswered
    Discussion.objects.filter(pk=current.pk).update(cancelled_at=at)
    _keep(current, Kind.CANCELLED, None, reason, by, at)
    record(by=by, action="discussion.cancelled", subject=current, reason=reason)


def _hold(discussion: Discussion, at: datetime) -> Discussion:
    """As it is now; no expert of its panel says or answers anything meanwhile."""
    dossier = hold_dossier(discussion.dossier)
    panel = Assignment.objects.filter(dossier=dossier).order_by("pk")
    list(panel.select_for_update(of=["self"]).values_list("pk", flat=True))
    current = Discussion.objects.select_for_update().get(pk=discussion.pk)
    is_scoring = dossier.round.status == Round.Status.SCORING
    if not is_scoring or not current.takes_answers(at):
        raise DiscussionIsClosed
    return current


def _keep(
    discussion: Discussion,
    kind: str,
    due_after: datetime | None,
    reason: str,
    by: User,
    at: datetime,
) -> None:
    DiscussionChange.objects.create(
        discussion=discussion,
        kind=kind,
        due_before=discussion.due_at,
        due_after=due_after,
        reason=reason,
        by=by,
        at=at,
    )
