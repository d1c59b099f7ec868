"""评分明细表: every sheet that counts, by expert code, and every comment."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from applications.facts import guide_of, table_of
from applications.models import Round
from portal import rules
from portal.templatetags.portal import beijing
from portal.workbook import Column, Sheet, write_workbook
from scoring.exports.defence_marks import defence_sheets
from scoring.exports.ranking_list import indicator_columns, points_of
from scoring.exports.second_round import second_round_sheets
from scoring.exports.thresholds import DOSSIER
from scoring.facts.flags import flag_lines
from scoring.facts.objective import CONTESTED, WORDS, answer_to
from scoring.facts.second_round import points_that_count, second_of, value_of
from scoring.models import Flag, ScoreSheet

EXPERT = Column("专家编号", "text", 10)
COMMENTS = (
    *DOSSIER,
    EXPERT,
    Column("指标编号", "text", 10),
    Column("指标", "text", 34),
    Column("得分", "mark", 9),
    Column("评语", "long", 80),
)
FLAGS = (
    *DOSSIER,
    EXPERT,
    Column("标记类别", "text", 12),
    Column("涉及", "long", 40),
    Column("理由", "long", 50),
    Column("标记时间", "instant", 17),
    Column("状态", "text", 10),
    Column("处理意见", "long", 50),
    Column("条款认定", "text", 14),
    Column("处理人", "text", 14),
    Column("处理时间", "instant", 17),
)
FLAG_NOTE = "标记是专家的存疑，不改变打分；采纳的由工作人员另行作条款认定"
OBJECTIVE = (
    *DOSSIER,
    EXPERT,
    Column("指标编号", "text", 10),
    Column("指标", "text", 34),
    Column("填报", "text", 14),
    Column("公布分档", "text", 34),
    Column("分档得分", "mark", 10),
    Column("专家得分", "mark", 10),
    Column("结论", "text", 14),
    Column("异议理由", "long", 60),
)


def marks_workbook(round: Round, kind: str, *, at: datetime) -> bytes:
    """The workbook of all marks of one kind; experts stand under codes.

    At most 6 queries: the sheets, the flags, what these name, and a defence's sheets.
    """
    table, label = table_of(round), guide_of(round).kinds[kind].label
    found = _sheets(round, kind)
    pairs = [(each, value_of(each, points_that_count(each))) for each in found]
    columns = (
        *DOSSIER,
        EXPERT,
        Column("提交时间", "instant", 17),
        *indicator_columns(table),
        Column("总体评价", "long", 60),
    )
    title = f"{round.title} · {label} · 评分明细表"
    notes = [f"数据截至 {beijing(at, 'short')}；回避或撤回的专家不在其中"]
    second = second_round_sheets(found, table, title, notes)
    if second:
        notes = [*notes, "会商后答复的，列复评得分；评语写于第一轮"]
    sheets = [
        Sheet("评分明细", columns, _marks(pairs, table), title, notes, 3),
        Sheet("评语", COMMENTS, _comments(pairs, table), title, notes, 3),
        *second,
        *defence_sheets(round, kind, title, notes),
        Sheet("专家标记", FLAGS, _flags(round, kind), title, [*notes, FLAG_NOTE], 3),
        *_objective(pairs, table, title, notes),
    ]
    return write_workbook(sheets, at=at)


def _sheets(round: Round, kind: str) -> Sequence[ScoreSheet]:
    counting = ScoreSheet.objects.counting().filter(
        assignment__dossier__round=round, assignment__dossier__kind=kind
    )
    return (
        counting.select_related(
            "assignment__dossier__enterprise",
            "assignment__expert",
            "assignment__second_sheet",
        )
        .defer("assignment__dossier__document")
        .order_by("assignment__dossier__number", "assignment__expert__code")
    )


Pairs = Sequence[tuple[ScoreSheet, rules.Sheet]]


def _who(sheet: ScoreSheet, value: rules.Sheet) -> list[str]:
    return [value.dossier, sheet.assignment.dossier.enterprise.name, value.reviewer]


def _marks(pairs: Pairs, table: rules.IndicatorTable) -> Iterator[list[Any]]:
    for sheet, value in pairs:
        who = _who(sheet, value)
        yield [*who, sheet.handed_in_at, *points_of(value, table), sheet.remark]


def _comments(pairs: Pairs, table: rules.IndicatorTable) -> Iterator[list[Any]]:
    for sheet, value in pairs:
        for each in table.indicators:
            if comment := sheet.comments.get(each.code):
                points = Decimal(sheet.points[each.code])
                yield [*_who(sheet, value), each.code, each.label, points, comment]


def _flags(round: Round, kind: str) -> Iterator[list[Any]]:
    """Those that stand, answered or not."""
    standing = Flag.objects.standing().filter(
        assignment__dossier__round=round, assignment__dossier__kind=kind
    )
    rows = standing.for_list().order_by("assignment__dossier__number", "pk")
    for each in flag_lines(rows, round):
        yield [
            *(each.number, each.applicant, each.expert, each.kind, each.about),
            *(each.reason, each.raised_at, each.word, each.answer, each.ruling),
            *(each.answered_by, each.ended_at),
        ]


def _objective(
    pairs: Pairs, table: rules.IndicatorTable, title: str, notes: Sequence[str]
) -> list[Sheet]:
    """A sheet of its own where any indicator was scored by published bands."""
    if not any(sheet.objective for sheet, _ in pairs):
        return []
    rows = list(_objective_rows(pairs, table))
    return [Sheet("客观项", OBJECTIVE, rows, title, notes, 3)]


def _objective_rows(pairs: Pairs, table: rules.IndicatorTable) -> Iterator[list[Any]]:
    for sheet, value in pairs:
        for each in table.indicators:
            if each.code not in sheet.objective:
                continue
            kept, points = sheet.objective[each.code], value.points[each.code]
            answer = answer_to(kept["computed"], str(points))
            reason = _reason(sheet, each.code) if answer == CONTESTED else ""
            computed, word = Decimal(kept["computed"]), WORDS[answer]
            named = (*_who(sheet, value), each.code, each.label)
            banded = (kept["figure"], kept["band"], computed)
            yield [*named, *banded, points, word, reason]


def _reason(sheet: ScoreSheet, code: str) -> str:
    """For the mark that counts: of the second round, where it changed it."""
    second = second_of(sheet)
    given = second.reasons.get(code) if second else None
    return str(given or sheet.comments.get(code, ""))
