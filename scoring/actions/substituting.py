"""A substitute in a defence for an expert who stood back from it, or did not come."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from applications.actions.holding import hold_round
from portal import rules
from portal.audit import record
from portal.models import User
from scoring.actions.defences import DefenceHasMovedOn
from scoring.actions.holding import hold_assignment
from scoring.facts.substitutes import substitutes_for
from scoring.models import Assignment, Defence, DefenceSheet, Expert

State = DefenceSheet.State


class NotTheirTurn(Exception):
    """This expert may not sit here, or not any more."""


@transaction.atomic
def substitute(
    *, seat: Assignment, expert: Expert, reason: str, by: User, at: datetime
) -> Assignment:
    """Whoever held the seat marks this defence no more; the other does, and nothing
    else. Raises DefenceHasMovedOn or NotTheirTurn.
    """
    round = hold_round(seat.dossier.round_id)
    hold_assignment(seat.pk)
    defence = _open(seat)
    defence.dossier.round = round
    found = substitutes_for(defence, at.astimezone(rules.BEIJING).date())
    order = [each.pk for each in found.able]
    if expert.pk not in order:
        raise NotTheirTurn
    _let_go(seat, defence, reason, by, at)
    new = _seat(seat, expert, reason, by, at)
    record(
        by=by,
        action="defence.substituted",
        subject=defence,
        leaves=seat.expert.code,
        expert=expert.code,
        order=order.index(expert.pk) + 1,
        reason=reason,
    )
    return new


def _open(seat: Assignment) -> Defence:
    """Its defence, while it goes on and the seat has handed nothing in."""
    held = Assignment.objects.defending().filter(pk=seat.pk, substitute=None)
    rows = Defence.objects.for_list().filter(dossier__assignments__in=held)
    defence = rows.first()
    if defence is None:
        raise DefenceHasMovedOn("这位专家已有替补，或者不再参加这场答辩。")
    if defence.call.ended_at is not None or defence.is_absent:
        raise DefenceHasMovedOn("答辩已经结束，或者企业缺席，不需要替补。")
    sheets = DefenceSheet.objects.filter(assignment=seat.pk, state=State.HANDED_IN)
    if sheets.exists():
        raise DefenceHasMovedOn("这位专家已提交答辩评分表，不需要替补。")
    return defence


def _let_go(
    seat: Assignment, defence: Defence, reason: str, by: User, at: datetime
) -> None:
    sheet, _ = DefenceSheet.objects.get_or_create(
        assignment=seat, defaults={"defence": defence}
    )
    drafts = DefenceSheet.objects.filter(pk=sheet.pk, state=State.DRAFT)
    if drafts.update(
        state=State.RECUSED,
        reason=reason,
        updated_at=at,
        version=F("version") + 1,
    ):
        record(by=by, action="defence_sheet.excused", subject=sheet, reason=reason)


def _seat(
    seat: Assignment, expert: Expert, reason: str, by: User, at: datetime
) -> Assignment:
    try:
        with transaction.atomic():
            return Assignment.objects.create(
                dossier=seat.dossier,
                expert=expert,
                state=Assignment.State.SUBSTITUTE,
                stands_in_for=seat,
                assigned_by=by,
                assigned_at=at,
                reason=reason,
            )
    except IntegrityError:
        raise NotTheirTurn from None
