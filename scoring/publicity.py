"""What has been published, as everybody may read it: no mark, no place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet

from applications.models import Round
from portal import workcalendar
from scoring.access import takes_objections
from scoring.facts.successors import term_of
from scoring.models import NoticeChange, Replacement, Shortlist, ShortlistEntry
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
class Departed:
    """One who left after publication, and who followed, with its own notice."""

    number: str
    enterprise: str
    ground: str
    reason: str
    choice: str
    follower: str
    since: date
    until: date
    at: datetime
    confirmed_at: datetime | None
    is_reserve: bool


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
    departed: tuple[Departed, ...]


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
    gone = Replacement.objects.published().select_related(
        "leaver__dossier__enterprise", "follower__dossier__enterprise"
    )
    return Shortlist.objects.published().prefetch_related(
        Prefetch("entries", queryset=by_number),
        Prefetch("replacements", queryset=gone),
    )


def _notice(
    shortlist: Shortlist, round: Round, changes: Iterable[NoticeChange] = ()
) -> Notice:
    label = label_of(round, shortlist.kind)
    gone = shortlist.replacements.all()
    followed = {each.follower_id: each for each in gone}
    today = workcalendar.today()
    return Notice(
        round=round,
        label=label,
        since=shortlist.notice_from,
        until=shortlist.notice_until,
        changes=tuple(changes),
        confirmed_at=shortlist.confirmed_at,
        takes_objections=takes_objections(shortlist, today)
        or any(each.is_on_notice(today) for each in gone),
        departed=tuple(_departed(each) for each in gone),
        chosen=tuple(
            Chosen(
                number=str(entry.dossier.number),
                enterprise=entry.dossier.enterprise.name,
                platform=entry.dossier.platform,
                city=entry.dossier.enterprise.city,
                kind=label,
                library=entry.library or UNNAMED,
                round=round.title,
                until=term_of(shortlist, followed.get(entry.pk)).until,
            )
            for entry in shortlist.entries.all()
        ),
    )


def _departed(row: Replacement) -> Departed:
    leaver, follower = row.leaver.dossier, row.follower
    return Departed(
        number=str(leaver.number),
        enterprise=leaver.enterprise.name,
        ground=row.get_ground_display(),
        reason=row.reason,
        choice=row.choice,
        follower=f"{follower.dossier.number} {follower.dossier.enterprise}"
        if follower
        else "",
        since=row.notice_from,
        until=row.notice_until,
        at=row.published_at,
        confirmed_at=row.confirmed_at,
        is_reserve=row.leaves_the_reserve,
    )
