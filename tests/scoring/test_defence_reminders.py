"""A day before a defence its firm and its experts are reminded: once, and in time."""

from datetime import timedelta

import pytest
import time_machine

from applications.models import Membership
from portal.models import Bookmark, Notification, Topic
from scoring.actions import defence_sheets, defences
from scoring.news.defence_reminders import remind
from tests.factories import NOW, make_user
from tests.news import told
from tests.scoring.closed_rounds import make_ranked
from tests.scoring.defended import (
    PLACE,
    called,
    ended,
    make_defended_round,
    make_official,
    missed,
    seats_of,
    timed,
)

pytestmark = pytest.mark.django_db
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
SAID = "距现场答辩不足 1 天：A"


@pytest.fixture
def held():
    """A of two experts, on a slot three days from now; the worker runs."""
    round, official = make_defended_round(), make_official()
    dossier = make_ranked(round, "A", "0.9", "0.8")
    with time_machine.travel(NOW, tick=False):
        call = called(round, official)
        timed(call, official, at=NOW + 3 * DAY)
    Bookmark.objects.create(name="defences", until=NOW)
    dossier.defence.refresh_from_db()
    return call, dossier, official


def members_of(dossier):
    rows = Membership.objects.filter(enterprise=dossier.enterprise)
    return [each.user for each in rows]


def test_firm_and_experts_a_day_before_at_the_instant_and_once(held):
    _, dossier, _ = held
    colleague = make_user()
    Membership.objects.create(user=colleague, enterprise=dossier.enterprise)
    instant = dossier.defence.starts_at - DAY
    remind(at=instant - SECOND)
    assert not Notification.objects.exists()
    remind(at=instant)
    remind(at=instant + SECOND)
    for person in (*members_of(dossier), *(s.expert.user for s in seats_of(dossier))):
        assert told(person) == [SAID]
    firm = Notification.objects.get(person=colleague)
    assert firm.topic == Topic.DEADLINE
    assert PLACE in firm.text
    assert "请携带：演示电脑（示例）" in firm.text
    assert firm.url == dossier.get_absolute_url()
    expert = Notification.objects.get(person=seats_of(dossier)[0].expert.user)
    assert dossier.enterprise.name not in expert.text + expert.title
    assert expert.url.endswith("/defence/")


def test_nobody_who_stood_back_and_nobody_of_one_absent_or_ended(held):
    call, dossier, official = held
    first, second = seats_of(dossier)
    defence_sheets.stand_back(
        assignment=first, reason="认识（示例）", by=first.expert.user, at=NOW
    )
    remind(at=dossier.defence.starts_at - DAY)
    assert told(first.expert.user) == []
    assert told(second.expert.user) == [SAID]

    Notification.objects.all().delete()
    Bookmark.objects.update(until=NOW)
    missed(dossier, official)
    remind(at=dossier.defence.starts_at - DAY)
    ended(call, official)
    Bookmark.objects.update(until=NOW)
    remind(at=dossier.defence.starts_at - DAY)
    assert not Notification.objects.exists()


def test_a_slot_set_within_the_day_is_not_repeated_and_one_moved_is_told_anew(held):
    _, dossier, official = held
    start = dossier.defence.starts_at
    remind(at=start - DAY)
    who = {"reason": "示例", "by": official, "minutes": 20, "place": PLACE}
    soon, late = start + timedelta(hours=1), start + 2 * DAY
    with time_machine.travel(start - timedelta(hours=2), tick=False):
        defences.move(defence=dossier.defence, starts_at=soon, at=start, **who)
    remind(at=start - timedelta(hours=1))
    [firm, *_] = members_of(dossier)
    assert told(firm) == [SAID]
    with time_machine.travel(start - timedelta(hours=1), tick=False):
        defences.move(defence=dossier.defence, starts_at=late, at=start, **who)
    remind(at=late - DAY)
    assert told(firm) == [SAID, SAID]


def test_after_it_began_nobody_is_reminded(held):
    _, dossier, _ = held
    remind(at=dossier.defence.starts_at + SECOND)
    assert not Notification.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_many_cost_no_more_looks_at_them(count, django_assert_max_num_queries):
    round, official = make_defended_round(), make_official()
    for n in range(count):
        make_ranked(round, f"A-{n}", "0.9")
    with time_machine.travel(NOW, tick=False):
        timed(called(round, official), official, at=NOW + 3 * DAY)
    Bookmark.objects.create(name="defences", until=NOW)
    with django_assert_max_num_queries(12):
        remind(at=NOW + 2 * DAY)
    assert Notification.objects.count() == 2 * count
