"""The cut line (入围线): who is above it, by quota or by mark."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from applications.models import Round
from scoring.facts.lines import Line
from scoring.models import Shortlist


class TieAtTheLine(Exception):
    """Dossiers of one place straddle the line; the message says what to do.

    ``fewer`` and ``more`` are the quotas on either side that leave them together.
    """

    def __init__(self, quota: int, tied: Sequence[Line], fewer: int) -> None:
        self.tied = frozenset(line.number for line in tied)
        self.fewer, self.more = fewer, fewer + len(tied)
        names = "、".join(line.number for line in tied[:5])
        if len(tied) > 5:
            names = f"{names} 等"
        quotas = " 或 ".join(str(n) for n in (self.fewer, self.more) if n)
        super().__init__(
            f"名额 {quota} 家，第 {tied[0].place} 名并列 {len(tied)} 家（{names}），"
            "压在入围线上，不能只取其中一部分。"
            f"请把名额改为 {quotas}，或改用分数线。"
        )


@dataclass(frozen=True, slots=True)
class Cut:
    """Where the line runs: exactly one of ``quota`` and ``minimum`` is given.

    ``last`` is the lowest line above it, ``first`` the highest one below it.
    """

    quota: int | None
    minimum: Decimal | None
    chosen: frozenset[str]
    last: Line | None
    first: Line | None

    @property
    def gap(self) -> Decimal | None:
        """What the first below lacks on the last above; None where one is missing."""
        if self.last is None or self.first is None:
            return None
        return (self.last.mark or Decimal(0)) - (self.first.mark or Decimal(0))


def cut_of(lines: Sequence[Line], *, quota: int | None, minimum: Decimal | None) -> Cut:
    """The line by quota or by mark; raises TieAtTheLine, never cuts a tie in two."""
    if (quota is None) == (minimum is None):
        raise ValueError("a line is drawn either by quota or by mark")
    placed = [line for line in lines if line.place is not None]
    if minimum is not None:
        count = sum((line.mark or Decimal(0)) >= minimum for line in placed)
    else:
        count = min(quota or 0, len(placed))
        _refuse_a_tie(placed, count)
    return _cut(placed, count, quota, minimum)


def frozen_cut_of(shortlist: Shortlist, lines: Sequence[Line]) -> Cut:
    """The line as it was frozen."""
    placed = [line for line in lines if line.place is not None]
    count = sum(line.is_selected for line in placed)
    by_quota = shortlist.cut == Shortlist.Cut.QUOTA
    return _cut(
        placed,
        count,
        shortlist.quota if by_quota else None,
        None if by_quota else shortlist.minimum_mark,
    )


def _cut(
    placed: Sequence[Line], count: int, quota: int | None, minimum: Decimal | None
) -> Cut:
    return Cut(
        quota=quota,
        minimum=minimum,
        chosen=frozenset(line.number for line in placed[:count]),
        last=placed[count - 1] if count else None,
        first=placed[count] if count < len(placed) else None,
    )


def _refuse_a_tie(placed: Sequence[Line], count: int) -> None:
    if not 0 < count < len(placed) or placed[count - 1].place != placed[count].place:
        return
    tied = [line for line in placed if line.place == placed[count].place]
    raise TieAtTheLine(count, tied, placed.index(tied[0]))


def digest_of(round: Round, kind: str, lines: Sequence[Line], cut: Cut) -> str:
    """SHA-256 of ranking and cut with the rules they were made by: canonical JSON."""
    ranking = [
        {
            "place": line.place,
            "dossier": line.number,
            "mark": None if line.mark is None else f"{line.mark:.2f}",
            "groups": {name: f"{mark:.2f}" for name, mark in line.groups.items()},
            "marks": [f"{mark:.2f}" for mark in line.marks],
            "eligible": line.is_eligible,
            "selected": line.number in cut.chosen,
        }
        for line in lines
    ]
    minimum = None if cut.minimum is None else f"{cut.minimum:.2f}"
    figures = {"quota": cut.quota, "minimum": minimum}
    text = json.dumps(
        {"rules": round.digest, "kind": kind, "cut": figures, "ranking": ranking},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return sha256(text.encode()).hexdigest()
