"""Mails and short messages are sent by the worker, tried again, and given up.

At least once: a worker that ends between the server's yes and the note of it sends
again, under the same Message-ID, by which a mail server or a reader tells the two.
"""

import logging
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, QuerySet

from portal import sms
from portal.audit import record
from portal.models import OutboxMessage, User

ATTEMPTS = 10
AT_ONCE = 20
#: Longer than one batch takes, though every message waits for the server's time-out.
LEASE = timedelta(minutes=10)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=4)

REFUSALS = (SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused)

Channel, State = OutboxMessage.Channel, OutboxMessage.State

log = logging.getLogger(__name__)


class NotFailed(Exception):
    """It waits or was sent, perhaps since this very moment."""


def deliver(*, at: datetime) -> int:
    """Send what is due; how many were sent. The claim is by conditional update."""
    taken = [
        message
        for message in OutboxMessage.objects.due(at).order_by("pk")[:AT_ONCE]
        if _take(message, at)
    ]
    mails = [each for each in taken if each.channel == Channel.EMAIL]
    texts = [each for each in taken if each.channel == Channel.SMS]
    return _send_mails(mails, at) + _send_texts(texts, at)


def _take(message: OutboxMessage, at: datetime) -> bool:
    """Whether this call was the one that took it; it counts as an attempt."""
    due = OutboxMessage.objects.due(at).filter(pk=message.pk, attempts=message.attempts)
    taken = due.update(attempts=F("attempts") + 1, next_try=at + LEASE)
    message.attempts += taken
    return bool(taken)


def _send_mails(messages: Iterable[OutboxMessage], at: datetime) -> int:
    """Over one connection; once the server is gone, nobody waits for it again."""
    sent = 0
    gone: Exception | None = None
    connection = get_connection()
    for message in messages:
        try:
            if gone is not None:
                raise gone
            connection.open()
            connection.send_messages([_mail(message)])
        except Exception as error:  # one that cannot be sent holds up no other
            gone = error if _is_gone(error) else None
            _postpone(message, error, at)
        else:
            sent += _sent(message, at)
    with suppress(OSError):
        connection.close()
    return sent


def _is_gone(error: Exception) -> bool:
    """Whether it says something about the server, not about this one mail."""
    return isinstance(error, OSError) and not isinstance(error, REFUSALS)


def _mail(message: OutboxMessage) -> EmailMessage:
    host = urlsplit(settings.PORTAL_BASE_URL).hostname or "localhost"
    headers = {
        "Message-ID": f"<{message.key}@{host}>",
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(
        message.subject, message.body, to=[message.address], headers=headers
    )


def _send_texts(messages: Iterable[OutboxMessage], at: datetime) -> int:
    sent = 0
    for message in messages:
        try:
            sms.gateway().send(
                number=message.address, text=message.body, key=message.key
            )
        except Exception as error:  # whatever the gateway's own library raises
            _postpone(message, error, at)
        else:
            sent += _sent(message, at)
    return sent


def _sent(message: OutboxMessage, at: datetime) -> int:
    """Its content, a link to a new password perhaps, is kept no longer."""
    return _mine(message).update(state=State.SENT, sent_at=at, error="", body="")


def _postpone(message: OutboxMessage, error: Exception, at: datetime) -> None:
    """Try again later, each time after twice as long; after the last one, no more."""
    said = f"{type(error).__name__}: {error}"[:300]
    log.warning("Message %s is not sent: %s", message.key[:12], said)
    if message.attempts >= ATTEMPTS:
        _mine(message).update(state=State.FAILED, error=said)
        return
    wait = min(FIRST_WAIT * 2 ** (message.attempts - 1), LONGEST_WAIT)
    _mine(message).update(next_try=at + wait, error=said)


def _mine(message: OutboxMessage) -> QuerySet[OutboxMessage]:
    """Unless another worker took it since."""
    waiting = OutboxMessage.objects.filter(pk=message.pk, state=State.WAITING)
    return waiting.filter(attempts=message.attempts)


@transaction.atomic
def try_again(*, message: OutboxMessage, by: User, at: datetime) -> None:
    """Ten attempts more for one that was given up; raises NotFailed."""
    failed = OutboxMessage.objects.filter(pk=message.pk, state=State.FAILED)
    if not failed.update(state=State.WAITING, attempts=0, next_try=at):
        raise NotFailed
    record(by=by, action="outbox.tried_again", subject=message)
