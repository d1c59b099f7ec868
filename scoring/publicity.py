"""What has been published, as everybody may read it: no mark, no place."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet

from applications.models import Round
from portal import workcalendar
from scoring.access import takes_objections
from scoring.facts import line_reason_of
from scoring.facts.moves import what_of
from scoring.facts.successors import term_of
from scoring.models import (
    NoticeChange,
    Objection,
    Reopening,
    Replacement,
    Shortlist,
    ShortlistEntry,
)
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
class Upheld:
    """An objection that was upheld: what it opened, and what came of it."""

    number: str
    opened: tuple[str, ...]
    settled_at: datetime | None
    settlement: str


@dataclass(frozen=True, slots=True)
class Voided:
    """A list that the public saw and that is void; who came and went with the next."""

    since: date
    until: date
    at: datetime
    reason: str
    chosen: tuple[Chosen, ...]
    upheld: tuple[Upheld, ...]
    enters: tuple[Chosen, ...]
    leaves: tuple[Chosen, ...]
    is_followed: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """One kind's list before the public; ``is_pending``: the last one is void, and the
    next one is not out yet. ``voided`` are the earlier ones, the last one first."""

    round: Round
    label: str
    since: date
    until: date
    chosen: tuple[Chosen, ...]
    off_rules: str
    changes: tuple[NoticeChange, ...]
    confirmed_at: datetime | None
    takes_objections: bool
    departed: tuple[Departed, ...]
    is_pending: bool
    upheld: tuple[Upheld, ...] = ()
    voided: tuple[Voided, ...] = ()


def notices_of(round: Round) -> list[Notice]:
    """What the public has seen of a round, in the order of its kinds. Five queries."""
    rows = _entries_of(Shortlist.objects.before_the_public().filter(round=round))
    upheld = Objection.objects.filter(state=Objection.State.UPHELD).order_by("pk")
    rows = rows.prefetch_related(
        "notice_changes",
        Prefetch("objections", upheld, "upheld"),
        Prefetch("upheld__reopenings", _of_dossiers()),
    )
    lists: dict[str, list[Shortlist]] = {kind: [] for kind in round.kinds}
    for each in rows.order_by("pk"):
        lists[each.kind].append(each)
    return [_with_earlier(all, round) for all in lists.values() if all]


def _of_dossiers() -> QuerySet[Reopening]:
    rows = Reopening.objects.select_related("dossier")
    return rows.defer("dossier__document", "dossier__report")


def _with_earlier(lists: list[Shortlist], round: Round) -> Notice:
    """One kind's lists, the oldest first; the last is before the public, or void."""
    *_, last = lists
    shown = _notice(last, round, last.notice_changes.all())
    voided = [each for each in lists if each.state == Shortlist.State.VOID]
    pairs = [(each, _next(lists, each)) for each in reversed(voided)]
    return replace(
        shown,
        upheld=() if shown.is_pending else _upheld(last, shown.chosen),
        voided=tuple(_voided(each, after, round) for each, after in pairs),
    )


def _next(lists: list[Shortlist], shortlist: Shortlist) -> Shortlist | None:
    after = lists.index(shortlist) + 1
    return lists[after] if after < len(lists) else None


def _voided(shortlist: Shortlist, after: Shortlist | None, round: Round) -> Voided:
    chosen = _notice(shortlist, round).chosen
    new = _notice(after, round).chosen if after else ()
    before, now = ({each.number for each in side} for side in (chosen, new))
    return Voided(
        since=shortlist.notice_from,
        until=shortlist.notice_until,
        at=shortlist.voided_at,
        reason=shortlist.void_reason,
        chosen=chosen,
        upheld=_upheld(shortlist, (*chosen, *new)),
        enters=tuple(each for each in new if each.number not in before),
        leaves=tuple(each for each in chosen if after and each.number not in now),
        is_followed=after is not None,
    )


def _upheld(shortlist: Shortlist, named: Iterable[Chosen]) -> tuple[Upheld, ...]:
    """Only whom a list names is named here."""
    public = {each.number for each in named}
    return tuple(
        Upheld(
            each.number,
            tuple(dict.fromkeys(_opened(row, public) for row in each.reopenings.all())),
            each.settled_at,
            each.settlement,
        )
        for each in shortlist.upheld
    )


def _opened(row: Reopening, public: set[str]) -> str:
    number = str(row.dossier.number)
    whose = f"申报 {number}" if number in public else "一份未列入名单的申报"
    done = "已复核" if row.done_at else "正在复核"
    return f"{whose}的{what_of(row)}，{done}"


def _published() -> QuerySet[Shortlist]:
    return _entries_of(Shortlist.objects.published())


def _entries_of(lists: QuerySet[Shortlist]) -> QuerySet[Shortlist]:
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
    return lists.prefetch_related(
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
        off_rules=line_reason_of(round, shortlist),
        changes=tuple(changes),
        confirmed_at=shortlist.confirmed_at,
        takes_objections=takes_objections(shortlist, today)
        or any(each.is_on_notice(today) for each in gone),
        departed=tuple(_departed(each) for each in gone),
        is_pending=shortlist.state == Shortlist.State.VOID,
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
