"""Fifty lines of a ranking: the ranked first, the ineligible after the last of them."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from scoring.facts import Tie
from scoring.rankings.table import Apart, RankingTable, Row

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class RankingPage:
    """What stands on one page; ``has_line`` where the line runs through it.

    ``ties`` are those of which a dossier stands here, each told to its end.
    """

    page: Page
    above: tuple[Row, ...]
    below: tuple[Row, ...]
    apart: tuple[Apart, ...]
    ties: tuple[Tie, ...]
    has_line: bool
    line_page: int
    apart_page: int

    @property
    def is_ranked(self) -> bool:
        return bool(self.above or self.below)


def ranking_page(table: RankingTable, number: str | None) -> RankingPage:
    """The page asked for, or the nearest one that there is."""
    everyone = (*table.above, *table.below, *table.apart)
    page = Paginator(everyone, PER_PAGE).get_page(number)
    start, end = page.start_index() - 1 if everyone else 0, page.end_index()
    count = len(table.above)
    above = table.above[start:end]
    below = table.below[max(0, start - count) : max(0, end - count)]
    out = max(0, start - table.ranked), max(0, end - table.ranked)
    here = {row.line.number for row in (*above, *below)}
    return RankingPage(
        page=page,
        above=above,
        below=below,
        apart=table.apart[slice(*out)],
        ties=tuple(tie for tie in table.ties if not here.isdisjoint(tie.numbers)),
        has_line=bool(table.line) and (start < count <= end or start == count == 0),
        line_page=max(1, -(-count // PER_PAGE)),
        apart_page=table.ranked // PER_PAGE + 1,
    )
