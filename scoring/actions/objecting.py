"""Objections to a list before the public: filed in its days, answered in writing."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from applications.actions.holding import hold_round
from applications.models import Dossier
from portal import workcalendar
from portal.audit import record
from portal.models import User
from scoring.access import may_answer, may_assign_objection, takes_objections
from scoring.actions.noticing import day_of
from scoring.actions.proofs import kept_or_gone, receive
from scoring.facts.objected import Complaint, Proof
from scoring.models import DecisionPlan, Objection, ObjectionFile, Shortlist

State = Objection.State


class NoticeIsOver(Exception):
    """The list takes no objections: not yet, or no longer."""


class AlreadyAnswered(Exception):
    """Another official was first, or this one may not."""


def file_objection(
    *,
    shortlist: Shortlist,
    dossier: Dossier | None,
    said: Complaint,
    proofs: Sequence[Proof],
    by: User | None,
    at: datetime,
) -> Objection:
    """Raises NoticeIsOver or Infected."""
    received = [receive(each) for each in proofs]
    with kept_or_gone() as keep, transaction.atomic():
        objection = _file_row(shortlist, dossier, said, by, at)
        for each in received:
            size = len(each.content)
            row = ObjectionFile(objection=objection, size=size, **each.columns)
            keep(row, each.content)
    return objection


def _file_row(
    shortlist: Shortlist,
    dossier: Dossier | None,
    said: Complaint,
    by: User | None,
    at: datetime,
) -> Objection:
    """Numbered through the round, which is held; so is the list's state."""
    round = hold_round(shortlist.round_id)
    current = Shortlist.objects.get(pk=shortlist.pk)
    day = day_of(at)
    followers = current.replacements.on_notice(day).filter(follower__dossier=dossier)
    if not takes_objections(current, day) and not (dossier and followers.exists()):
        raise NoticeIsOver
    count = Objection.objects.filter(shortlist__round=round).count() + 1
    plan = DecisionPlan.objects.of(round)
    objection = Objection.objects.create(
        number=f"{round.code}-Y{count:03}",
        shortlist=current,
        dossier=dossier,
        name=said.name,
        contact=said.contact,
        text=said.text,
        filed_by=by,
        filed_at=at,
        due_on=workcalendar.add_workdays(day_of(at), plan.answer_workdays),
    )
    record(
        by=by,
        action="objection.filed",
        subject=objection,
        due=objection.due_on,
        number=dossier.number if dossier else "",
    )
    return objection


@transaction.atomic
def answer(
    *, objection: Objection, is_upheld: bool, reason: str, by: User, at: datetime
) -> None:
    """Once, with a reason that the objector reads; raises AlreadyAnswered."""
    hold_round(objection.shortlist.round_id)
    if not may_answer(by, objection):
        raise AlreadyAnswered
    state = State.UPHELD if is_upheld else State.DISMISSED
    waiting = Objection.objects.filter(pk=objection.pk, state=State.OPEN)
    moved = waiting.update(state=state, answer=reason, answered_by=by, answered_at=at)
    if not moved:
        raise AlreadyAnswered
    record(
        by=by,
        action="objection.answered",
        subject=objection,
        state=str(state),
        reason=reason,
    )


@transaction.atomic
def assign(*, objection: Objection, handler: User, by: User, at: datetime) -> None:
    """Name who deals with it; raises AlreadyAnswered once it is dealt with."""
    hold_round(objection.shortlist.round_id)
    current = Objection.objects.get(pk=objection.pk)
    if not may_assign_objection(by, current):
        raise AlreadyAnswered
    Objection.objects.filter(pk=current.pk).update(handler=handler)
    before = current.handler.name if current.handler else ""
    record(
        by=by,
        action="objection.assigned",
        subject=current,
        changes={"handler": {"before": before, "after": handler.name}},
    )


@transaction.atomic
def withdraw(*, objection: Objection, by: User | None, at: datetime) -> None:
    """By who filed it, as long as it has no answer; raises AlreadyAnswered."""
    hold_round(objection.shortlist.round_id)
    waiting = Objection.objects.filter(pk=objection.pk, state=State.OPEN)
    if not waiting.update(state=State.WITHDRAWN, withdrawn_at=at):
        raise AlreadyAnswered
    record(by=by, action="objection.withdrawn", subject=objection)
