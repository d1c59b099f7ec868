"""Messages on a dossier: one is sent once, and read by each person for themselves."""

from datetime import datetime

from django.db import transaction

from applications import access
from applications.actions.holding import hold_dossier
from applications.models import (
    Dossier,
    DossierMessage,
    MessageMark,
    Side,
    side_of,
)
from portal.audit import record
from portal.models import User


class TalkIsClosed(Exception):
    """The result is published: questions go another way from here."""


class WrittenElsewhere(Exception):
    """The writer has sent something else from another window since the page."""


@transaction.atomic
def send(
    *,
    dossier: Dossier,
    text: str,
    section: str = "",
    unit: str = "",
    number: int,
    by: User,
    at: datetime,
) -> DossierMessage:
    """Send the writer's message ``number`` on this dossier; twice is once.

    Raises TalkIsClosed or WrittenElsewhere.
    """
    current = hold_dossier(dossier)
    if not access.may_still_write(current):
        raise TalkIsClosed
    mine = DossierMessage.objects.filter(dossier=current, writer=by)
    what = {"text": text, "section": section, "unit": unit}
    if sent := mine.filter(number=number, **what).first():
        return sent
    if number != next_number(current, by):
        raise WrittenElsewhere
    side = side_of(by)
    message = DossierMessage.objects.create(
        dossier=current, writer=by, side=side, number=number, at=at, **what
    )
    record(
        by=by,
        action="dossier.message_sent",
        subject=current,
        dossier=current.key,
        side=Side(side).label,
        section=section,
    )
    return message


def next_number(dossier: Dossier, writer: User) -> int:
    """The number of what this person writes next on this dossier; one query."""
    return DossierMessage.objects.filter(dossier=dossier, writer=writer).count() + 1


@transaction.atomic
def mark_read(*, dossier: Dossier, upto: int, by: User) -> None:
    """Up to this message, which the reader was shown; never back again."""
    shown = DossierMessage.objects.filter(dossier=dossier, pk__lte=upto)
    last = shown.order_by("-pk").values_list("pk", flat=True).first()
    if last is None:
        return
    mark, is_new = MessageMark.objects.get_or_create(
        dossier=dossier, person=by, defaults={"upto": last}
    )
    if not is_new:
        MessageMark.objects.filter(pk=mark.pk, upto__lt=last).update(upto=last)
