"""A ranking as its page prints it: rows above and below the line, and who is apart."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from applications.models import Round
from applications.presentation import FindingLine, finding_lines
from portal import rules
from scoring.facts import (
    Cut,
    Line,
    Tie,
    gap_in_words,
    grounds_in_words,
    line_in_words,
    reserve_of,
    ties_of,
)

#: The scale of the strips begins here, or lower where a mark does.
LOW, HIGH, STEP = 55, 100, 5
#: From here on the page points at a spread; nothing is decided by it.
WIDE = Decimal(10)


@dataclass(frozen=True, slots=True)
class Row:
    """One line with what the page says beside its figures."""

    line: Line
    url: str
    shares_place: bool
    shares_mark: bool
    is_on_the_line: bool
    panel: int
    groups: tuple[Decimal | None, ...]
    is_out: bool
    ground: str
    reserve: int | None

    @property
    def strip_label(self) -> str:
        return f"各专家评分：{'、'.join(f'{mark:.2f}' for mark in self.line.marks)}"

    @property
    def is_wide(self) -> bool:
        return self.line.spread is not None and self.line.spread >= WIDE

    @property
    def is_full(self) -> bool:
        return self.line.sheets >= self.panel


@dataclass(frozen=True, slots=True)
class Apart:
    """An ineligible dossier and the clauses that keep it out of the ranking."""

    line: Line
    findings: tuple[FindingLine, ...]


@dataclass(frozen=True, slots=True)
class RankingTable:
    """All that one ranking page lists."""

    above: tuple[Row, ...]
    below: tuple[Row, ...]
    bare: tuple[Line, ...]
    outside: tuple[Line, ...]
    apart: tuple[Apart, ...]
    ties: tuple[Tie, ...]
    groups: tuple[str, ...]
    low: int
    line: str
    gap: str

    @property
    def span(self) -> int:
        return HIGH - self.low

    @property
    def wide(self) -> Decimal:
        return WIDE

    @property
    def has_defence(self) -> bool:
        """Whether the marks are totals of documents and defence."""
        rows = (*self.above, *self.below)
        return any(row.line.defence is not None for row in rows)

    @property
    def is_empty(self) -> bool:
        rows = (self.above, self.below, self.bare, self.outside, self.apart)
        return not any(rows)

    @property
    def ranked(self) -> int:
        return len(self.above) + len(self.below)

    @property
    def columns(self) -> int:
        return 8 + len(self.groups) + (2 if self.has_defence else 0)


def ranking_table(
    round: Round,
    table: rules.IndicatorTable,
    lines: Sequence[Line],
    cut: Cut | None,
    tied: frozenset[str] = frozenset(),
) -> RankingTable:
    """``tied`` are the dossiers that straddle a line that could not be drawn."""
    ties = ties_of(lines, table.ties)
    rows = _rows(round, table, lines, cut, ties, tied)
    unplaced = [each for each in lines if each.is_eligible and not each.place]
    count = _above(rows, cut)
    return RankingTable(
        above=rows[:count],
        below=rows[count:],
        bare=tuple(each for each in unplaced if not each.outside),
        outside=tuple(each for each in unplaced if each.outside),
        apart=tuple(_apart(each) for each in lines if not each.is_eligible),
        ties=ties,
        groups=table.groups,
        low=_low(lines),
        line=line_in_words(cut) if cut and rows else "",
        gap=gap_in_words(cut, table.ties) if cut and rows else "",
    )


def _rows(
    round: Round,
    table: rules.IndicatorTable,
    lines: Sequence[Line],
    cut: Cut | None,
    ties: tuple[Tie, ...],
    tied: frozenset[str],
) -> tuple[Row, ...]:
    same = {number for tie in ties for number in tie.numbers}
    places = Counter(line.place for line in lines)
    grounds, waiting = grounds_in_words(cut), reserve_of(cut)
    return tuple(
        Row(
            line=line,
            url=reverse("applications:official_dossier", args=[line.dossier.key]),
            shares_place=places[line.place] > 1,
            shares_mark=line.number in same,
            is_on_the_line=line.number in tied,
            panel=round.panel_size,
            groups=tuple(line.groups.get(group) for group in table.groups),
            is_out=cut is not None and line.number not in cut.chosen,
            ground=grounds.get(line.number, ""),
            reserve=waiting.get(line.number),
        )
        for line in lines
        if line.place is not None
    )


def _above(rows: Sequence[Row], cut: Cut | None) -> int:
    """How many rows stand above the line, those passed over among them."""
    if cut is None:
        return len(rows)
    return next((n for n in range(len(rows), 0, -1) if not rows[n - 1].is_out), 0)


def _apart(line: Line) -> Apart:
    return Apart(line, finding_lines(line.failing))


def _low(lines: Sequence[Line]) -> int:
    lowest = min((mark for line in lines for mark in line.marks), default=Decimal(LOW))
    return min(LOW, int(lowest) // STEP * STEP)
