"""On-site defences: called, put on a timetable, moved."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from applications.actions.holding import hold_round
from applications.facts import defence_of
from applications.models import Round
from portal.audit import record, record_each
from portal.models import User
from portal.rules.timetable import in_order
from scoring.actions.holding import hold_assignments_of
from scoring.facts.defences import taken_by, to_call
from scoring.facts.timetables import Plan
from scoring.models import Defence, DefenceCall, DefenceSheet, Shortlist

SEED_BYTES = 8
CANCELLED = "这次召集已经取消，请刷新后重新办理。"


class CallHasChanged(Exception):
    """Not who was confirmed, or called before, or not the time for it."""


class DefenceHasMovedOn(Exception):
    """It was ended, marked or missed before; the message says which."""


class SlotIsTaken(Exception):
    """Another defence is at that place then; the message names it."""


@transaction.atomic
def call_in(
    *, round: Round, kind: str, numbers: Sequence[str], by: User, at: datetime
) -> DefenceCall:
    """Call the dossiers in that the rules name; raises CallHasChanged."""
    current = hold_round(round.pk)
    if current.status != Round.Status.CLOSED or defence_of(current) is None:
        raise CallHasChanged
    lists = Shortlist.objects.filter(round=round, kind=kind)
    calls = DefenceCall.objects.standing().filter(round=round, kind=kind)
    lines = to_call(current, kind)
    if lists.exists() or calls.exists() or not lines:
        raise CallHasChanged
    if sorted(numbers) != sorted(line.number for line in lines):
        raise CallHasChanged
    call = DefenceCall.objects.create(
        round=round, kind=kind, called_by=by, called_at=at
    )
    made = Defence.objects.bulk_create(
        Defence(call=call, dossier=line.dossier) for line in lines
    )
    for each in made:  # what an expert wrote, or stood back from, before a cancelling
        theirs = DefenceSheet.objects.filter(assignment__dossier=each.dossier_id)
        theirs.update(defence=each)
    deeds = [
        (each, {"standing": line.place, "mark": str(line.mark)})
        for each, line in zip(made, lines, strict=True)
    ]
    record_each(by=by, action="defence.called", deeds=deeds)
    return call


@transaction.atomic
def set_timetable(*, call: DefenceCall, plan: Plan, by: User, at: datetime) -> None:
    """Give every dossier of the call its slot, in the order of numbers or of lots.

    Raises DefenceHasMovedOn once somebody was marked or missed, SlotIsTaken.
    """
    rows = _hold_call(call)
    seed = secrets.token_hex(SEED_BYTES) if plan.is_by_lot else ""
    by_number = {str(each.dossier.number): each for each in rows}
    before = {each.pk: _said(each) for each in rows}
    order = [by_number[number] for number in in_order(by_number, seed)]
    for each, start in zip(order, plan.starts(len(order)), strict=True):
        each.starts_at, each.minutes = start, plan.minutes
        each.place = plan.place
        _free(each, but=[row.pk for row in rows])
    Defence.objects.bulk_update(rows, ["starts_at", "minutes", "place"])
    DefenceCall.objects.filter(pk=call.pk).update(seed=seed)
    deeds = [
        (each, {**_said(each), "seed": seed, "before": before[each.pk]})
        for each in order
    ]
    record_each(by=by, action="defence.scheduled", deeds=deeds)


@transaction.atomic
def cancel(*, call: DefenceCall, reason: str, by: User, at: datetime) -> None:
    """Undo a call that was wrong, before the first sheet is handed in; it stays on
    file, and the kind may be called in again. Raises DefenceHasMovedOn."""
    rows = _hold_call(call)
    DefenceCall.objects.filter(pk=call.pk).update(
        cancelled_by=by, cancelled_at=at, cancelled_why=reason
    )
    Defence.objects.filter(call=call).update(former=F("dossier"), dossier=None)
    deeds = [(each, {**_said(each), "reason": reason}) for each in rows]
    record_each(by=by, action="defence.cancelled", deeds=deeds)


def _hold_call(call: DefenceCall) -> list[Defence]:
    """Its defences under the round's lock, none of them marked; DefenceHasMovedOn."""
    round = hold_round(call.round_id)
    hold_assignments_of(round)
    if not DefenceCall.objects.standing().filter(pk=call.pk).exists():
        raise DefenceHasMovedOn(CANCELLED)
    rows = list(Defence.objects.for_list().filter(call=call).order_by("pk"))
    unmarked(rows)
    return rows


def _said(defence: Defence) -> dict[str, str]:
    start = defence.starts_at
    return {
        "starts_at": start.isoformat() if start else "",
        "minutes": str(defence.minutes or ""),
        "place": defence.place,
    }


def unmarked(defences: Sequence[Defence]) -> None:
    """Raises DefenceHasMovedOn; the round is held."""
    for each in defences:
        if each.call.ended_at is not None:
            raise DefenceHasMovedOn("这一类型的答辩已经结束。")
        if each.is_absent:
            raise DefenceHasMovedOn(f"{each.dossier} 已记缺席，不能再变动。")
    done = DefenceSheet.objects.filter(
        defence__in=defences, state=DefenceSheet.State.HANDED_IN
    )
    if first := done.select_related("defence__dossier").first():
        said = f"{first.defence.dossier} 已有专家提交答辩评分表，不能再变动。"
        raise DefenceHasMovedOn(said)


def _free(defence: Defence, but: Sequence[int]) -> None:
    """Raises SlotIsTaken, naming who has the place then."""
    start, end = defence.starts_at, defence.ends_at
    assert start is not None
    assert end is not None
    other = taken_by(defence.dossier.round, start, end, defence.place, but)
    if other is not None:
        raise SlotIsTaken(str(other.dossier))


@transaction.atomic
def move(
    *,
    defence: Defence,
    starts_at: datetime,
    minutes: int,
    place: str,
    reason: str,
    by: User,
    at: datetime,
) -> None:
    """Another slot for one dossier; raises DefenceHasMovedOn or SlotIsTaken."""
    current = held(defence)
    unmarked([current])
    before = _said(current)
    current.starts_at, current.minutes, current.place = starts_at, minutes, place
    _free(current, but=[current.pk])
    current.save(update_fields=["starts_at", "minutes", "place"])
    said = {**_said(current), "before": before, "reason": reason}
    record(by=by, action="defence.moved", subject=current, **said)


def held(defence: Defence) -> Defence:
    """As it is now, under the round's lock."""
    hold_round(defence.call.round_id)
    current = Defence.objects.for_list().get(pk=defence.pk)
    if current.dossier is None:
        raise DefenceHasMovedOn(CANCELLED)
    return current
