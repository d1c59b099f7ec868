"""One message to many enterprises: each on its own dossier, or why not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from applications.actions import messages
from applications.models import Dossier, DossierMessage
from portal.models import User


@dataclass(frozen=True, slots=True)
class Sent:
    """How many were written to; ``refused`` are (number, why)."""

    count: int
    refused: list[tuple[str, str]]


def numbers_of(keys: Iterable[str], writer: User) -> str:
    """A fingerprint of what this person has written on these dossiers: posted twice,
    the second time finds another one. One query."""
    mine = DossierMessage.objects.filter(dossier__key__in=list(keys), writer=writer)
    found = mine.order_by("pk").values_list("pk", flat=True)
    return sha256(",".join(map(str, found)).encode()).hexdigest()


def write_to_all(keys: Iterable[str], text: str, *, by: User, at: datetime) -> Sent:
    """Each in a transaction of its own, so that one refusal stops no other."""
    dossiers = Dossier.objects.visible_to(by).filter(key__in=list(keys))
    refused, count = [], 0
    for dossier in dossiers.select_related("round").order_by("number"):
        number = messages.next_number(dossier, by)
        try:
            messages.send(dossier=dossier, text=text, number=number, by=by, at=at)
        except messages.TalkIsClosed:
            refused.append((str(dossier.number), "本批次结果已经公布，不再接受消息"))
        except messages.WrittenElsewhere:
            refused.append((str(dossier.number), "您刚在另一个窗口发送过消息"))
        else:
            count += 1
    return Sent(count, refused)
