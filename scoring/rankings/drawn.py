"""One kind's ranking, reckoned once and kept until anything that it rests on changes.

For reading alone: what is frozen, exported or analysed is reckoned from the rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from applications.models import Round
from portal.kept import Kept, state_of
from scoring.facts import Line
from scoring.facts.finals import has_ended
from scoring.models import Shortlist
from scoring.rankings.inputs import state_of_round
from scoring.rankings.paged import RankingPage
from scoring.rankings.ranked import ASKED, Ranked, lines_in, ranked
from scoring.rankings.table import HIGH, RankingTable, ranking_table


@dataclass(frozen=True, slots=True)
class Drawn:
    """All rows of a ranking under one line, and the digest of both.

    ``printed`` are the pages of it that were shown.
    """

    found: Ranked
    table: RankingTable
    digest: str
    printed: dict[int, SafeString] = field(default_factory=dict)

    def rows(self, shown: RankingPage) -> SafeString:
        """The table of this page; it rests on nothing but what this one is kept by."""
        place = shown.page.number
        if place not in self.printed:
            context = {"table": self.table, "shown": shown, "high": HIGH}
            self.printed[place] = render_to_string(ROWS, context)
        return self.printed[place]


ROWS = "scoring/official/_ranking.html"

_lines: Kept[tuple[Line, ...]] = Kept(most=32)
_drawn: Kept[Drawn] = Kept(most=32)


def drawn(
    round: Round, kind: str, shortlist: Shortlist | None, wanted: Mapping[str, Any]
) -> tuple[Ranked, Drawn]:
    """As ``ranked``, with the rows of its page. Four queries, and those of the ranking
    the first time that it stands so."""
    state = _state(round, kind, shortlist)
    key = state_of([], state, [wanted.get(name) for name in ASKED])
    kept = _drawn.get(key, lambda: _made(state, round, kind, shortlist, wanted))
    return replace(kept.found, round=round, shortlist=shortlist), kept


def kept_lines(
    round: Round, kind: str, shortlist: Shortlist | None
) -> tuple[Line, ...]:
    """The ranking alone; queries as ``drawn``."""
    return _lines_of(_state(round, kind, shortlist), round, kind, shortlist)


def _lines_of(
    state: bytes, round: Round, kind: str, shortlist: Shortlist | None
) -> tuple[Line, ...]:
    return _lines.get(state, lambda: _lean(lines_in(round, kind, shortlist)))


def _state(round: Round, kind: str, shortlist: Shortlist | None) -> bytes:
    frozen = (shortlist.pk, shortlist.digest, shortlist.replaced) if shortlist else None
    # Until a defence ends nothing of it is shown; from then on nothing of it changes.
    ended = bool(round.defence) and not shortlist and has_ended(round, kind)
    return state_of_round(round, frozen, ended, kind=kind)


def _made(
    state: bytes,
    round: Round,
    kind: str,
    shortlist: Shortlist | None,
    wanted: Mapping[str, Any],
) -> Drawn:
    lines = _lines_of(state, round, kind, shortlist)
    found = ranked(round, kind, shortlist, wanted, lines=lines)
    tied = found.tie.tied if found.tie else frozenset()
    table = ranking_table(round, found.table, lines, found.cut, tied)
    return Drawn(found, table, found.digest)


def _lean(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Without the documents, which fill the memory; who asks for one reads it."""
    for line in lines:
        for name in ("document", "report"):
            line.dossier.__dict__.pop(name, None)
    return lines
