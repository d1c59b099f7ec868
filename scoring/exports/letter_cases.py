"""What the letters about a round's dossiers quote, gathered in a few queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from applications.facts import Finding, table_of
from applications.models import Dossier, Round
from portal import rules
from scoring.facts import decided_by, findings_by_dossier, ground_in_words
from scoring.facts import lines as ranked
from scoring.facts.successors import Term, followed_in, term_of
from scoring.models import ScoreSheet, Shortlist, ShortlistEntry


@dataclass(frozen=True, slots=True)
class Line:
    """Where the cut of a frozen ranking runs, and between how many it was drawn."""

    ranked: int
    selected: int
    last: ShortlistEntry | None

    @property
    def lowest(self) -> Decimal | None:
        return self.last.mark if self.last else None


@dataclass(frozen=True, slots=True)
class Case:
    """One line of a frozen ranking with all that its letters say."""

    entry: ShortlistEntry
    line: Line
    findings: tuple[Finding, ...]
    sheets: tuple[ScoreSheet, ...]
    term: Term

    @property
    def dossier(self) -> Dossier:
        return self.entry.dossier

    @property
    def shortlist(self) -> Shortlist:
        return self.entry.shortlist

    @property
    def round(self) -> Round:
        return self.shortlist.round

    @property
    def failed(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.fails)

    @property
    def tie(self) -> str:
        """The group that put a dossier of the last selected one's mark below it."""
        entry, last = self.entry, self.line.last
        if last is None or entry.is_selected or entry.mark != last.mark or entry.ground:
            return ""
        pair = (ranked.Line(str(e.pk), None, None, e.groups) for e in (entry, last))
        return decided_by(*pair, table_of(self.round).ties) or ""

    @property
    def ground(self) -> str:
        """What kept it out beside its place, or brought it in."""
        found = self.entry.ground
        return ground_in_words(rules.read_ground(found)) if found else ""

    @property
    def is_final(self) -> bool:
        """Whether an official made the list, or its change, final after its notice."""
        return self.term.confirmed_at is not None

    def is_noticed(self, at: datetime) -> bool:
        """Whether the last day on which one may object is still to come."""
        until = self.term.until
        return until is not None and at.astimezone(rules.BEIJING).date() <= until

    @property
    def is_as_frozen(self) -> bool:
        """Whether today's clause report still says what the ranking wrote down."""
        return [each.clause.id for each in self.failed] == self.entry.failed


def cases_of(round: Round, kind: str = "") -> Iterator[Case]:
    """The cases of a round's approved and published lists, in their order."""
    entries = ShortlistEntry.objects.filter(
        shortlist__round=round, shortlist__state__in=Shortlist.DECIDED
    )
    if kind:
        entries = entries.filter(shortlist__kind=kind)
    rows = list(
        entries.select_related("dossier__enterprise", "shortlist").order_by(
            "shortlist_id", "position"
        )
    )
    for row in rows:  # one round for all, with its guide and its table
        row.shortlist.round = row.dossier.round = round
    findings = findings_by_dossier(row.dossier for row in rows)
    sheets = _sheets_of(round)
    lines = _lines(rows)
    followed = followed_in({row.shortlist for row in rows})
    for row in rows:
        yield Case(
            row,
            lines[row.shortlist_id],
            findings[str(row.dossier.number)],
            tuple(sheets.get(row.dossier_id, ())),
            term_of(row.shortlist, followed.get(row.pk)),
        )


def _lines(rows: list[ShortlistEntry]) -> dict[int, Line]:
    by_list: dict[int, list[ShortlistEntry]] = {}
    for row in rows:
        by_list.setdefault(row.shortlist_id, []).append(row)
    return {pk: _line(entries) for pk, entries in by_list.items()}


def _line(entries: list[ShortlistEntry]) -> Line:
    chosen = [each for each in entries if each.is_selected]
    ranked = sum(each.place is not None for each in entries)
    return Line(ranked, len(chosen), chosen[-1] if chosen else None)


def _sheets_of(round: Round) -> dict[int, list[ScoreSheet]]:
    """The sheets that count, by dossier; with their experts, whose names stay out, and
    what the second round made of them."""
    found: dict[int, list[ScoreSheet]] = {}
    counting = ScoreSheet.objects.counting().filter(assignment__dossier__round=round)
    related = ("assignment__expert__user", "assignment__second_sheet")
    for sheet in counting.select_related(*related).order_by("pk"):
        found.setdefault(sheet.assignment.dossier_id, []).append(sheet)
    return found
