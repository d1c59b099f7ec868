"""A list before the public: put there, left there longer, made final."""

from datetime import date, datetime

from django.db import transaction

from applications.actions.holding import hold_round
from applications.models import Dossier, Round
from portal import rules, workcalendar
from portal.audit import record
from portal.models import User
from scoring.access import may_confirm, may_prolong
from scoring.actions.entering import enter
from scoring.actions.signing import ListHasMovedOn
from scoring.models import NoticeChange, Shortlist

State = Shortlist.State


class NoticeIsRunning(Exception):
    """The list is still before the public."""


class ObjectionsAreOpen(Exception):
    """Somebody's objection to the list has no answer yet, or was upheld and the list
    was not looked at again."""


@transaction.atomic
def publish(
    *,
    shortlist: Shortlist,
    since: date,
    until: date,
    by: User,
    at: datetime,
    contact: str = "",
) -> None:
    """Put the list before the public; once every kind is out, the round is.

    ``contact`` is where one objects, for the whole round; "" leaves it as it is.
    """
    # Two kinds at once take turns, or neither would see that it was the last.
    round = hold_round(shortlist.round_id)
    approved = Shortlist.objects.filter(pk=shortlist.pk, state=State.APPROVED)
    moved = approved.update(
        state=State.PUBLISHED,
        published_by=by,
        published_at=at,
        notice_from=since,
        notice_until=until,
    )
    if not moved:
        raise ListHasMovedOn
    if contact and contact != round.contact:
        Round.objects.filter(pk=round.pk).update(contact=contact)
    record(
        by=by,
        action="shortlist.published",
        subject=shortlist,
        since=since,
        until=until,
        contact=contact or round.contact_line,
    )
    _publish_round(round, by)


def _publish_round(round: Round, by: User) -> None:
    lists = Shortlist.objects.filter(round=round).published()
    with_dossiers = set(
        Dossier.objects.filter(round=round).accepted().values_list("kind", flat=True)
    )
    if not with_dossiers <= set(lists.values_list("kind", flat=True)):
        return
    closed = Round.objects.filter(pk=round.pk, status=Round.Status.CLOSED)
    if closed.update(status=Round.Status.PUBLISHED):
        record(by=by, action="round.published", subject=round)


@transaction.atomic
def prolong(
    *,
    shortlist: Shortlist,
    kind: str,
    workdays: int,
    reason: str,
    by: User,
    at: datetime,
) -> date:
    """More workdays before the public; the new last day. Raises ListHasMovedOn."""
    current = _hold(shortlist)
    before = current.notice_until
    if before is None or not may_prolong(by, current, day_of(at)):
        raise ListHasMovedOn
    after = workcalendar.add_workdays(before, workdays)
    NoticeChange.objects.create(
        shortlist=current,
        kind=kind,
        workdays=workdays,
        before=before,
        after=after,
        reason=reason,
        by=by,
        at=at,
    )
    Shortlist.objects.filter(pk=current.pk).update(notice_until=after)
    record(
        by=by,
        action="notice.prolonged",
        subject=current,
        changes={"until": {"before": before, "after": after}},
        reason=reason,
    )
    return after


@transaction.atomic
def confirm(*, shortlist: Shortlist, by: User, at: datetime) -> None:
    """Make a list final after its notice, once every objection was answered; who was
    selected enters the library.

    Raises NoticeIsRunning, ObjectionsAreOpen, ListHasMovedOn.
    """
    current = _hold(shortlist)
    if not may_confirm(by, current):
        raise ListHasMovedOn
    if current.notice_until is None or day_of(at) <= current.notice_until:
        raise NoticeIsRunning
    if current.objections.open().exists() or current.objections.unsettled().exists():
        raise ObjectionsAreOpen
    mine = Shortlist.objects.filter(
        pk=current.pk, state=State.PUBLISHED, confirmed_at=None
    )
    if not mine.update(confirmed_by=by, confirmed_at=at):
        raise ListHasMovedOn
    record(by=by, action="shortlist.confirmed", subject=current)
    enter(shortlist=current, by=by, at=at)


def day_of(at: datetime) -> date:
    """The day of an instant in Beijing."""
    return at.astimezone(rules.BEIJING).date()


def _hold(shortlist: Shortlist) -> Shortlist:
    """The list as it is now, its round held before it."""
    hold_round(shortlist.round_id)
    rows = Shortlist.objects.select_for_update(of=["self"]).select_related("round")
    current = rows.filter(pk=shortlist.pk).first()
    if current is None:
        raise ListHasMovedOn
    return current
