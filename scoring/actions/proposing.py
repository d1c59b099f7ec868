"""Automatic assignment: a proposal that is looked at, then written down as it was."""

from datetime import date, datetime

from django.db import transaction

from applications.models import Round
from portal import rules
from portal.models import User
from scoring.actions import panels
from scoring.facts.barring import barred_pairs
from scoring.facts.caps import caps_of
from scoring.facts.knowing import fitting_pairs, industries_of, with_industry
from scoring.matching import Proposal, Question, propose
from scoring.models import Assignment


class Stale(Exception):
    """What the proposal rests on has changed since it was looked at."""


def question_of(round: Round, at: datetime) -> Question:
    """Dossiers, experts, bars, caps and seats as they are now. Eight queries.

    Dossiers under a draw are left to it, but link their experts all the same.
    """
    dossiers = list(with_industry(panels.seats_of(round)))
    experts = list(panels.pool_of(round))
    standing = Assignment.objects.standing().filter(dossier__round=round)
    return Question(
        wanted={
            each.pk: 0 if each.by_lot else max(0, round.panel_size - each.seated)
            for each in dossiers
        },
        experts=[expert.pk for expert in experts],
        barred=barred_pairs(dossiers, experts, _day(at)),
        loads={expert.pk: expert.load for expert in experts},
        caps=caps_of(round, experts),
        fits=fitting_pairs(industries_of(dossiers), experts),
        seated=frozenset(standing.values_list("dossier", "expert")),
        groups={each.pk: each.kind for each in dossiers},
        seed=round.digest,
    )


def _day(at: datetime) -> date:
    return at.astimezone(rules.BEIJING).date()


def preview(round: Round, at: datetime) -> Proposal:
    """What automatic assignment would do now; nothing is written."""
    return propose(question_of(round, at))


def apply_preview(*, round: Round, digest: str, by: User, at: datetime) -> int:
    """Write down the whole answer to the question of this digest. Returns how many.

    Found before the round is held, for that takes seconds of a great round; asked once
    more while it is held. Raises Stale, whereupon nothing is written, or panels.NotNow.
    """
    question = question_of(round, at)
    if question.digest != digest:
        raise Stale
    pairs = [(seat.dossier, seat.expert) for seat in propose(question).seats]
    with transaction.atomic():
        panels.hold_open(round)
        if question_of(round, at).digest != digest:
            raise Stale
        return panels.apply(round=round, seats=pairs, by=by, at=at)
