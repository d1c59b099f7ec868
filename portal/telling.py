"""News as rows: on the page for everybody, as mail and SMS for who wants them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_hex
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from portal.models import NewsChoice, Notification, OutboxMessage, Topic, User

Channel = OutboxMessage.Channel

#: What interrupts somebody unless they say otherwise; mail comes of everything.
SMS_UNASKED = {Topic.CORRECTION, Topic.DEADLINE}

BODY = """{name}，您好：

{text}

查看：{url}

——
本邮件由{portal}自动发出，请勿回复。
不想再收到这类邮件，请登录后在通知设置中关闭：{settings}
"""
SMS = "【{portal}】{title}，请登录查看。"


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell one person; the same ``source`` is told once."""

    person: User
    source: str
    topic: Topic
    title: str
    text: str
    url: str
    at: datetime


def tell(news: Iterable[News], *, at: datetime, quietly: bool = False) -> None:
    """Write it down; what somebody has been told before is left out."""
    wanted = {(each.person.pk, each.source): each for each in news}
    sources = {source for _, source in wanted}
    people = {person for person, _ in wanted}
    told = Notification.objects.filter(person__in=people, source__in=sources)
    for key in told.values_list("person_id", "source"):
        wanted.pop(key, None)
    Notification.objects.bulk_create(
        [_row(each) for each in wanted.values()], 500, ignore_conflicts=True
    )
    if not quietly:
        _send(wanted.values(), at)


def _row(news: News) -> Notification:
    return Notification(
        person=news.person,
        source=news.source,
        topic=news.topic,
        title=news.title[:200],
        text=news.text[:500],
        url=news.url,
        made_at=news.at,
    )


def post(*, address: str, subject: str, body: str, at: datetime) -> None:
    """A mail that somebody asked for this moment, such as a link to a new password."""
    OutboxMessage.objects.create(
        key=token_hex(20),
        channel=Channel.EMAIL,
        address=address,
        subject=subject[:200],
        body=body,
        next_try=at,
        made_at=at,
    )


def is_wanted(topic: str, channel: str, choice: NewsChoice | None) -> bool:
    """By the person's own choice, else as it is unless they say otherwise."""
    if choice is not None:
        return choice.email if channel == Channel.EMAIL else choice.sms
    return channel == Channel.EMAIL or topic in SMS_UNASKED


def _send(news: Iterable[News], at: datetime) -> None:
    """Rows for the worker to send; one message is made once."""
    news = list(news)
    rows = NewsChoice.objects.filter(person__in={each.person.pk for each in news})
    choices = {(row.person_id, row.topic): row for row in rows}
    messages = []
    for each in news:
        choice = choices.get((each.person.pk, each.topic))
        for channel, address in _addresses(each.person):
            if is_wanted(each.topic, channel, choice):
                messages.append(_message(each, channel, address, at))
    OutboxMessage.objects.bulk_create(messages, 500, ignore_conflicts=True)


def _addresses(person: User) -> Iterator[tuple[Channel, str]]:
    """Nothing goes to who has not yet accepted the invitation, or is closed out."""
    if not (person.is_active and person.has_usable_password()):
        return
    yield Channel.EMAIL, person.email
    if person.phone:
        yield Channel.SMS, person.phone


def _message(news: News, channel: Channel, address: str, at: datetime) -> OutboxMessage:
    told = f"{news.person.pk}|{news.source}|{channel}"
    return OutboxMessage(
        key=sha256(told.encode()).hexdigest()[:40],
        channel=channel,
        address=address,
        subject=f"【{settings.PORTAL_NAME}】{news.title}"[:200],
        body=_body(news, channel),
        next_try=at,
        made_at=at,
    )


def _body(news: News, channel: Channel) -> str:
    if channel == Channel.SMS:
        return SMS.format(portal=settings.PORTAL_NAME, title=news.title)
    return BODY.format(
        name=news.person.name,
        text=news.text,
        url=urljoin(settings.PORTAL_BASE_URL, news.url),
        portal=settings.PORTAL_NAME,
        settings=urljoin(
            settings.PORTAL_BASE_URL, reverse("portal:notification_choices")
        ),
    )
