"""Mails and short messages: sent, tried again, given up, seen, and taken up again."""

import logging
from datetime import timedelta

import pytest
from django.urls import reverse

from portal import outbox, sms
from portal.models import AuditEntry, OutboxMessage, Topic, User
from portal.telling import News, tell
from tests.factories import NOW, make_user
from tests.racing import CROWD, at_once
from tests.smtp_sink import listening

pytestmark = pytest.mark.django_db

State = OutboxMessage.State
MINUTE = timedelta(minutes=1)


@pytest.fixture
def sink(settings):
    """A real server, spoken to by the real backend."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_TIMEOUT = 5
    with listening() as server:
        settings.EMAIL_PORT = server.port
        yield server


class Gateway:
    """Keeps what it is given, or breaks."""

    sent: list[tuple[str, str, str]] = []
    is_broken = False

    def send(self, *, number, text, key):
        if Gateway.is_broken:
            raise RuntimeError("gateway out of order")
        Gateway.sent.append((number, text, key))


@pytest.fixture
def gateway(settings):
    settings.SMS_BACKEND = f"{__name__}.Gateway"
    Gateway.sent, Gateway.is_broken = [], False
    return Gateway


def put(person=None, topic=Topic.FILING, source="示例"):
    person = person or make_user()
    tell([News(person, source, topic, "标题", "正文", "/x/", NOW)], at=NOW)
    return person


def test_a_mail_arrives_once_with_its_key_as_message_id(sink):
    person = put()
    assert outbox.deliver(at=NOW) == 1
    assert outbox.deliver(at=NOW + timedelta(days=1)) == 0

    [mail] = sink.mails
    row = OutboxMessage.objects.get()
    assert mail["To"] == person.email
    assert mail["Message-ID"] == f"<{row.key}@127.0.0.1>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Subject"].endswith("标题")
    assert "正文" in mail.get_content()
    assert (row.state, row.sent_at, row.attempts) == (State.SENT, NOW, 1)
    assert row.body == ""  # it may have been a link to a new password


def test_what_is_refused_is_tried_again_later_under_the_same_name(sink):
    put()
    sink.refuses.add("*")
    assert outbox.deliver(at=NOW) == 0
    row = OutboxMessage.objects.get()
    assert (row.state, row.attempts) == (State.WAITING, 1)
    assert row.next_try == NOW + MINUTE
    assert "451" in row.error
    assert outbox.deliver(at=NOW + MINUTE - timedelta(seconds=1)) == 0

    sink.refuses.clear()
    assert outbox.deliver(at=NOW + MINUTE) == 1
    [mail] = sink.mails
    assert row.key in mail["Message-ID"]
    row.refresh_from_db()
    assert (row.state, row.error) == (State.SENT, "")


def test_one_refused_mail_holds_up_no_other(sink):
    people = [put() for _ in range(3)]
    sink.refuses.add(people[1].email)
    assert outbox.deliver(at=NOW) == 2
    assert [mail["To"] for mail in sink.mails] == [people[0].email, people[2].email]
    assert sink.talks == 1


def test_after_ten_attempts_it_is_given_up(sink):
    put()
    sink.refuses.add("*")
    at, waits = NOW, []
    for _ in range(outbox.ATTEMPTS):
        outbox.deliver(at=at)
        row = OutboxMessage.objects.get()
        waits.append(row.next_try - at)
        at = row.next_try
    assert waits[:3] == [MINUTE, 2 * MINUTE, 4 * MINUTE]
    assert max(waits[:-1]) == outbox.LONGEST_WAIT
    assert (row.state, row.attempts) == (State.FAILED, 10)
    assert outbox.deliver(at=at + timedelta(days=1)) == 0


def test_a_server_that_is_not_there_is_asked_once_a_batch(sink, settings, monkeypatch):
    settings.EMAIL_PORT = 1
    asked = []
    backend = "django.core.mail.backends.smtp.EmailBackend.open"
    monkeypatch.setattr(backend, lambda self: asked.append(1) or _refuse())
    for _ in range(3):
        put()
    assert outbox.deliver(at=NOW) == 0
    assert len(asked) == 1
    assert set(OutboxMessage.objects.values_list("attempts", "state")) == {
        (1, State.WAITING)
    }


def _refuse():
    raise ConnectionRefusedError


def test_a_stopped_server_and_its_return(sink, settings):
    put()
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert outbox.deliver(at=NOW) == 0
    settings.EMAIL_PORT = there
    assert outbox.deliver(at=NOW + MINUTE) == 1


def test_a_new_password_is_asked_for_while_the_mail_server_is_gone(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    person = make_user()
    answer = client.post(reverse("account_reset_password"), {"email": person.email})
    assert answer.status_code == 302
    message = OutboxMessage.objects.get()
    assert message.address == person.email
    assert "/accounts/password/reset/key/" in message.body
    assert outbox.deliver(at=message.next_try) == 0


def test_a_server_that_hangs_up_gets_the_rest_later(sink):
    for _ in range(3):
        put()
    sink.hangs_up_after = 1
    assert outbox.deliver(at=NOW) == 1
    sink.hangs_up_after = None
    assert outbox.deliver(at=NOW + MINUTE) == 2
    assert len({mail["Message-ID"] for mail in sink.mails}) == 3


def test_what_a_killed_worker_held_is_sent_when_its_lease_is_over(sink):
    put()
    [message] = OutboxMessage.objects.all()
    assert outbox._take(message, NOW)
    assert outbox.deliver(at=NOW + outbox.LEASE - timedelta(seconds=1)) == 0
    assert outbox.deliver(at=NOW + outbox.LEASE) == 1


@pytest.mark.django_db(transaction=True)
def test_of_workers_at_once_each_mail_is_sent_by_one(sink):
    for _ in range(6):
        put()
    at_once(*[lambda: outbox.deliver(at=NOW)] * CROWD)
    outbox.deliver(at=NOW + outbox.LEASE)
    assert len(sink.mails) == 6
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {State.SENT}


def test_a_short_message_goes_to_the_gateway_and_is_tried_again(gateway):
    person = make_user(phone="13912345678")
    put(person, Topic.DEADLINE)
    OutboxMessage.objects.filter(channel="email").delete()
    gateway.is_broken = True
    assert outbox.deliver(at=NOW) == 0
    assert "out of order" in OutboxMessage.objects.get().error
    gateway.is_broken = False
    assert outbox.deliver(at=NOW + MINUTE) == 1
    [(number, text, key)] = gateway.sent
    assert number == "13912345678"
    assert text.endswith("标题，请登录查看。")
    assert key == OutboxMessage.objects.get().key


def test_without_a_gateway_the_log_says_what_would_go_out(caplog):
    with caplog.at_level(logging.INFO):
        sms.gateway().send(number="13912345678", text="示例", key="0" * 64)
    assert "139****5678: 示例" in caplog.text
    assert "13912345678" not in caplog.text


def failed():
    return OutboxMessage.objects.create(
        key="示例", channel="email", address="a@example.com", subject="示例标题",
        body="不给人看", state=State.FAILED, attempts=10, next_try=NOW, made_at=NOW,
        error="SMTPServerDisconnected",
    )  # fmt: skip


def test_what_failed_is_seen_without_its_content_and_sent_again(client, sink):
    message = failed()
    client.force_login(make_user(User.Role.SYSTEM))
    page = client.get(reverse("portal:outbox")).text
    assert "示例标题" in page
    assert "SMTPServerDisconnected" in page
    assert "不给人看" not in page

    url = reverse("portal:outbox_try_again", args=[message.pk])
    assert "已重新列入发送" in client.post(url, follow=True).text
    assert "不需要再试" in client.post(url, follow=True).text
    assert AuditEntry.objects.filter(action="outbox.tried_again").count() == 1
    message.refresh_from_db()
    assert outbox.deliver(at=message.next_try) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_record_costs_the_same_for_one_and_for_three(
    client, rows, django_assert_num_queries
):
    client.force_login(make_user(User.Role.SYSTEM))
    for number in range(rows):
        OutboxMessage.objects.create(
            key=f"{number}", channel="sms", address="13912345678", subject="示例",
            body="", state=State.FAILED, next_try=NOW, made_at=NOW,
        )  # fmt: skip
    with django_assert_num_queries(5):  # session, user, counts, count, rows
        client.get(reverse("portal:outbox"))
