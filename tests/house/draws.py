"""Draws of experts at each of their stages, each in a round of its own."""

from datetime import timedelta

from applications.models import Dossier, Round
from portal.models import User
from tests.factories import NOW, make_round, make_user
from tests.scoring.draws import make_draw_row


def make_draws(dossier: Dossier, official: User) -> dict[str, list[object]]:
    """One that waits in a round of its own, one carried out, one proposed as void."""
    colleague, past = make_user(User.Role.OFFICIAL), NOW - timedelta(days=1)
    asked = {"void_reason": "示例", "void_asked_at": NOW}
    waiting, own, others = (
        make_draw_row(make_round(), dossier, official, due=NOW + timedelta(days=1), **f)
        for f in ({}, asked | {"void_asked_by": official},
                  asked | {"void_asked_by": colleague})
    )  # fmt: skip
    late = make_draw_row(make_round(), dossier, official, due=past)
    begun = make_round(status=Round.Status.SCORING)
    drawn = make_draw_row(begun, dossier, official, due=past, is_drawn=True)
    return {
        "waiting_round": [waiting.round_id],
        "waiting_draw": [waiting.key],
        "late_draw": [late.key],
        "own_void": [own.key],
        "others_void": [others.key],
        "drawn": [drawn.key],
    }
