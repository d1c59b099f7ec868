"""What a draw gives: its result, the panels made of it, and who steps in for whom."""

from collections.abc import Iterator
from datetime import datetime

from applications.models import Dossier
from portal import rules
from portal.audit import record
from portal.models import User
from portal.rules.draw import DrawResult, Pick, Replacement, draw, next_reserve
from portal.rules.draw_pool import DrawPool, read_pool
from portal.rules.draw_record import result_data, seed_of
from scoring.actions import panels
from scoring.actions.draw_sealing import secret_of
from scoring.facts.draws import Circumstances, circumstances, reserves_of
from scoring.models import Draw, DrawReplacement, Expert

State, Cause = Draw.State, DrawReplacement.Cause


def carry_out(held: Draw, value: str, by: User, at: datetime) -> None:
    """Draw by the value, write the result down, seat the experts; of a held draw."""
    pool = read_pool(held.pool_text)
    held.secret = secret_of(held)
    seed = seed_of(held.secret, held.pool_sha256, value)
    result = draw(pool, seed)
    held.state = State.DRAWN
    held.value, held.seed = value, seed.hex()
    held.result, held.drawn_at = result_data(result), at
    held.save(update_fields=["state", "secret", "value", "seed", "result", "drawn_at"])
    record(
        by=by, action="draw.drawn", subject=held, value=value,
        seats=len(result.seats),
    )  # fmt: skip
    seats = list(_seated(held, pool, result, by, at))
    panels.apply(round=held.round, seats=seats, by=by, at=at, drawn=True)


def _seated(
    held: Draw, pool: DrawPool, result: DrawResult, by: User, at: datetime
) -> Iterator[tuple[int, int]]:
    """Pairs to assign: whoever cannot come since the pool was frozen is replaced."""
    ids = dict(Expert.objects.values_list("code", "pk"))
    accepted = panels.seats_of(held.round).filter(draws=held)
    dossiers = {str(each.number): each for each in accepted}
    codes = [each.code for each in pool.experts]
    day = at.astimezone(rules.BEIJING).date()
    now = circumstances(held, dossiers.values(), codes, day)
    now.loads.update(pick.expert for pick in result.seats if pick.number in dossiers)
    panels_by_record: dict[str, dict[str, str]] = {}
    for pick in result.seats:
        panels_by_record.setdefault(pick.number, {})[pick.seat] = pick.expert
    for pick in result.seats:
        if pick.number not in dossiers:
            continue  # no longer accepted: nobody is needed
        code, panel = pick.expert, panels_by_record[pick.number]
        if code in now.away[pick.number]:
            code = _step_in(held, pool, result, pick, panel, now, by, at)
        if code:
            yield dossiers[pick.number].pk, ids[code]


def _step_in(
    held: Draw,
    pool: DrawPool,
    result: DrawResult,
    pick: Pick,
    panel: dict[str, str],
    now: Circumstances,
    by: User,
    at: datetime,
) -> str:
    """The reserve for an expert who was drawn but cannot come; kept in the record."""
    del panel[pick.seat]
    now.loads[pick.expert] -= 1
    found = next_reserve(
        pool,
        reserves_of(result, pick.number),
        pick.category,
        [code for code in panel.values() if code],
        now.loads,
        now.away[pick.number],
    )
    panel[pick.seat] = found.expert
    now.loads[found.expert] += 1
    keep_replacement(
        held, pick.number, pick.seat, (pick.expert, Cause.AWAY), found, by, at
    )
    return found.expert


def keep_replacement(
    held: Draw,
    number: str,
    seat: str,
    leaving: tuple[str, str],
    found: Replacement,
    by: User,
    at: datetime,
) -> None:
    """Written down for the published record; ``leaving`` is who, and why."""
    leaves, cause = leaving
    DrawReplacement.objects.create(
        draw=held,
        dossier=Dossier.objects.get(round=held.round_id, number=number),
        seat=seat,
        leaves=leaves,
        cause=cause,
        expert=found.expert,
        skipped=[list(each) for each in found.skipped],
        by=by,
        at=at,
    )
    record(
        by=by, action="draw.replaced", subject=held, number=number, seat=seat,
        leaves=leaves, expert=found.expert,
        skipped=[code for code, _ in found.skipped],
    )  # fmt: skip
