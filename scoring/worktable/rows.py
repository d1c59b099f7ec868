"""The rows of a work table, put together once for each state of their round."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from applications.facts import VETO
from applications.models import Dossier, Round
from applications.presentation import (
    failing_clauses,
    kind_label,
    rulings_in_force,
    tone_of,
)
from applications.presentation.waiting import undecided
from portal.guides import vetoes
from portal.kept import Kept
from scoring.facts import Line
from scoring.models import Assignment, ScoreSheet, Shortlist
from scoring.rankings.inputs import state_of_round
from scoring.rankings.table import WIDE
from scoring.worktable.doubts import (
    NONE,
    Tally,
    flags_by_dossier,
    objections_by_dossier,
    state_of_doubts,
)
from scoring.worktable.results import Outcome, outcomes_of

Status = Dossier.Status
VACANT, LATE, WIDELY = "专家未满", "评分未交齐", "极差偏大"
SHARED, UNDECIDED, VETOED = "并列", "否决待认定", "一票否决"
FLAGGED, OBJECTED = "标记待处理", "异议待答复"
FLAGS = (VACANT, LATE, WIDELY, SHARED, UNDECIDED, VETOED, FLAGGED, OBJECTED)
OPEN, CONFIRMED = "待认定", "（属实）"


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One dossier; what is known of its mark is None until scoring is closed.

    ``is_eligible`` is None where nothing was evaluated; ``failing`` are the headings of
    the clauses that are not met, ``flags`` what an official may want to look at.
    """

    key: str
    number: str
    enterprise: str
    city: str
    kind: str
    kind_label: str
    status: str
    status_word: str
    tone: str
    is_eligible: bool | None
    failing: tuple[str, ...]
    seats: int
    sheets: int
    panel: int
    vetoes: str
    flags: tuple[str, ...]
    flagged: Tally = NONE
    objected: Tally = NONE
    line: Line | None = None
    result: str = ""

    @property
    def mark(self) -> Decimal | None:
        return self.line.mark if self.line else None

    @property
    def place(self) -> int | None:
        return self.line.place if self.line else None

    @property
    def spread(self) -> Decimal | None:
        return self.line.spread if self.line else None

    @property
    def is_wide(self) -> bool:
        return self.spread is not None and self.spread >= WIDE

    @property
    def is_scored(self) -> bool:
        """Whether experts are to mark it at all."""
        return self.status == Status.ACCEPTED


@dataclass(frozen=True, slots=True)
class WorkTable:
    """All rows by number. ``cells`` are the printed ones of those that were shown,
    ``kept`` what was asked of the table: both by what they depend on beside it."""

    rows: tuple[WorkRow, ...]
    has_marks: bool
    cells: dict[tuple[str, ...], SafeString] = field(default_factory=dict)
    kept: Kept[Any] = field(default_factory=lambda: Kept(most=64))

    @property
    def cities(self) -> list[str]:
        return sorted({row.city for row in self.rows})


_tables: Kept[WorkTable] = Kept(most=8)


def work_table(round: Round, has_marks: bool) -> WorkTable:
    """As it stands now. Nine queries, and those of its rows where it has changed.

    ``has_marks``: the places are shown, which is not before scoring is closed.
    """
    standing = Shortlist.objects.standing().filter(round=round)
    lists = {each.kind: each for each in standing}
    frozen = sorted((each.pk, each.digest) for each in lists.values())
    state = state_of_round(round, frozen, has_marks, *state_of_doubts(round))
    return _tables.get(state, lambda: _made(round, lists, has_marks))


def _made(round: Round, lists: dict[str, Shortlist], has_marks: bool) -> WorkTable:
    dossiers = Dossier.objects.filter(round=round).handed_in()
    shown = list(dossiers.select_related("enterprise").defer("document"))
    seats, sheets = _progress(round)
    ruled = rulings_in_force(shown)
    waiting = set(undecided(dossiers).values_list("pk", flat=True))
    flagged, objected = flags_by_dossier(round), objections_by_dossier(round)
    outcomes = outcomes_of(round, lists) if has_marks else {}
    rows = []
    for each in shown:
        each.round = round
        told = ruled.get(each.pk, {})
        failing = None if not each.report else failing_clauses(each.report, told)
        outcome = outcomes.get(str(each.number), Outcome())
        row = _row(
            *(each, failing, seats[each.pk], sheets[each.pk]),
            *(_vetoes(told, each.pk in waiting), outcome),
        )
        doubted = replace(
            row,
            flagged=flagged.get(each.pk, NONE),
            objected=objected.get(each.pk, NONE),
        )
        rows.append(replace(doubted, flags=tuple(_flags(doubted, outcome))))
    rows.sort(key=lambda row: row.number)
    return WorkTable(tuple(rows), has_marks)


def _progress(round: Round) -> tuple[Counter[int], Counter[int]]:
    """By dossier: its standing experts, and how many have handed in. Two queries."""
    standing = Assignment.objects.standing().filter(dossier__round=round)
    done = ScoreSheet.objects.counting().filter(assignment__dossier__round=round)
    return (
        Counter(standing.values_list("dossier_id", flat=True)),
        Counter(done.values_list("assignment__dossier_id", flat=True)),
    )


def _vetoes(told: dict[str, bool], is_waiting: bool) -> str:
    """The confirmed items by name, and whether one is still to be decided."""
    confirmed = [
        f"{vetoes.item(id.removeprefix(VETO)).label}{CONFIRMED}"
        for id, is_met in told.items()
        if id.startswith(VETO) and not is_met
    ]
    return "；".join([*confirmed, *([OPEN] if is_waiting else [])])


def _row(
    dossier: Dossier,
    failing: list[str] | None,
    seats: int,
    sheets: int,
    vetoed: str,
    outcome: Outcome,
) -> WorkRow:
    return WorkRow(
        key=dossier.key,
        number=str(dossier.number),
        enterprise=dossier.enterprise.name,
        city=dossier.enterprise.city,
        kind=dossier.kind,
        kind_label=kind_label(dossier.round.guide_key, dossier.kind),
        status=dossier.status,
        status_word=dossier.get_status_display(),
        tone=tone_of(dossier),
        is_eligible=None if failing is None else not failing,
        failing=tuple(failing or ()),
        seats=seats,
        sheets=sheets,
        panel=dossier.round.panel_size,
        vetoes=vetoed,
        flags=(),
        line=outcome.line,
        result=outcome.word,
    )


def _flags(row: WorkRow, outcome: Outcome) -> Iterator[str]:
    hints = {
        VACANT: row.is_scored and row.seats < row.panel,
        LATE: row.is_scored and row.sheets < row.seats,
        WIDELY: row.is_wide,
        SHARED: outcome.shares_place,
        UNDECIDED: OPEN in row.vetoes,
        VETOED: CONFIRMED in row.vetoes,
        FLAGGED: row.flagged.open > 0,
        OBJECTED: row.objected.open > 0,
    }
    return (hint for hint in FLAGS if hints[hint])
