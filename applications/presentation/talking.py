"""A dossier's messages as each side reads them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from applications.models import (
    Dossier,
    DossierMessage,
    MessageMark,
    Side,
    dossiers_in_talk,
    side_of,
)
from applications.presentation.openings import units_of
from applications.presentation.outstanding import sections_for
from portal.models import User

WHOLE = "整个部分"
Choices = list[tuple[str, str | list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class Said:
    """One message; ``about`` is what it is about, in words."""

    pk: int
    who: str
    at: datetime
    text: str
    about: str
    about_url: str
    is_own: bool
    is_new: bool


def thread_of(dossier: Dossier, reader: User) -> list[Said]:
    """Every message, oldest first; two queries."""
    mark = MessageMark.objects.filter(dossier=dossier, person=reader).first()
    upto = mark.upto if mark else 0
    labels = _labels(dossier)
    rows = dossier.messages.select_related("writer")
    return [_said(each, dossier, reader, upto, labels) for each in rows]


def _said(
    message: DossierMessage,
    dossier: Dossier,
    reader: User,
    upto: int,
    labels: dict[tuple[str, str], str],
) -> Said:
    own = side_of(reader)
    place = (message.section, message.unit)
    url = ""
    if message.section and reader.is_enterprise and dossier.is_editable:
        url = reverse("applications:section", args=[dossier.key, message.section])
        url += f"#id_{message.unit}_group" if message.unit else ""
    return Said(
        pk=message.pk,
        who=_who(message, dossier, reader),
        at=message.at,
        text=message.text,
        about=labels.get(place, message.section),
        about_url=url,
        is_own=message.side == own,
        is_new=own is not None and message.side != own and message.pk > upto,
    )


def _who(message: DossierMessage, dossier: Dossier, reader: User) -> str:
    """An enterprise reads which office wrote, not which of its people."""
    side = Side(message.side)
    if side == Side.ENTERPRISE:
        return f"{dossier.enterprise.name}（{message.writer.name}）"
    city = dossier.enterprise.city if side == Side.CITY else ""
    office = f"{city}{side.label}"
    return office if reader.is_enterprise else f"{office}（{message.writer.name}）"


def about_choices(dossier: Dossier) -> Choices:
    """What a message may be about: a section or one unit of it, for a select."""
    return [
        ("", "整份申报书"),
        *(
            (
                section.title,
                [
                    (section.id, f"{section.title}：{WHOLE}"),
                    *((f"{section.id}/{u.id}", u.label) for u in units_of(section)),
                ],
            )
            for section in sections_for(dossier)
        ),
    ]


def _labels(dossier: Dossier) -> dict[tuple[str, str], str]:
    found = {("", ""): ""}
    for section in sections_for(dossier):
        found[section.id, ""] = section.title
        for unit in units_of(section):
            found[section.id, unit.id] = f"{section.title}：{unit.label}"
    return found


def unread_counts(reader: User, dossiers: Iterable[Dossier]) -> dict[int, int]:
    """Unread messages by dossier; one query."""
    pks = [each.pk for each in dossiers]
    unread = DossierMessage.objects.unread_by(reader).filter(dossier__in=pks)
    return unread.by_dossier()


def unread_on(dossier: Dossier, reader: User) -> int:
    """One query."""
    return DossierMessage.objects.unread_by(reader).filter(dossier=dossier).count()


def unread_total(reader: User) -> int:
    """One query."""
    return DossierMessage.objects.unread_by(reader).count()


def talks_of(reader: User) -> QuerySet[Dossier]:
    """Dossiers with messages, each with ``unread`` and ``last_at``; unread first."""
    here = {"dossier": OuterRef("pk")}
    last = DossierMessage.objects.filter(**here).order_by("-pk").values("at")[:1]
    unread = DossierMessage.objects.unread_by(reader).filter(**here).order_by()
    counted = unread.values("dossier").annotate(n=Count("pk")).values("n")
    return (
        dossiers_in_talk(reader)
        .for_list()
        .annotate(last_at=Subquery(last), unread=Coalesce(Subquery(counted), 0))
        .filter(last_at__isnull=False)
        .order_by("-unread", "-last_at", "-pk")
    )
