"""The secret of a draw that waits is derived, and stands in no row until it is out."""

import json
from datetime import timedelta

import pytest

from scoring.actions import draw_changes, draws
from scoring.actions.draw_sealing import SealIsBroken, secret_of
from scoring.exports.draw_json import draw_json
from scoring.models import Draw
from tests.factories import NOW
from tests.portal.rules.draws import verifier
from tests.scoring.draws import DUE, VALUE, make_drawable_round, make_promise, official

pytestmark = pytest.mark.django_db


def enter(draw, by):
    at = DUE + timedelta(hours=1)
    return draws.enter(draw=draw, value=VALUE, source="示例网站", by=by, at=at)


def test_the_secret_is_nowhere_until_the_result_is_out(settings):
    """Who reads the database alone cannot know the result beforehand."""
    draw = make_promise(make_drawable_round())
    assert Draw.objects.values_list("secret", flat=True).get() == ""
    promised = secret_of(draw)
    assert len(promised) == 64

    kept, settings.SECRET_KEY = settings.SECRET_KEY, "another key"
    one, two = official(), official()
    enter(draw, one)
    with pytest.raises(SealIsBroken):
        enter(draw, two)
    settings.SECRET_KEY_FALLBACKS = [kept]
    enter(draw, two)

    draw.refresh_from_db()
    assert (draw.state, draw.secret) == ("drawn", promised)
    said = verifier().verify(draw_json(draw).encode(), draw.commitment)
    assert "与重新计算的结果一致" in said


def test_a_promise_whose_key_is_gone_can_still_be_declared_void(settings):
    draw = make_promise(make_drawable_round())
    settings.SECRET_KEY = "another key"
    draw_changes.ask_void(draw=draw, reason="示例", by=official(), at=NOW)
    draw_changes.confirm_void(draw=draw, by=official(), at=NOW)

    draw.refresh_from_db()
    assert (draw.state, draw.secret) == ("void", "")
    assert "secret" not in json.loads(draw_json(draw))
