"""Dossiers by experts: whether a pair sits, could sit, or why it cannot."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Case, F, When

from applications.facts import guide_of, table_of
from applications.models import Dossier, Round
from scoring.facts.barring import DECLARED, SAME_EMPLOYER, folded, ties_between
from scoring.facts.caps import caps_of, is_full
from scoring.facts.duty import BLACKLISTED, off_duty
from scoring.facts.knowing import fitting_pairs, industries_of
from scoring.facts.progress import progress_in, progress_of
from scoring.facts.reopened import read_versions
from scoring.models import Assignment, Expert, ScoreSheet

BY_LOT = "专家组由随机抽取产生，不在这里增减"
UNAVAILABLE = "不在可用的专家库中"
FITS, SAME_CITY = "领域相符", "与申报单位同城"
#: What a cell shows of what it says, and what that means.
MARKS = {
    "待": "已分派，待评审开始或待声明",
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


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """What is to be said of a pair; ``mark`` is the sign of ``said``.

    ``is_open``: it may be changed here; ``is_seated``: the expert sits there now.
    Thousands of pairs say the same few things: of each there is one cell.
    """

    mark: str
    said: str
    is_open: bool
    is_seated: bool


@lru_cache(maxsize=512)
def _barred(mark: str, said: str) -> Cell:
    return Cell(mark, said, False, False)


def _tied(tie: str) -> Cell:
    return _barred("同" if tie == SAME_EMPLOYER else "利", tie)


@lru_cache(maxsize=4)
def _free(fits: bool, same_city: bool) -> Cell:
    """What one may want to know of a pair that may meet."""
    said = "，".join([FITS] * fits + [SAME_CITY] * same_city)
    return Cell("", said, True, False)


@dataclass(frozen=True, slots=True)
class Row:
    """One dossier of the round's panels, a cell for each column."""

    dossier: Dossier
    kind: str
    seated: int
    gap: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def seats(self) -> list[tuple[int, int]]:
        """The pairs that sit and may be taken back here: what a page has ticked."""
        return [
            (row.dossier.pk, column.expert.pk)
            for row in self.rows
            for column, cell in zip(self.columns, row.cells, strict=True)
            if cell.is_seated and cell.is_open
        ]


def matrix_of(
    round: Round, dossiers: Iterable[Dossier], experts: Sequence[Expert], day: date
) -> Matrix:
    """Of these dossiers and experts, in their order. Four queries, two more where a
    dossier was recalled.

    Dossiers come with ``seated``, ``by_lot`` and their industry, experts with their
    user, ``load`` and ``in_pool``.
    """
    dossiers = list(dossiers)
    for dossier in dossiers:
        dossier.round = round
    pairs = _Pairs(round, dossiers, experts, day)
    return Matrix(
        tuple(pairs.column(expert) for expert in experts),
        tuple(pairs.row(dossier) for dossier in dossiers),
    )


class _Pairs:
    """Everything is asked of a dossier or of an expert once, not of each pair."""

    def __init__(
        self,
        round: Round,
        dossiers: Sequence[Dossier],
        experts: Sequence[Expert],
        day: date,
    ) -> None:
        self.round, self.experts = round, experts
        self.places = {each.pk: n for n, each in enumerate(experts)}
        self.kinds = guide_of(round).kinds
        self.ties = _by_dossier(ties_between(dossiers, experts))
        self.out = off_duty(experts, day)
        self.caps = caps_of(round, experts)
        self.industries = industries_of(dossiers)
        about = {each: each for each in self.industries.values()}
        self.fits = fitting_pairs(about, experts)
        self.strangers: dict[tuple[str, str], list[Cell]] = {}
        self.columns = [(e.pk, self._alone(e), folded(e.city)) for e in experts]
        self.held = _by_dossier(_seats(round, dossiers, experts))

    def _alone(self, expert: Expert) -> Cell | None:
        """What bars the expert from every dossier."""
        if not expert.in_pool:
            return _barred("停", UNAVAILABLE)
        if out := self.out.get(expert.pk):
            return _barred("黑" if out.startswith(BLACKLISTED) else "假", out)
        full = is_full(expert.load, self.caps.get(expert.pk))
        return _barred("满", full) if full else None

    def column(self, expert: Expert) -> Column:
        cap = self.caps.get(expert.pk)
        return Column(expert, expert.load, cap, is_full(expert.load, cap))

    def row(self, dossier: Dossier) -> Row:
        return Row(
            dossier,
            self.kinds[dossier.kind].label,
            dossier.seated,
            max(0, self.round.panel_size - dossier.seated),
            tuple(self._cells(dossier)),
        )

    def _cells(self, dossier: Dossier) -> list[Cell]:
        """Who sits or sat is told first, then the first of what bars the pair."""
        held, ties = self.held[dossier.pk], self.ties[dossier.pk]
        if dossier.by_lot:
            found = [_barred("抽", BY_LOT)] * len(self.experts)
        else:
            found = self._unknown(dossier).copy()
            for id in ties.keys() & self.places.keys():
                if self.experts[self.places[id]].in_pool:
                    found[self.places[id]] = _tied(ties[id])
        for id, seat in held.items():
            trouble = ties.get(id) or self.out.get(id, "")
            found[self.places[id]] = _seated(seat, trouble, dossier.by_lot)
        return found

    def _unknown(self, dossier: Dossier) -> list[Cell]:
        """What there is to say where nobody sits and nothing ties: the same of all
        dossiers of one industry in one city."""
        industry = self.industries.get(dossier.pk, "")
        about = industry, folded(dossier.enterprise.city)
        if about not in self.strangers:
            self.strangers[about] = [
                barred or _free((industry, pk) in self.fits, city == about[1] != "")
                for pk, barred, city in self.columns
            ]
        return self.strangers[about]


@dataclass(frozen=True, slots=True)
class _Seat:
    """Somebody sits there, or did; ``sheet`` is the state of their sheet."""

    state: str
    reason: str
    sheet: str | None
    word: str


@lru_cache(maxsize=1024)
def _seated(held: _Seat, trouble: str, by_lot: bool) -> Cell:
    """Who has begun to mark, or was drawn by lot, is not taken back from here."""
    if held.state not in Assignment.STANDING:
        mark = "避" if held.state == Assignment.State.RECUSED else "撤"
        said = f"{Assignment.State(held.state).label}：{held.reason}"
        return Cell(mark, said, False, False)
    mark = "待" if held.state == Assignment.State.ASSIGNED else "声"
    if held.sheet:
        mark = "交" if held.word == "已提交" else "评"
    said = f"{held.word}；{trouble}，请撤回更换" if trouble else held.word
    is_open = held.sheet is None and not by_lot
    return Cell(mark + "！" * bool(trouble), said, is_open, True)


def _seats(
    round: Round, dossiers: Sequence[Dossier], experts: Sequence[Expert]
) -> Mapping[tuple[int, int], _Seat]:
    """Only where a correction may have opened marks are sheets read whole."""
    rows = Assignment.objects.filter(
        dossier__in=[each.pk for each in dossiers],
        expert__in=[each.pk for each in experts],
    )
    count = len(table_of(round).indicators)
    recalled = {each.pk for each in dossiers if each.recalled_version is not None}
    found, marking = {}, []
    names = ("dossier", "expert", "state", "reason", "reopened_at", "sheet__state")
    begun = Case(When(sheet__state=ScoreSheet.State.DRAFT, then=F("sheet__points")))
    for pk, *row in rows.order_by().values_list("pk", *names, begun):
        dossier, expert, state, reason, reopened_at, sheet, points = row
        if reopened_at or dossier in recalled:
            marking.append(pk)
        word = progress_in(round.status, state, sheet, len(points or ()), count).word
        found[dossier, expert] = _Seat(state, reason, sheet, word)
    for seat in _marking(dossiers, marking):
        key = seat.dossier_id, seat.expert_id
        word = progress_of(seat, count).word
        found[key] = _Seat(seat.state, seat.reason, found[key].sheet, word)
    return found


def _marking(dossiers: Sequence[Dossier], seats: list[int]) -> list[Assignment]:
    if not seats:
        return []
    by_id = {each.pk: each for each in dossiers}
    found = list(Assignment.objects.filter(pk__in=seats).select_related("sheet"))
    for seat in found:
        seat.dossier = by_id[seat.dossier_id]
    read_versions(found)
    return found


def _by_dossier(pairs: Mapping[tuple[int, int], Any]) -> dict[int, dict[int, Any]]:
    found: dict[int, dict[int, Any]] = defaultdict(dict)
    for (dossier, expert), said in pairs.items():
        found[dossier][expert] = said
    return found
