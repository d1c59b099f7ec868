"""The cut line (入围线): who is above it, by quota or by mark."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256

from applications.models import Round
from portal import rules
from scoring.facts.lines import Line
from scoring.models import Shortlist


class LineNotDrawn(Exception):
    """Nobody can be selected by these figures; the message says what to do.

    ``tied`` are the dossiers in the way, ``quotas`` those that help.
    """

    def __init__(
        self, message: str, tied: frozenset[str] = frozenset(), *quotas: int
    ) -> None:
        super().__init__(message)
        self.tied, self.quotas = tied, tuple(each for each in quotas if each)


class TieAtTheLine(LineNotDrawn):
    """Dossiers of one place straddle the line."""


class TooFewPlaces(LineNotDrawn):
    """Each city is to have more than the kind has places."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where the line runs: exactly one of ``quota`` and ``minimum`` is given.

    ``last`` is the lowest line above it, ``first`` the highest one below it.
    ``grounds`` say why one above it is not selected, or misses a minimum below it;
    ``reserve`` who may follow, in order.
    """

    quota: int | None
    minimum: Decimal | None
    chosen: frozenset[str]
    last: Line | None
    first: Line | None
    grounds: Mapping[str, rules.Ground] = field(default_factory=dict)
    reserve: tuple[str, ...] = ()

    @property
    def gap(self) -> Decimal | None:
        """What the first below lacks on the last above; None where one is missing."""
        if self.last is None or self.first is None:
            return None
        return (self.last.mark or Decimal(0)) - (self.first.mark or Decimal(0))


def cut_of(
    lines: Sequence[Line],
    *,
    quota: int | None,
    minimum: Decimal | None,
    limits: rules.SelectionRules,
) -> Cut:
    """The line by quota or by mark; raises LineNotDrawn, never cuts a tie in two."""
    if (quota is None) == (minimum is None):
        raise ValueError("a line is drawn either by quota or by mark")
    placed = [line for line in lines if line.place is not None]
    cities = {line.number: line.dossier.enterprise.city for line in placed}
    standings = [standing_of(line) for line in placed]
    try:
        found = rules.select(standings, cities, limits, quota=quota, minimum=minimum)
    except rules.StraddledTie as tie:
        raise _tie(placed, quota or 0, tie) from None
    except rules.QuotaTooSmall as error:
        raise _too_few(error, limits) from None
    return _cut(placed, found, quota, minimum)


def standing_of(line: Line) -> rules.Standing:
    return rules.Standing(line.place, line.number, line.mark, line.groups, line.sheets)


def frozen_cut_of(shortlist: Shortlist, lines: Sequence[Line]) -> Cut:
    """The line as it was frozen, with who has been replaced since."""
    placed = [line for line in lines if line.place is not None]
    by_quota = shortlist.cut == Shortlist.Cut.QUOTA
    waiting = sorted((line.reserve, line.number) for line in lines if line.reserve)
    found = rules.Selection(
        frozenset(line.number for line in placed if line.is_selected),
        {line.number: line.ground for line in placed if line.ground},
        tuple(number for _, number in waiting),
    )
    return _cut(
        placed,
        found,
        shortlist.quota if by_quota else None,
        None if by_quota else shortlist.minimum_mark,
    )


def _cut(
    placed: Sequence[Line],
    found: rules.Selection,
    quota: int | None,
    minimum: Decimal | None,
) -> Cut:
    above = [n for n, line in enumerate(placed, 1) if line.number in found.chosen]
    count = above[-1] if above else 0
    return Cut(
        quota=quota,
        minimum=minimum,
        chosen=found.chosen,
        last=placed[count - 1] if count else None,
        first=placed[count] if count < len(placed) else None,
        grounds=found.grounds,
        reserve=found.reserve,
    )


def _tie(
    placed: Sequence[Line], quota: int, straddled: rules.StraddledTie
) -> TieAtTheLine:
    tied = [line for line in placed if line.number in straddled.tied]
    names = "、".join(line.number for line in tied[:5])
    if len(tied) > 5:
        names = f"{names} 等"
    around = (straddled.fewer, straddled.more)
    quotas = " 或 ".join(str(n) for n in around if n)
    return TieAtTheLine(
        f"名额 {quota} 家，第 {tied[0].place} 名并列 {len(tied)} 家（{names}），"
        "压在入围线上，不能只取其中一部分。"
        f"请把名额改为 {quotas}，或改用分数线。",
        frozenset(straddled.tied),
        *around,
    )


def _too_few(error: rules.QuotaTooSmall, limits: rules.SelectionRules) -> TooFewPlaces:
    return TooFewPlaces(
        f"名额 {error.quota} 家，按评审规定每市至少 {limits.city_least} 家，"
        f"各市合计须 {error.wanted} 家。请把名额改为不少于 {error.wanted} 家，"
        "或改用分数线。",
        frozenset(),
        error.wanted,
    )


def _parts(line: Line) -> dict[str, str | None]:
    """Of a round with a defence alone, so that other digests stay what they were."""
    if line.document is None and not line.outside:
        return {}
    both = {"document_mark": line.document, "defence_mark": line.defence}
    said = {k: None if m is None else f"{m:.2f}" for k, m in both.items()}
    return {**said, "outside": line.outside}


def digest_of(round: Round, kind: str, lines: Sequence[Line], cut: Cut) -> str:
    """SHA-256 of what is ``digested``."""
    return sha256(digested(round, kind, lines, cut).encode()).hexdigest()


def digested(round: Round, kind: str, lines: Sequence[Line], cut: Cut) -> str:
    """Ranking and cut with the rules they were made by: canonical JSON."""
    ranking = [
        {
            "place": line.place,
            "dossier": line.number,
            "mark": None if line.mark is None else f"{line.mark:.2f}",
            "groups": {name: f"{mark:.2f}" for name, mark in line.groups.items()},
            "marks": [f"{mark:.2f}" for mark in line.marks],
            "eligible": line.is_eligible,
            "selected": line.number in cut.chosen,
            **_parts(line),
        }
        for line in lines
    ]
    minimum = None if cut.minimum is None else f"{cut.minimum:.2f}"
    figures = {"quota": cut.quota, "minimum": minimum}
    return json.dumps(
        {
            **_selection(cut),
            "rules": round.digest,
            "kind": kind,
            "cut": figures,
            "ranking": ranking,
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def _selection(cut: Cut) -> dict[str, object]:
    """Nothing where the round asks nothing: such a digest is as it always was."""
    if not cut.grounds and not cut.reserve:
        return {}
    grounds = {number: rules.ground_data(each) for number, each in cut.grounds.items()}
    return {"selection": {"grounds": grounds, "reserve": list(cut.reserve)}}
