"""A ranking line by line: live from the sheets, or as it was frozen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from applications.facts import Finding, rule_of, table_of
from applications.models import Dossier, Round
from portal import rules
from scoring.facts.screening import failing_in
from scoring.facts.standings import findings_by_dossier, sums_of
from scoring.models import Shortlist


@dataclass(frozen=True, slots=True)
class Line:
    """One dossier's line in a ranking; page, workbook and letter print this one.

    ``marks`` are the experts' totals, best first; ``failing`` the clauses that keep
    the dossier out. A line without a place is ineligible, or has no sheet that counts,
    or is ``outside``: after a defence, why it has no place. Then ``mark`` is the total
    of ``document`` and ``defence``, and ``groups`` hold the shares of both as well.
    ``ground`` and ``reserve`` are the frozen selection's; a live one has a ``Cut``.
    """

    dossier: Dossier
    place: int | None
    mark: Decimal | None
    groups: Mapping[str, Decimal] = field(default_factory=dict)
    marks: tuple[Decimal, ...] = ()
    is_eligible: bool = True
    failing: tuple[Finding, ...] = ()
    is_selected: bool = False
    library: str = ""
    ground: rules.Ground | None = None
    reserve: int | None = None
    document: Decimal | None = None
    defence: Decimal | None = None
    outside: str = ""

    @property
    def number(self) -> str:
        return str(self.dossier.number)

    @property
    def sheets(self) -> int:
        return len(self.marks)

    @property
    def spread(self) -> Decimal | None:
        """Between the kindest expert and the strictest."""
        return self.marks[0] - self.marks[-1] if self.marks else None


def document_lines_of(
    round: Round, kind: str, sheets: Iterable[rules.Sheet] | None = None
) -> tuple[Line, ...]:
    """The ranking of the documents as it stands: placed, without a sheet, ineligible.

    Four queries, three where the sheets are given.
    """
    ranked = {
        str(each.number): (each, found) for each, found in failing_in(round, kind)
    }
    table = table_of(round)
    given = (
        sums_of(round, kind, table) if sheets is None else rules.summed(sheets, table)
    )
    out = [number for number, (_, failing) in ranked.items() if failing]
    standings = rules.standings(given, table, rule_of(round), out)
    listed = [
        _line(standing, *ranked[standing.dossier], given.get(standing.dossier, ()))
        for standing in standings
        if standing.dossier in ranked
    ]
    bare = [
        Line(dossier, None, None)
        for number, (dossier, failing) in ranked.items()
        if not failing and number not in given
    ]
    placed = sum(line.place is not None for line in listed)
    return (*listed[:placed], *bare, *listed[placed:])


def _line(
    standing: rules.Standing,
    dossier: Dossier,
    failing: tuple[Finding, ...],
    sheets: Iterable[rules.Row],
) -> Line:
    return Line(
        dossier=dossier,
        place=standing.place,
        mark=standing.mark,
        groups=standing.groups,
        marks=rules.marks_of(sheets),
        is_eligible=not failing,
        failing=failing,
    )


def frozen_lines_of(shortlist: Shortlist) -> tuple[Line, ...]:
    """The ranking as it was written down; the clauses in the round's words. 3 queries.

    Which clauses failed is what was written down; how far, the dossier's own copy says.
    """
    entries = list(shortlist.entries.select_related("dossier__enterprise"))
    for entry in entries:
        entry.dossier.round = shortlist.round
    out = [entry.dossier for entry in entries if not entry.is_eligible]
    findings = findings_by_dossier(out)
    return tuple(
        Line(
            dossier=entry.dossier,
            place=entry.place,
            mark=entry.mark,
            groups={name: Decimal(mark) for name, mark in entry.groups.items()},
            marks=tuple(Decimal(mark) for mark in entry.marks),
            is_eligible=entry.is_eligible,
            failing=tuple(
                each
                for each in findings.get(str(entry.dossier.number), ())
                if each.clause.id in entry.failed
            ),
            is_selected=entry.is_selected,
            library=entry.library,
            ground=rules.read_ground(entry.ground) if entry.ground else None,
            reserve=entry.reserve,
            document=entry.document_mark,
            defence=entry.defence_mark,
            outside=entry.outside,
        )
        for entry in entries
    )
