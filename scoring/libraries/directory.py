"""The public directory (平台库): who is in it, at which level, since when.

No figure, no report, no rectification: none of the guides makes them public.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from applications.presentation import kind_label
from portal import guides, rules
from scoring.models import LibraryDecision, LibraryEntry
from scoring.publicity import UNNAMED

Kind = LibraryDecision.Kind
State = LibraryEntry.State


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the directory."""

    entry: LibraryEntry
    kind: str
    library: str

    @property
    def is_in(self) -> bool:
        """Also while something is put right: that is not public."""
        return self.entry.state != State.LEFT


@dataclass(frozen=True, slots=True)
class Happening:
    """One public step of an entry's history."""

    on: date
    words: str
    reason: str = ""


def kind_choices(provinces: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Kinds by id, with each word that the guides have for them."""
    wanted = set(provinces)
    words: dict[str, dict[str, None]] = {}
    for guide in guides.provinces():
        if not wanted or guide.id in wanted:
            for id, kind in guide.kinds.items():
                words.setdefault(id, {})[kind.label] = None
    return [(id, "、".join(labels)) for id, labels in words.items()]


def sought(wanted: dict[str, str]) -> QuerySet[LibraryEntry]:
    """By the filters that ``DirectoryForm`` took."""
    rows = LibraryEntry.objects.select_related("enterprise")
    columns = ("province", "kind", "level", "year")
    rows = rows.filter(**{each: wanted[each] for each in columns if each in wanted})
    if state := wanted.get("state"):
        left = Q(state=State.LEFT)
        rows = rows.filter(left if state == State.LEFT else ~left)
    return named(rows, wanted.get("q", ""))


def named(rows: QuerySet[LibraryEntry], words: str) -> QuerySet[LibraryEntry]:
    if not words:
        return rows
    is_named = Q(platform__icontains=words) | Q(enterprise__name__icontains=words)
    return rows.filter(is_named)


def years() -> list[int]:
    """In which somebody was selected, the newest first; one query."""
    found = LibraryEntry.objects.order_by("-year").values_list("year", flat=True)
    return list(found.distinct())


def listed(entries: Iterable[LibraryEntry]) -> list[Listed]:
    """With the entries' enterprises, no query more."""
    return [
        Listed(each, kind_label(each.guide_key, each.kind), each.library or UNNAMED)
        for each in entries
    ]


def history_of(entry: LibraryEntry) -> list[Happening]:
    """From the list on; one query, and the entry's ``source``."""
    label = entry.source.library or UNNAMED
    found = [Happening(entry.since, f"名单确定，纳入{label}")]
    decisions = entry.decisions.confirmed().filter(kind__in=LibraryDecision.PUBLIC)
    for each in decisions.order_by("settled_at", "pk"):
        day = each.settled_at.astimezone(rules.BEIJING).date()
        found.append(Happening(day, each.get_kind_display(), each.reason))
    return found
