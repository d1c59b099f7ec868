"""Who is drawn from, for which dossiers: the rows of a round as a pool."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from applications.models import Dossier, Round
from portal import rules
from portal.guides import drawing
from portal.rules.draw_pool import (
    Candidate,
    DrawPool,
    Filing,
    NamedValue,
)
from portal.rules.draw_record import mask
from scoring.actions.panels import pool_of, seats_of
from scoring.facts.barring import SAME_EMPLOYER, Reasons, barred_pairs, folded
from scoring.facts.draws import Plan
from scoring.facts.duty import off_duty
from scoring.models import Draw, Expert


@dataclass(frozen=True, slots=True)
class Eligible:
    """``experts`` may be drawn; ``left_out`` may not, each with the reason."""

    experts: tuple[Expert, ...]
    left_out: tuple[tuple[Expert, str], ...]


def to_draw_for(round: Round) -> QuerySet[Dossier]:
    """Accepted dossiers without any expert, which no standing draw is about."""
    drawn = Draw.objects.standing().filter(round=round).values("dossiers")
    return seats_of(round).filter(seated=0).exclude(pk__in=drawn)


def eligible(round: Round, at: datetime, *, needs_city: bool) -> Eligible:
    """The available experts of the province, but those away on the day of ``at``."""
    pool = list(pool_of(round))
    out = off_duty(pool, at.astimezone(rules.BEIJING).date())
    reasons = [
        out.get(expert.pk, "")
        or ("没有登记所在城市" if needs_city and not expert.city else "")
        for expert in pool
    ]
    pairs = list(zip(pool, reasons, strict=True))
    return Eligible(
        tuple(expert for expert, reason in pairs if not reason),
        tuple((expert, reason) for expert, reason in pairs if reason),
    )


def pool_for(
    round: Round, plan: Plan, number: int, salt: str, at: datetime
) -> DrawPool:
    """The pool as it is at this instant; six queries."""
    needs_city = plan.rules.other_city or plan.rules.city_most > 0
    experts = eligible(round, at, needs_city=needs_city).experts
    dossiers = list(to_draw_for(round))
    day = at.astimezone(rules.BEIJING).date()
    barred = barred_pairs(dossiers, experts, day)
    return DrawPool(
        round=round.code,
        number=number,
        frozen_at=instant_text(at),
        value=NamedValue(plan.value, instant_text(plan.due), plan.source),
        rules=plan.rules,
        labels={each.id: each.label for each in drawing.categories()},
        experts=tuple(_candidate(each, salt) for each in experts),
        filings=tuple(_filing(each, experts, barred, salt) for each in dossiers),
    )


def instant_text(at: datetime) -> str:
    return at.astimezone(rules.BEIJING).isoformat(timespec="seconds")


def _candidate(expert: Expert, salt: str) -> Candidate:
    return Candidate(
        code=expert.code,
        categories=drawing.categories_of(expert.fields),
        employer=_marks(salt, expert.employer_code, folded(expert.employer)),
        city=mask(salt, folded(expert.city)),
        load=expert.load,
    )


def _filing(
    dossier: Dossier, experts: Sequence[Expert], barred: Reasons, salt: str
) -> Filing:
    """Who shares an employer shows by the marks, any other tie by the code alone."""
    enterprise = dossier.enterprise
    reasons = {each.code: barred.get((dossier.pk, each.pk), "") for each in experts}
    return Filing(
        number=str(dossier.number),
        employer=_marks(salt, enterprise.credit_code, folded(enterprise.name)),
        city=mask(salt, folded(enterprise.city)),
        barred=frozenset(
            code for code, why in reasons.items() if why not in ("", SAME_EMPLOYER)
        ),
    )


def _marks(salt: str, *names: str) -> frozenset[str]:
    return frozenset(_filled(mask(salt, name) for name in names))


def _filled(marks: Iterable[str]) -> Iterable[str]:
    return (each for each in marks if each)
