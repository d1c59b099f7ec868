"""Dossiers by experts: whether a pair sits, could sit, or why it cannot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from applications.facts import guide_of, table_of
from applications.models import Dossier, Round
from scoring.facts.barring import DECLARED, SAME_EMPLOYER, folded, ties_between
from scoring.facts.caps import caps_of, is_full
from scoring.facts.duty import BLACKLISTED, off_duty
from scoring.facts.knowing import fitting_pairs, industries_of
from scoring.facts.progress import progress_of
from scoring.models import Assignment, Expert

BY_LOT = "由随机抽取产生"
UNAVAILABLE = "不在可用的专家库中"
FITS, SAME_CITY = "领域相符", "与申报单位同城"
#: What a cell shows of what it says, and what that means.
MARKS = {
    "待": "待声明",
    "声": "已声明，尚未打分",
    "评": "评分中",
    "交": "评分表已提交",
    "避": "已回避",
    "撤": "已撤回",
    "同": SAME_EMPLOYER,
    "利": DECLARED,
    "黑": "列入黑名单",
    "假": "不可评审时段",
    "停": UNAVAILABLE,
    "满": "已到份数上限",
    "抽": BY_LOT,
}


@dataclass(frozen=True, slots=True)
class Column:
    """One expert; ``full`` says that there is no room for more."""

    expert: Expert
    load: int
    cap: int | None
    full: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A pair. ``mark`` is the sign of ``said``; ``key`` names the seat.

    ``is_open``: it may be changed here; ``is_seated``: the expert sits there now.
    """

    column: int
    key: str
    mark: str
    said: str
    is_open: bool
    is_seated: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One dossier of the round's panels."""

    dossier: Dossier
    kind: str
    seated: int
    gap: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def matrix_of(
    round: Round, dossiers: Sequence[Dossier], experts: Sequence[Expert], day: date
) -> Matrix:
    """Of these dossiers and experts, in their order. Five queries.

    Dossiers come with ``seated`` and ``by_lot``, experts with their user, ``load`` and
    ``in_pool``.
    """
    pairs = _Pairs(round, dossiers, experts, day)
    return Matrix(
        tuple(pairs.column(expert) for expert in experts),
        tuple(pairs.row(dossier, experts) for dossier in dossiers),
    )


class _Pairs:
    def __init__(
        self,
        round: Round,
        dossiers: Sequence[Dossier],
        experts: Sequence[Expert],
        day: date,
    ) -> None:
        self.round = round
        self.count = len(table_of(round).indicators)
        self.kinds = guide_of(round).kinds
        self.ties = ties_between(dossiers, experts)
        self.out = off_duty(experts, day)
        self.caps = caps_of(round, experts)
        self.fits = fitting_pairs(industries_of(dossiers), experts)
        self.cities = {each.pk: folded(each.city) for each in experts}
        self.known = _assignments(dossiers, experts)

    def column(self, expert: Expert) -> Column:
        cap = self.caps.get(expert.pk)
        return Column(expert, expert.load, cap, is_full(expert.load, cap))

    def row(self, dossier: Dossier, experts: Sequence[Expert]) -> Row:
        dossier.round = self.round
        return Row(
            dossier,
            self.kinds[dossier.kind].label,
            dossier.seated,
            max(0, self.round.panel_size - dossier.seated),
            tuple(self.cell(n, dossier, each) for n, each in enumerate(experts)),
        )

    def cell(self, column: int, dossier: Dossier, expert: Expert) -> Cell:
        key = f"{dossier.pk}:{expert.pk}"
        if held := self.known.get((dossier.pk, expert.pk)):
            held.dossier = dossier
            return self._held(column, key, held)
        mark, said = self._barred(dossier, expert)
        if mark:
            return Cell(column, key, mark, said, False, False)
        return Cell(column, key, "", self._about(dossier, expert), True, False)

    def _held(self, column: int, key: str, held: Assignment) -> Cell:
        """Who has begun to mark, or was drawn by lot, is not taken back from here."""
        if held.state not in Assignment.STANDING:
            mark = "避" if held.state == Assignment.State.RECUSED else "撤"
            said = f"{held.get_state_display()}：{held.reason}"
            return Cell(column, key, mark, said, False, False)
        progress = progress_of(held, self.count)
        sheet = getattr(held, "sheet", None)
        mark = "待" if held.state == Assignment.State.ASSIGNED else "声"
        if sheet:
            mark = "交" if progress.word == "已提交" else "评"
        tie = self.ties.get((held.dossier_id, held.expert_id), "")
        trouble = tie or self.out.get(held.expert_id, "")
        said = f"{progress.word}；{trouble}，请撤回更换" if trouble else progress.word
        is_open = sheet is None and not held.dossier.by_lot
        return Cell(column, key, mark + "！" * bool(trouble), said, is_open, True)

    def _barred(self, dossier: Dossier, expert: Expert) -> tuple[str, str]:
        tie = self.ties.get((dossier.pk, expert.pk), "")
        out = self.out.get(expert.pk, "")
        full = is_full(expert.load, self.caps.get(expert.pk))
        reasons = (
            (BY_LOT if dossier.by_lot else "", "抽"),
            (UNAVAILABLE if not expert.in_pool else "", "停"),
            (tie, "同" if tie == SAME_EMPLOYER else "利"),
            (out, "黑" if out.startswith(BLACKLISTED) else "假"),
            (full, "满"),
        )
        return next(((mark, said) for said, mark in reasons if said), ("", ""))

    def _about(self, dossier: Dossier, expert: Expert) -> str:
        """What one may want to know of a pair that may meet."""
        city = self.cities[expert.pk]
        same = city and city == folded(dossier.enterprise.city)
        fits = (dossier.pk, expert.pk) in self.fits
        return "，".join([FITS] * fits + [SAME_CITY] * bool(same))


def _assignments(
    dossiers: Sequence[Dossier], experts: Sequence[Expert]
) -> Mapping[tuple[int, int], Assignment]:
    rows = Assignment.objects.filter(dossier__in=dossiers, expert__in=experts)
    return {
        (each.dossier_id, each.expert_id): each for each in rows.select_related("sheet")
    }
