"""An expert who should have been recused, or cannot look again, is replaced."""

from datetime import datetime

from django.db import transaction

from portal import rules
from portal.audit import record
from portal.models import User
from scoring.actions.panels import Barred, State, seats_of
from scoring.actions.rechecking import total_of
from scoring.actions.reopening import Kind, hold_reopening
from scoring.facts.barring import barred_pairs
from scoring.models import Assignment, Conflict, Expert, Reopening, ScoreSheet

NOT_IN_POOL = "该专家不在本省可用的专家库中，或已暂停评审"


@transaction.atomic
def replace(
    *, reopening: Reopening, expert: Expert, by: User, at: datetime
) -> Assignment:
    """End the seat, and seat another one, who scores the whole sheet.

    An expert who should have been recused is kept from this enterprise from now on.
    Raises Barred, AlreadyDone or MayNotReopen.
    """
    current = hold_reopening(reopening, by)
    dossier = current.dossier
    seat = seats_of(dossier.round).filter(pk=dossier.pk).first()
    pool = Expert.objects.filter(province=dossier.round.province).available()
    held = pool.filter(pk=expert.pk).first()
    if seat is None or held is None:
        raise Barred(NOT_IN_POOL)
    day = at.astimezone(rules.BEIJING).date()
    if reason := barred_pairs([seat], [held], day).get((seat.pk, held.pk)):
        raise Barred(reason)
    left = _end(current, by, at)
    new = Assignment.objects.create(
        dossier=dossier, expert=held, assigned_by=by, assigned_at=at, reopened_at=at
    )
    same = Reopening.objects.open().filter(assignment=current.assignment_id)
    same.update(replacement=new, before=current.before or left)
    record(by=by, action="panel.assigned", subject=dossier, expert=held.code)
    return new


def _end(current: Reopening, by: User, at: datetime) -> str:
    """Whoever holds the seat now steps back; who sat there and their total."""
    seat = current.replacement or current.assignment
    assert seat is not None
    sheet = ScoreSheet.objects.filter(assignment=seat).first()
    mark = total_of(sheet) if sheet and sheet.total is not None else "未评分"
    standing = Assignment.objects.standing().filter(pk=seat.pk)
    state = State.RECUSED if current.kind == Kind.SEAT else State.WITHDRAWN
    ended = {"state": state, "ended_at": at, "reason": current.note[:300]}
    if standing.update(**ended, reopened_at=None, reopened={}):
        record(
            by=by,
            action="panel.withdrawn",
            subject=current.dossier,
            expert=seat.expert.code,
            reason=current.note,
        )
    if current.kind == Kind.SEAT and seat.pk == current.assignment_id:
        Conflict.objects.get_or_create(
            expert=seat.expert,
            enterprise=current.dossier.enterprise,
            defaults={"reason": current.note[:300], "declared_at": at},
        )
    return f"专家 {seat.expert.code} {mark}"
