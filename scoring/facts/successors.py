"""From a published list's rows to the rule of who follows whom, and back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from applications.facts import limits_of
from portal.rules.succession import Held, succession
from scoring.facts.ground_words import ground_in_words
from scoring.models import Replacement, Shortlist, ShortlistEntry


@dataclass(frozen=True, slots=True)
class Successors:
    """``able``: one entry, equals of whom one is named, or none; ``passed`` are pairs
    of who may not follow and why, in words."""

    able: tuple[ShortlistEntry, ...] = ()
    passed: tuple[tuple[str, str], ...] = ()
    basis: str = ""


def entries_of(shortlist: Shortlist) -> list[ShortlistEntry]:
    """All lines with their enterprises. One query."""
    return list(shortlist.entries.select_related("dossier__enterprise"))


def successors_of(
    shortlist: Shortlist, leaver: ShortlistEntry, entries: Iterable[ShortlistEntry]
) -> Successors:
    """Who would follow ``leaver``; nobody follows one of the reserve."""
    if not leaver.is_selected:
        return Successors()
    by_number = {str(each.dossier.number): each for each in entries}
    waiting = [each for each in by_number.values() if each.reserve]
    found = succession(
        [_held(each) for each in by_number.values() if each.is_selected],
        [_held(each) for each in sorted(waiting, key=lambda each: each.reserve or 0)],
        str(leaver.dossier.number),
        limits_of(shortlist.round, shortlist.kind),
    )
    return Successors(
        tuple(by_number[number] for number in found.able),
        tuple((number, ground_in_words(why)) for number, why in found.passed.items()),
        ground_in_words(found.ground) if found.ground else "",
    )


def _held(entry: ShortlistEntry) -> Held:
    dossier = entry.dossier
    return Held(str(dossier.number), entry.place or 0, dossier.enterprise.city)


@dataclass(frozen=True, slots=True)
class Term:
    """Between which days an entry is before the public, and since when it is final."""

    since: date | None
    until: date | None
    confirmed_at: datetime | None


def term_of(shortlist: Shortlist, followed: Replacement | None) -> Term:
    """The list's own, or that of the replacement by which an entry came."""
    by = followed or shortlist
    return Term(by.notice_from, by.notice_until, by.confirmed_at)


def followed_in(shortlists: Iterable[Shortlist]) -> dict[int, Replacement]:
    """By entry, the replacement that brought it onto its list. One query."""
    rows = Replacement.objects.published().filter(shortlist__in=list(shortlists))
    return {row.follower_id: row for row in rows if row.follower_id}
