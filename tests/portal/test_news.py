"""The sweep: in order, once, by one of two, and nothing that comes late is lost."""

from datetime import timedelta

import pytest

from portal import news
from portal.models import (
    AuditEntry,
    Bookmark,
    NewsChoice,
    Notification,
    OutboxMessage,
    Topic,
    User,
)
from portal.telling import News, tell
from portal.templatetags.audit import NAMES
from scoring.news.table import TABLE
from scoring.news.unsaid import SILENT
from tests.factories import NOW, make_user
from tests.racing import CROWD, at_once


def entry(subject: str = "示例", **fields):
    return AuditEntry.objects.create(
        actor="示例", action="示例.happened", subject_kind="", subject_id="",
        subject=subject, **fields,
    )  # fmt: skip


def table_for(*people):
    """Everybody is told the name of the subject."""

    def told(each):
        for person in people:
            yield News(
                person, f"audit:{each.pk}", Topic.FILING, each.subject, "", "/",
                each.at,
            )  # fmt: skip

    return {"示例.happened": told}


def titles(person):
    rows = Notification.objects.filter(person=person).order_by("pk")
    return list(rows.values_list("title", flat=True))


def test_every_action_tells_somebody_or_is_silent_on_purpose():
    assert set(TABLE) | SILENT == set(NAMES)
    assert not set(TABLE) & SILENT


@pytest.mark.django_db
def test_entries_are_told_in_order_and_each_once():
    person = make_user()
    for name in "甲乙丙":
        entry(name)
    assert news.sweep(table_for(person), at=NOW) == 3
    assert news.sweep(table_for(person), at=NOW) == 0
    entry("丁")
    assert news.sweep(table_for(person), at=NOW) == 1
    assert titles(person) == ["甲", "乙", "丙", "丁"]


@pytest.mark.django_db
def test_an_entry_whose_earlier_number_is_committed_later_is_told_too():
    person = make_user()
    first = entry("先写").pk
    entry("后写", pk=first + 2)
    news.sweep(table_for(person), at=NOW)
    assert first + 1 in missed()

    entry("迟到", pk=first + 1)
    assert news.sweep(table_for(person), at=NOW) == 1
    assert titles(person) == ["先写", "后写", "迟到"]
    assert first + 1 not in missed()


@pytest.mark.django_db
def test_a_number_that_never_comes_is_given_up_after_an_hour():
    person = make_user()
    first = entry().pk
    entry(pk=first + 2)
    news.sweep(table_for(person), at=NOW)
    assert first + 1 in missed()
    news.sweep(table_for(person), at=NOW + news.PATIENCE - timedelta(seconds=1))
    assert first + 1 in missed()
    news.sweep(table_for(person), at=NOW + news.PATIENCE)
    assert missed() == []


def missed():
    return [number for number, _ in Bookmark.objects.get(name="audit").gaps]


@pytest.mark.django_db
def test_who_did_it_is_not_told():
    doer, other = make_user(), make_user()
    entry("示例", actor_id=str(doer.pk))
    news.sweep(table_for(doer, other), at=NOW)
    assert (titles(doer), titles(other)) == ([], ["示例"])


@pytest.mark.django_db
def test_one_entry_that_cannot_be_told_holds_up_no_other(caplog):
    person = make_user()
    good = table_for(person)["示例.happened"]

    def told(each):
        if each.subject == "坏":
            raise LookupError
        return good(each)

    entry("坏")
    entry("好")
    news.sweep({"示例.happened": told}, at=NOW)
    assert titles(person) == ["好"]
    assert "No news is made of audit entry" in caplog.text


@pytest.mark.django_db
def test_what_was_told_once_is_not_told_or_sent_again():
    person = make_user()
    one = News(person, "一", Topic.FILING, "示例", "示例", "/", NOW)
    tell([one, one], at=NOW)
    tell([one], at=NOW)
    assert Notification.objects.count() == OutboxMessage.objects.count() == 1


@pytest.mark.django_db
def test_quietly_means_on_the_page_alone():
    person = make_user()
    entry()
    news.sweep(table_for(person), at=NOW, quietly=True)
    assert titles(person) == ["示例"]
    assert not OutboxMessage.objects.exists()


def channels(person, topic):
    OutboxMessage.objects.all().delete()
    tell([News(person, str(topic), topic, "示例", "示例", "/", NOW)], at=NOW)
    return sorted(OutboxMessage.objects.values_list("channel", "address"))


@pytest.mark.django_db
def test_mail_comes_of_everything_and_sms_of_what_is_urgent():
    plain, reachable = make_user(), make_user(phone="13912345678")
    mail, sms = ("email", reachable.email), ("sms", "13912345678")
    assert channels(plain, Topic.DEADLINE) == [("email", plain.email)]
    assert channels(reachable, Topic.FILING) == [mail]
    assert channels(reachable, Topic.DEADLINE) == [mail, sms]


@pytest.mark.django_db
def test_the_persons_own_choice_holds():
    person = make_user(phone="13912345678")
    for topic, email, sms in (
        (Topic.FILING, False, True),
        (Topic.DEADLINE, False, False),
    ):
        NewsChoice.objects.create(person=person, topic=topic, email=email, sms=sms)
    assert channels(person, Topic.FILING) == [("sms", "13912345678")]
    assert channels(person, Topic.DEADLINE) == []
    assert Notification.objects.filter(person=person).count() == 2


@pytest.mark.django_db
def test_a_mail_says_what_where_and_how_to_turn_it_off(settings):
    settings.PORTAL_BASE_URL = "https://portal.example.com"
    person = make_user(name="示例甲")
    tell([News(person, "一", Topic.FILING, "标题", "正文。", "/x/", NOW)], at=NOW)
    mail = OutboxMessage.objects.get()
    assert mail.subject == f"【{settings.PORTAL_NAME}】标题"
    assert mail.body.startswith("示例甲，您好：\n\n正文。\n\n查看：https://portal.ex")
    assert "https://portal.example.com/me/notifications/preferences/" in mail.body


@pytest.mark.django_db(transaction=True)
def test_of_workers_at_once_one_tells():
    people = [make_user() for _ in range(3)]
    for number in range(20):
        entry(f"示例{number}")
    table = table_for(*people)
    Bookmark.objects.get_or_create(name="audit")
    at_once(*[lambda: news.sweep(table, at=NOW)] * CROWD)
    while news.sweep(table, at=NOW):
        pass
    assert Notification.objects.count() == OutboxMessage.objects.count() == 60
    for person in people:
        assert titles(person) == [f"示例{number}" for number in range(20)]


@pytest.mark.django_db
def test_who_read_a_bookmark_before_it_was_moved_does_not_move_it():
    mark, _ = Bookmark.objects.get_or_create(name="audit")
    stale = Bookmark.objects.get(pk=mark.pk)
    assert news.turn(mark, position=5)
    assert not news.turn(stale, position=3)
    assert Bookmark.objects.get(pk=mark.pk).position == 5


@pytest.mark.django_db(transaction=True)
def test_two_first_runs_at_once_both_find_a_bookmark():
    Bookmark.objects.all().delete()
    person = make_user()
    entry()
    table = table_for(person)
    assert set(at_once(*[lambda: news.sweep(table, at=NOW)] * CROWD)) == {"done"}
    assert User.objects.filter(pk=person.pk).count() == 1
    assert titles(person) == ["示例"]
