"""What came of one dossier, for its own enterprise once the list is published."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from applications.facts import Finding, findings_of, table_of
from applications.models import Dossier
from portal.rules import Why, read_ground
from scoring.facts.ground_words import ground_in_words
from scoring.facts.lines import Line
from scoring.facts.successors import Term, followed_in, term_of
from scoring.facts.ties import decided_by
from scoring.models import Shortlist, ShortlistEntry


@dataclass(frozen=True, slots=True)
class Result:
    """One dossier's own result; nobody else's mark.

    ``groups`` are (name, mark, full marks) in the order of the table; ``line`` is the
    mark of the last one selected, or the mark that was asked for; ``tie`` the group
    that decided where the mark alone did not, ``ground`` what else did; ``place`` is
    one of ``placed``. After a defence ``mark`` is the total of ``document`` and
    ``defence``, or there is none and ``outside`` says why.
    """

    shortlist: Shortlist
    is_selected: bool
    is_eligible: bool
    library: str
    mark: Decimal | None
    place: int | None
    placed: int
    groups: tuple[tuple[str, Decimal, Decimal], ...]
    line: Decimal | None
    tie: str
    ground: str
    has_left: bool
    term: Term
    failing: tuple[Finding, ...]
    document: Decimal | None = None
    defence: Decimal | None = None
    outside: str = ""


def result_of(dossier: Dossier) -> Result | None:
    """The published result, None before. 4 queries, 2 more where a clause failed."""
    entries = ShortlistEntry.objects.select_related("shortlist").filter(
        dossier=dossier, shortlist__state=Shortlist.State.PUBLISHED
    )
    entry = entries.first()
    if entry is None:
        return None
    last = _last_selected(entry.shortlist)
    failing = () if entry.is_eligible else findings_of(dossier)
    return Result(
        shortlist=entry.shortlist,
        is_selected=entry.is_selected,
        is_eligible=entry.is_eligible,
        library=entry.library,
        mark=entry.mark,
        place=entry.place,
        placed=entry.shortlist.entries.exclude(place=None).count(),
        groups=tuple(_groups(dossier, entry)),
        line=_line_mark(entry.shortlist, last),
        tie=_tie(dossier, entry, last),
        ground=_ground(entry),
        has_left=entry.ground.get("why") == Why.LEFT,
        term=term_of(entry.shortlist, followed_in([entry.shortlist]).get(entry.pk)),
        failing=tuple(each for each in failing if each.clause.id in entry.failed),
        document=entry.document_mark,
        defence=entry.defence_mark,
        outside=entry.outside,
    )


def _groups(
    dossier: Dossier, entry: ShortlistEntry
) -> Iterator[tuple[str, Decimal, Decimal]]:
    table = table_of(dossier.round)
    for name in table.groups:
        if name in entry.groups:
            leaves = (each for each in table.indicators if each.group == name)
            full = sum((each.weight or Decimal(0) for each in leaves), Decimal(0))
            yield name, Decimal(entry.groups[name]), full


def _last_selected(shortlist: Shortlist) -> ShortlistEntry | None:
    return shortlist.entries.filter(is_selected=True).order_by("-position").first()


def _line_mark(shortlist: Shortlist, last: ShortlistEntry | None) -> Decimal | None:
    if shortlist.cut == Shortlist.Cut.MARK:
        return shortlist.minimum_mark
    return last.mark if last else None


def _ground(entry: ShortlistEntry) -> str:
    return ground_in_words(read_ground(entry.ground)) if entry.ground else ""


def _tie(dossier: Dossier, entry: ShortlistEntry, last: ShortlistEntry | None) -> str:
    """The group that kept a dossier of the line's own mark below the line."""
    if entry.is_selected or not entry.is_eligible or last is None:
        return ""
    if entry.mark != last.mark:
        return ""
    pair = (Line(each.dossier, None, None, each.groups) for each in (entry, last))
    return decided_by(*pair, table_of(dossier.round).ties) or ""
