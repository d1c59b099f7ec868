"""A defence is ended while its experts hand in; whoever is first, it adds up."""

import pytest

from portal.models import AuditEntry
from scoring.actions import defence_course, defence_sheets, defences
from scoring.facts import lines_of
from scoring.models import DefenceCall, DefenceSheet
from tests.factories import NOW
from tests.racing import CROWD, at_once
from tests.scoring.closed_rounds import KIND, make_ranked
from tests.scoring.defended import (
    called,
    ended,
    make_defended_round,
    make_official,
    marked,
    seats_of,
    timed,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
POINTS = {"1": "60", "2": "40"}


@pytest.fixture
def held():
    """One dossier of two experts, of whom one has handed in 80 points."""
    round, official = make_defended_round(), make_official()
    dossier = make_ranked(round, "A", "0.9", "0.9")
    call = called(round, official)
    timed(call, official)
    marked(dossier, ("50", "30"))
    seat = seats_of(dossier)[1]
    defence_sheets.save(
        assignment=seat, points=POINTS, comments={"1": "示例", "2": "示例"},
        version=1, by=seat.expert.user, at=NOW,
    )  # fmt: skip
    return round, official, call, seat


def test_a_sheet_counts_or_is_refused_when_the_defence_ends_meanwhile(held):
    round, official, call, seat = held

    def hand_in():
        defence_sheets.hand_in(assignment=seat, version=2, by=seat.expert.user, at=NOW)

    came = at_once(hand_in, lambda: ended(call, official, "示例"))

    sheet = DefenceSheet.objects.get(assignment=seat)
    [line] = lines_of(round, KIND)
    if came == ["done", "done"]:
        assert (sheet.state, str(line.defence)) == ("handed_in", "90.00")
    else:
        assert came == ["DefenceSheetIsClosed", "done"]
        assert (sheet.state, str(line.defence)) == ("draft", "80.00")


def test_a_defence_is_ended_once_and_called_once(held):
    _round, official, call, _ = held

    came = at_once(*[lambda: ended(call, official, "示例")] * CROWD)

    assert came.count("done") == 1
    assert set(came) == {"NotYetDefended", "done"}
    assert AuditEntry.objects.filter(action="defence.ended").count() == 1
    other = make_defended_round()
    make_ranked(other, "B", "0.9")
    came = at_once(*[lambda: called(other, official)] * CROWD)
    assert came.count("done") == 1
    assert set(came) == {"CallHasChanged", "done"}
    assert DefenceCall.objects.filter(round=other).count() == 1


def test_nobody_is_absent_who_was_marked_at_the_same_moment():
    round, official = make_defended_round(), make_official()
    dossier = make_ranked(round, "A", "0.9")
    timed(called(round, official), official)
    [seat] = seats_of(dossier)
    defence_sheets.save(
        assignment=seat, points=POINTS, comments={"1": "示例", "2": "示例"},
        version=1, by=seat.expert.user, at=NOW,
    )  # fmt: skip
    defence = dossier.defence

    came = at_once(
        lambda: defence_sheets.hand_in(
            assignment=seat, version=2, by=seat.expert.user, at=NOW
        ),
        lambda: defence_course.miss(
            defence=defence, reason="示例", by=official, at=NOW
        ),
    )

    defence.refresh_from_db()
    is_in = DefenceSheet.objects.get(assignment=seat).state == "handed_in"
    assert came in (["DefenceHasMovedOn", "done"], ["DefenceSheetIsClosed", "done"])
    assert is_in is not defence.is_absent


def test_two_colleagues_do_not_take_one_place_at_one_time():
    round, official = make_defended_round(), make_official()
    dossiers = [make_ranked(round, n, "0.9") for n in "AB"]
    timed(called(round, official), official)
    slot = {"starts_at": NOW.replace(hour=12), "minutes": 20, "place": "示例 302"}
    how = {"reason": "示例", "by": official, "at": NOW}

    came = at_once(
        *[
            lambda one=each.defence: defences.move(defence=one, **slot, **how)
            for each in dossiers
        ]
    )

    assert came == ["SlotIsTaken", "done"]
