"""7 days, 2 days and 2 hours before a deadline: at the instant, once, not in vain."""

from datetime import timedelta

import pytest
import time_machine

from applications.models import Dossier, Membership
from applications.news import remind
from portal.audit import record
from portal.models import Bookmark, Notification, OutboxMessage, Topic
from tests.factories import NOW, make_dossier, make_round, make_user
from tests.news import told
from tests.racing import CROWD, at_once

pytestmark = pytest.mark.django_db

Status = Dossier.Status
SECOND = timedelta(seconds=1)
WEEK, DAYS, HOURS = timedelta(days=7), timedelta(days=2), timedelta(hours=2)
CLOSES = NOW + timedelta(days=10)


@pytest.fixture(autouse=True)
def _begun():
    """The worker has run before: the first run ever only begins."""
    Bookmark.objects.create(name="deadlines", until=NOW)


@pytest.fixture
def draft():
    return make_dossier(round=make_round(closes_at=CLOSES))


def titles(dossier):
    return [title.partition("：")[0] for title in told(dossier.started_by)]


@pytest.mark.parametrize(
    ("before", "called"), [(WEEK, "7 天"), (DAYS, "2 天"), (HOURS, "2 小时")]
)
def test_at_the_instant_and_not_a_second_earlier_and_once(draft, before, called):
    Bookmark.objects.update(until=CLOSES - before - timedelta(minutes=5))
    remind(at=CLOSES - before - SECOND)
    assert titles(draft) == []
    remind(at=CLOSES - before)
    assert titles(draft) == [f"距申报截止不足 {called}"]
    remind(at=CLOSES - before + SECOND)
    remind(at=CLOSES - before + timedelta(hours=1))
    assert titles(draft) == [f"距申报截止不足 {called}"]


def test_all_three_come_in_their_time_by_mail_too(draft):
    for before in (WEEK, DAYS, HOURS, timedelta(0)):
        remind(at=CLOSES - before)
    assert titles(draft) == [f"距申报截止不足 {c}" for c in ("7 天", "2 天", "2 小时")]
    assert OutboxMessage.objects.filter(address=draft.started_by.email).count() == 3
    found = Notification.objects.filter(topic=Topic.DEADLINE).first()
    assert "申报截止时间为2026年11月30日（星期一）10:00（北京时间）" in found.text
    assert found.url == draft.get_absolute_url()


def test_after_a_standstill_the_nearest_one_alone(draft):
    remind(at=CLOSES - HOURS + SECOND)
    assert titles(draft) == ["距申报截止不足 2 小时"]


def test_after_the_deadline_nothing(draft):
    remind(at=CLOSES)
    remind(at=CLOSES + SECOND)
    assert titles(draft) == []


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.ACCEPTED])
def test_not_what_was_submitted(status):
    dossier = make_dossier(round=make_round(closes_at=CLOSES), status=status)
    remind(at=CLOSES - DAYS)
    assert titles(dossier) == []


def test_not_where_the_round_does_not_take_dossiers():
    round = make_round(closes_at=CLOSES, status="scoring")
    dossier = make_dossier(round=round)
    remind(at=CLOSES - DAYS)
    assert titles(dossier) == []


def test_no_window_that_was_past_when_the_draft_was_begun(draft):
    """Though the worker stood still over both."""
    with time_machine.travel(CLOSES - DAYS + SECOND, tick=False):
        record(by=None, action="dossier.started", subject=draft)
    remind(at=CLOSES - DAYS + timedelta(hours=1))
    assert titles(draft) == []
    remind(at=CLOSES - HOURS)
    assert titles(draft) == ["距申报截止不足 2 小时"]


def test_everybody_of_the_enterprise_and_nobody_else(draft):
    colleague = make_user()
    Membership.objects.create(user=colleague, enterprise=draft.enterprise)
    stranger = make_user()
    remind(at=CLOSES - WEEK)
    assert len(told(colleague)) == 1
    assert told(stranger) == []


def test_a_correction_is_reminded_of_by_its_own_deadline():
    due = NOW + timedelta(days=3)
    dossier = make_dossier(
        round=make_round(closes_at=NOW - DAYS), status=Status.RETURNED,
        correction_due=due,
    )  # fmt: skip
    remind(at=due - DAYS)
    assert titles(dossier) == ["距补正截止不足 2 天"]
    assert dossier.number in told(dossier.started_by)[0]


def test_a_deadline_put_off_is_reminded_of_anew(draft):
    remind(at=CLOSES - DAYS)
    later = CLOSES + timedelta(days=5)
    type(draft.round).objects.update(closes_at=later)
    remind(at=later - DAYS)
    assert titles(draft) == ["距申报截止不足 2 天"] * 2


def test_the_first_run_ever_reminds_of_nothing_past(draft):
    Bookmark.objects.all().delete()
    assert remind(at=CLOSES - DAYS + HOURS) == 0
    remind(at=CLOSES - HOURS)
    assert titles(draft) == ["距申报截止不足 2 小时"]


@pytest.mark.parametrize("drafts", [1, 3])
def test_many_drafts_cost_no_more_looks_at_them(drafts, django_assert_max_num_queries):
    round = make_round(closes_at=CLOSES)
    for _ in range(drafts):
        make_dossier(round=round)
    with django_assert_max_num_queries(13):
        remind(at=CLOSES - WEEK)
    assert Notification.objects.count() == drafts


@pytest.mark.django_db(transaction=True)
def test_of_workers_at_once_one_reminds(draft):
    assert set(at_once(*[lambda: remind(at=CLOSES - DAYS)] * CROWD)) == {"done"}
    assert titles(draft) == ["距申报截止不足 2 天"]
    assert OutboxMessage.objects.count() == 1
