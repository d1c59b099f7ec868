"""The course of a defence: who did not come, and its end."""

from datetime import datetime

from django.db import transaction

from applications.actions.holding import hold_round
from portal.audit import record
from portal.models import User
from scoring.actions.defences import DefenceHasMovedOn, held, unmarked
from scoring.actions.holding import hold_assignments_of
from scoring.facts.defences import courses_of
from scoring.models import Defence, DefenceCall


class NotYetDefended(Exception):
    """The defence cannot end; the message says what is still open."""


@transaction.atomic
def miss(*, defence: Defence, reason: str, by: User, at: datetime) -> None:
    """Write down that nobody came; raises DefenceHasMovedOn where marks are in."""
    current = held(defence)
    hold_assignments_of(current.dossier.round)
    unmarked([current])
    current.absence, current.absent_by, current.absent_at = reason, by, at
    current.save(update_fields=["absence", "absent_by", "absent_at"])
    record(by=by, action="defence.missed", subject=current, reason=reason)


@transaction.atomic
def take_back_miss(*, defence: Defence, reason: str, by: User, at: datetime) -> None:
    """They came after all, or shall come again; raises DefenceHasMovedOn."""
    current = held(defence)
    if current.call.ended_at is not None or not current.is_absent:
        raise DefenceHasMovedOn("答辩已经结束，或者没有记缺席。")
    before = current.absence
    current.absence, current.absent_by, current.absent_at = "", None, None
    current.save(update_fields=["absence", "absent_by", "absent_at"])
    said = {"reason": reason, "before": before}
    record(by=by, action="defence.miss_taken_back", subject=current, **said)


def before_ending(call: DefenceCall) -> tuple[list[str], int]:
    """What keeps a defence from its end, a sentence each; and how many sheets are
    missing, which then needs a reason. Two queries."""
    courses = courses_of(Defence.objects.for_list().filter(call=call))
    waiting = [each for each in courses if not each.defence.is_absent]
    open_points = [
        f"{each.defence.dossier} 还没有安排答辩时间。请排入时间表，或记缺席。"
        for each in waiting
        if each.defence.starts_at is None
    ]
    open_points += [
        f"{each.defence.dossier} 还没有一份答辩评分表。请催交，未到场的请记缺席。"
        for each in waiting
        if each.defence.starts_at and each.seats and not each.handed_in
    ]
    return open_points, sum(each.missing for each in waiting)


@transaction.atomic
def end(*, call: DefenceCall, reason: str, by: User, at: datetime) -> None:
    """No defence mark changes from here on; raises NotYetDefended."""
    current = hold_round(call.round_id)
    hold_assignments_of(current)
    open_points, missing = before_ending(call)
    if open_points:
        raise NotYetDefended(open_points[0])
    if missing and not reason:
        raise NotYetDefended(f"还有 {missing} 份答辩评分表未提交，结束须写明理由。")
    standing = DefenceCall.objects.standing().filter(pk=call.pk, ended_at=None)
    moved = standing.update(ended_by=by, ended_at=at, reason=reason)
    if not moved:
        raise NotYetDefended("答辩已经结束或取消，请刷新。")
    record(by=by, action="defence.ended", subject=call, missing=missing, reason=reason)
