"""What happens to a draw afterwards: an open seat filled, the whole declared void."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from applications.models import Round
from portal import rules
from portal.audit import record
from portal.models import User
from scoring.actions import panels
from scoring.actions.draw_outcomes import keep_replacement
from scoring.actions.draw_sealing import SealIsBroken, secret_of
from scoring.actions.draws import DrawHasMovedOn, hold_draw
from scoring.facts.draws import Vacancy, drawn_of, vacancies
from scoring.models import Assignment, Draw, Expert

State = Draw.State


class NothingOpen(Exception):
    """This seat is held, or no reserve may take it."""


class AskedBefore(Exception):
    """Somebody has proposed already to declare this draw void."""


class SamePerson(Exception):
    """Who proposed it cannot confirm it."""


@transaction.atomic
def replace(*, draw: Draw, number: str, seat: str, by: User, at: datetime) -> str:
    """The next reserve that the rule allows takes an open seat; their code.

    Raises DrawHasMovedOn, NothingOpen, panels.NotNow or panels.Barred.
    """
    held = hold_draw(draw)
    if held.state != State.DRAWN:
        raise DrawHasMovedOn
    day = at.astimezone(rules.BEIJING).date()
    found = {
        (str(each.dossier.number), each.seat): each
        for each in vacancies(drawn_of(held), day)
    }
    vacancy = found.get((number, seat))
    if vacancy is None or not vacancy.next.expert:
        raise NothingOpen
    expert = Expert.objects.get(code=vacancy.next.expert)
    leaving = (vacancy.leaves, _cause(vacancy))
    keep_replacement(held, number, seat, leaving, vacancy.next, by, at)
    pair = (vacancy.dossier.pk, expert.pk)
    panels.apply(round=held.round, seats=[pair], by=by, at=at, drawn=True)
    return expert.code


def _cause(vacancy: Vacancy) -> str:
    """How the seat was left; "" where it stood empty before."""
    left = Assignment.objects.filter(
        dossier=vacancy.dossier, expert__code=vacancy.leaves
    )
    return left.values_list("state", flat=True).first() or ""


@transaction.atomic
def ask_void(*, draw: Draw, reason: str, by: User, at: datetime) -> None:
    """Propose to declare a draw void; raises DrawHasMovedOn or AskedBefore."""
    held = hold_draw(draw)
    if not may_be_void(held):
        raise DrawHasMovedOn
    if held.void_asked_by_id:
        raise AskedBefore
    held.void_reason, held.void_asked_by, held.void_asked_at = reason, by, at
    held.save(update_fields=["void_reason", "void_asked_by", "void_asked_at"])
    record(by=by, action="draw.void_asked", subject=held, reason=reason)


@transaction.atomic
def confirm_void(*, draw: Draw, by: User, at: datetime) -> None:
    """A second official confirms; whoever was seated by the draw is taken back.

    The draw stays visible with its reason and both names. Raises DrawHasMovedOn or
    SamePerson.
    """
    held = hold_draw(draw)
    if not may_be_void(held) or not held.void_asked_by_id:
        raise DrawHasMovedOn
    if held.void_asked_by_id == by.pk:
        raise SamePerson
    if held.state == State.DRAWN:
        _take_back(held, by, at)
    with suppress(SealIsBroken):  # the portal's key is another one: it stays unknown
        held.secret = secret_of(held)
    held.state, held.voided_by, held.voided_at = State.VOID, by, at
    held.save(update_fields=["state", "secret", "voided_by", "voided_at"])
    record(by=by, action="draw.voided", subject=held, reason=held.void_reason)


def may_be_void(draw: Draw) -> bool:
    """Until the experts of a result have begun; from then on seats are replaced."""
    return draw.state == State.COMMITTED or (
        draw.state == State.DRAWN and draw.round.status == Round.Status.OPEN
    )


def _take_back(held: Draw, by: User, at: datetime) -> None:
    sitting = {(number, code) for (number, _), code in drawn_of(held).sitting.items()}
    standing = Assignment.objects.standing().filter(dossier__draws=held)
    rows = standing.select_related("dossier__round", "expert").order_by("pk")
    for assignment in rows:
        if (str(assignment.dossier.number), assignment.expert.code) in sitting:
            panels.withdraw(
                assignment=assignment, reason=f"第 {held.number} 次抽取作废",
                by=by, at=at,
            )  # fmt: skip
