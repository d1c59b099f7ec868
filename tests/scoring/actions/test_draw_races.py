"""Two officials at one draw in the same moment: it is drawn once."""

from datetime import timedelta
from functools import partial

import pytest

from portal.models import AuditEntry
from scoring.actions import draw_changes, draws
from scoring.models import Assignment, Draw
from tests.factories import NOW
from tests.racing import CROWD, at_once
from tests.scoring.draws import (
    DUE,
    VALUE,
    make_drawable_round,
    make_plan,
    make_promise,
    official,
)

pytestmark = pytest.mark.django_db(transaction=True)


def count(action: str) -> int:
    return AuditEntry.objects.filter(action=action).count()


def test_a_crowd_that_enters_the_same_value_draws_once():
    draw = make_promise(make_drawable_round())
    entries = [
        partial(
            draws.enter, draw=draw, value=VALUE, source="示例", by=official(),
            at=DUE + timedelta(hours=1),
        )
        for _ in range(CROWD)
    ]  # fmt: skip

    outcomes = at_once(*entries)

    assert outcomes == ["DrawHasMovedOn"] * (CROWD - 2) + ["done"] * 2
    assert count("draw.drawn") == 1
    assert Assignment.objects.count() == 6


def test_of_two_promises_at_once_one_waits_for_the_other():
    round = make_drawable_round()
    asked = [
        partial(draws.commit, round=round, plan=make_plan(), by=official(), at=NOW)
        for _ in range(2)
    ]

    assert at_once(*asked) == ["IsWaiting", "done"]
    assert Draw.objects.count() == 1


def test_a_draw_is_void_once():
    draw = make_promise(make_drawable_round())
    draw_changes.ask_void(draw=draw, reason="示例", by=official(), at=NOW)
    confirmed = [
        partial(draw_changes.confirm_void, draw=draw, by=official(), at=NOW)
        for _ in range(2)
    ]

    assert at_once(*confirmed) == ["DrawHasMovedOn", "done"]
    assert count("draw.voided") == 1
