"""A draw by lot: promised, its public value entered by two officials, carried out."""

import secrets
from datetime import datetime
from enum import Enum

from django.db import transaction
from django.db.models import Max

from applications.actions.holding import hold_round
from applications.models import Dossier, Round
from applications.models.dossier import new_key
from portal.audit import record
from portal.models import User
from portal.rules.draw_pool import DrawPool, pool_text
from portal.rules.draw_record import commitment, digest, plain_value
from portal.rules.draw_refusals import refusals
from scoring.actions import panels
from scoring.actions.draw_outcomes import carry_out
from scoring.actions.draw_pools import pool_for
from scoring.actions.draw_sealing import sealed_secret
from scoring.facts.draws import Plan
from scoring.models import Draw, DrawEntry

State = Draw.State
#: Bytes of the salt.
LENGTH = 32


class CannotPromise(Exception):
    """What the rules cannot be sure to give; ``reasons`` are sentences."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__(reasons[0])
        self.reasons = reasons


class TooLate(Exception):
    """The public value may be known already: nothing can be promised any more."""


class TooEarly(Exception):
    """The public value does not exist yet."""


class IsWaiting(Exception):
    """Another draw of this round waits for its value."""


class DrawHasMovedOn(Exception):
    """It has been carried out or declared void, perhaps this very moment."""


class Entered(Enum):
    """What an entry of the public value has led to."""

    WAITING = "waiting"
    DISAGREES = "disagrees"
    DRAWN = "drawn"


def rehearse(
    round: Round, plan: Plan, at: datetime
) -> tuple[DrawPool, tuple[str, ...]]:
    """The pool as it would be, and why it cannot be promised; nothing is written."""
    number = next_number(round)
    pool = pool_for(round, plan, number, secrets.token_hex(LENGTH), at)
    return pool, refusals(pool)


def next_number(round: Round) -> int:
    last = Draw.objects.filter(round=round).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


@transaction.atomic
def commit(*, round: Round, plan: Plan, by: User, at: datetime) -> Draw:
    """Freeze the pool, and promise to draw from it by a value that is to come.

    Raises panels.NotNow, TooLate, IsWaiting or CannotPromise.
    """
    held = hold_round(round.pk)
    if held.status not in {Round.Status.OPEN, Round.Status.SCORING}:
        raise panels.NotNow
    if plan.due <= at:
        raise TooLate
    if Draw.objects.pending().filter(round=held).exists():
        raise IsWaiting
    key, salt = new_key(), secrets.token_hex(LENGTH)
    secret = sealed_secret(key, salt)
    pool = pool_for(held, plan, next_number(held), salt, at)
    if reasons := refusals(pool):
        raise CannotPromise(reasons)
    text = pool_text(pool)
    promised = Draw.objects.create(
        round=held,
        number=pool.number,
        pool_text=text,
        pool_sha256=digest(text),
        commitment=commitment(pool.round, pool.number, digest(text), secret),
        key=key,
        salt=salt,
        value_due=plan.due,
        committed_by=by,
        committed_at=at,
    )
    numbers = [each.number for each in pool.filings]
    promised.dossiers.set(Dossier.objects.filter(round=held, number__in=numbers))
    record(
        by=by, action="draw.committed", subject=promised,
        digest=promised.pool_sha256, commitment=promised.commitment,
        awaited=plan.value, source=plan.source, due=plan.due.isoformat(),
    )  # fmt: skip
    return promised


@transaction.atomic
def enter(*, draw: Draw, value: str, source: str, by: User, at: datetime) -> Entered:
    """One official's reading of the public value; the second that agrees draws.

    Raises TooEarly, DrawHasMovedOn or draw_sealing.SealIsBroken.
    """
    held = hold_draw(draw)
    if held.state != State.COMMITTED:
        raise DrawHasMovedOn
    if at < held.value_due:
        raise TooEarly
    read = plain_value(value)
    DrawEntry.objects.update_or_create(
        draw=held, official=by, defaults={"value": read, "source": source, "at": at}
    )
    record(by=by, action="draw.value_entered", subject=held, value=read, source=source)
    others = held.entries.exclude(official=by)
    if not others.exists():
        return Entered.WAITING
    if not others.filter(value=read).exists():
        return Entered.DISAGREES
    carry_out(held, read, by, at)
    return Entered.DRAWN


def hold_draw(draw: Draw) -> Draw:
    """The draw as it is now, its round held first."""
    round = hold_round(draw.round_id)
    held = Draw.objects.select_for_update().get(pk=draw.pk)
    held.round = round
    return held
