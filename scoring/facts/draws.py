"""A draw as it stands: who sits where by its record, which seats are open, who is next.

Reads rows, writes none.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from applications.models import Dossier
from portal.rules.draw import DrawResult, Pick, Replacement, next_reserve
from portal.rules.draw_pool import DrawPool, DrawRules, read_pool
from portal.rules.draw_record import read_result
from scoring.facts.barring import DECLARED, ENDED, SAME_EMPLOYER, SEATED, barred_pairs
from scoring.models import Assignment, Draw, Expert

#: Reasons from outside the rules, as the published record names them.
OUTSIDE = {
    SAME_EMPLOYER: "tie",
    DECLARED: "tie",
    ENDED: "former",
    SEATED: "former",
}
UNAVAILABLE = "unavailable"
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an official asks for: the rules, and the public value that is to come."""

    rules: DrawRules
    value: str
    source: str
    due: datetime


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw that has its result, with what has become of it."""

    draw: Draw
    pool: DrawPool
    result: DrawResult
    sitting: Mapping[Place, str]


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A seat that nobody holds, and who is to take it: nobody if ``expert`` is ""."""

    dossier: Dossier
    seat: str
    category: str
    leaves: str
    next: Replacement


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the rules do not know: reasons by dossier number and code, and loads."""

    away: Mapping[str, Mapping[str, str]]
    loads: Counter[str]


def drawn_of(draw: Draw) -> Drawn:
    """One query, for the replacements. Only of a draw that has a result."""
    result = read_result(draw.result)
    sitting = {(pick.number, pick.seat): pick.expert for pick in result.seats}
    rows = draw.replacements.values_list("dossier__number", "seat", "expert")
    sitting |= {(number, seat): expert for number, seat, expert in rows}
    return Drawn(draw, read_pool(draw.pool_text), result, sitting)


def circumstances(
    draw: Draw, dossiers: Iterable[Dossier], codes: Iterable[str], day: date
) -> Circumstances:
    """Six queries; ``codes`` are the experts of the pool."""
    experts = list(Expert.objects.filter(code__in=codes).order_by("pk"))
    free = set(Expert.objects.available().values_list("pk", flat=True))
    dossiers = list(dossiers)
    barred = barred_pairs(dossiers, experts, day)
    away: dict[str, dict[str, str]] = {str(each.number): {} for each in dossiers}
    for dossier in dossiers:
        for expert in experts:
            reason = barred.get((dossier.pk, expert.pk), "")
            if expert.pk not in free:
                away[str(dossier.number)][expert.code] = UNAVAILABLE
            elif reason:
                away[str(dossier.number)][expert.code] = OUTSIDE.get(
                    reason, UNAVAILABLE
                )
    here = Assignment.objects.standing().filter(dossier__round=draw.round_id)
    loads = Counter(here.values_list("expert__code", flat=True))
    return Circumstances(away, loads)


def vacancies(drawn: Drawn, day: date) -> list[Vacancy]:
    """The open seats in the order of the record; seven queries at most, or two."""
    open_seats = _open_seats(drawn)
    if not open_seats:
        return []
    dossiers = {
        str(each.number): each
        for each in drawn.draw.dossiers.filter(number__in=[n for n, _ in open_seats])
        .for_list()
        .order_by("number")
    }
    codes = [each.code for each in drawn.pool.experts]
    outside = circumstances(drawn.draw, dossiers.values(), codes, day)
    return [
        _vacancy(drawn, pick, dossiers[pick.number], outside)
        for pick in drawn.result.seats
        if (pick.number, pick.seat) in open_seats
    ]


def awaits_lot(dossier: Dossier, day: date) -> bool:
    """Whether a draw is still to fill this panel: by its result or by a reserve.

    Once no reserve can come any more, officials choose by hand.
    """
    draw = Draw.objects.standing().filter(dossiers=dossier).first()
    if draw is None:
        return False
    if draw.state == Draw.State.COMMITTED:
        return True
    found = vacancies(drawn_of(draw), day)
    return any(each.next.expert for each in found if each.dossier.pk == dossier.pk)


def _open_seats(drawn: Drawn) -> set[Place]:
    """Seats whose holder by the record sits no more, in panels that are not full."""
    standing = Assignment.objects.standing().filter(
        dossier__draws=drawn.draw.pk, dossier__round=drawn.draw.round_id
    )
    held = set(standing.values_list("dossier__number", "expert__code"))
    full = Counter(number for number, _ in held)
    return {
        place
        for place, code in drawn.sitting.items()
        if (place[0], code) not in held and full[place[0]] < drawn.pool.rules.size
    }


def _vacancy(
    drawn: Drawn, pick: Pick, dossier: Dossier, outside: Circumstances
) -> Vacancy:
    """Beside whom one would sit is told by the record, so that others can redo it."""
    place = (pick.number, pick.seat)
    beside = [
        code
        for other, code in drawn.sitting.items()
        if code and other[0] == pick.number and other != place
    ]
    found = next_reserve(
        drawn.pool,
        reserves_of(drawn.result, pick.number),
        pick.category,
        beside,
        outside.loads,
        outside.away[pick.number],
    )
    return Vacancy(dossier, pick.seat, pick.category, drawn.sitting[place], found)


def reserves_of(result: DrawResult, number: str) -> list[Pick]:
    return [pick for pick in result.reserves if pick.number == number]
