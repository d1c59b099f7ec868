"""What has been published, as everybody may read it: no mark, no place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet

from applications.models import Round
from portal import workcalendar
from scoring.access import takes_objections
from scoring.models import NoticeChange, Shortlist, ShortlistEntry
from scoring.rankings.ranked import label_of

#: What the list is called where a guide names no library.
UNNAMED = "入选平台名单"


@dataclass(frozen=True, slots=True)
class Chosen:
    """One selected platform; its mark and place are not published."""

    number: str
    enterprise: str
    platform: str
    city: str
    kind: str
    library: str
    round: str
    until: date


@dataclass(frozen=True, slots=True)
class Notice:
    """One kind's published list."""

    round: Round
    label: str
    since: date
    until: date
    chosen: tuple[Chosen, ...]
    changes: tuple[NoticeChange, ...]
    confirmed_at: datetime | None
    takes_objections: bool


def notices_of(round: Round) -> list[Notice]:
    """The published lists of a round, in the order of its kinds. Three queries."""
    order = {kind: place for place, kind in enumerate(round.kinds)}
    lists = sorted(
        _published().filter(round=round).prefetch_related("notice_changes"),
        key=lambda each: order.get(each.kind, 0),
    )
    return [_notice(each, round, each.notice_changes.all()) for each in lists]


def _published() -> QuerySet[Shortlist]:
    selected = ShortlistEntry.objects.filter(is_selected=True)
    rows = selected.select_related("dossier__enterprise").only(
        "library",
        "shortlist_id",
        "dossier__number",
        "dossier__platform",
        "dossier__enterprise__name",
        "dossier__enterprise__city",
    )
    by_number = rows.order_by("dossier__number")
    return Shortlist.objects.published().prefetch_related(
        Prefetch("entries", queryset=by_number)
    )


def _notice(
    shortlist: Shortlist, round: Round, changes: Iterable[NoticeChange] = ()
) -> Notice:
    label = label_of(round, shortlist.kind)
    return Notice(
        round=round,
        label=label,
        since=shortlist.notice_from,
        until=shortlist.notice_until,
        changes=tuple(changes),
        confirmed_at=shortlist.confirmed_at,
        takes_objections=takes_objections(shortlist, workcalendar.today()),
        chosen=tuple(
            Chosen(
                number=str(entry.dossier.number),
                enterprise=entry.dossier.enterprise.name,
                platform=entry.dossier.platform,
                city=entry.dossier.enterprise.city,
                kind=label,
                library=entry.library or UNNAMED,
                round=round.title,
                until=shortlist.notice_until,
            )
            for entry in shortlist.entries.all()
        ),
    )
