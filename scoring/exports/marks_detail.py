"""评分明细表: every sheet that counts, by expert code, and every comment."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from applications.facts import guide_of, table_of
from applications.models import Round
from portal import rules
from portal.templatetags.portal import beijing
from portal.workbook import Column, Sheet, write_workbook
from scoring.exports.ranking_list import indicator_columns, points_of
from scoring.exports.thresholds import DOSSIER
from scoring.models import ScoreSheet

EXPERT = Column("专家编号", "text", 10)
COMMENTS = (
    *DOSSIER,
    EXPERT,
    Column("指标编号", "text", 10),
    Column("指标", "text", 34),
    Column("得分", "mark", 9),
    Column("评语", "long", 80),
)


def marks_workbook(round: Round, kind: str, *, at: datetime) -> bytes:
    """The workbook of all marks of one kind; experts stand under codes. 1 query."""
    table, label = table_of(round), guide_of(round).kinds[kind].label
    pairs = [(sheet, _value(sheet)) for sheet in _sheets(round, kind)]
    columns = (
        *DOSSIER,
        EXPERT,
        Column("提交时间", "instant", 17),
        *indicator_columns(table),
        Column("总体评价", "long", 60),
    )
    title = f"{round.title} · {label} · 评分明细表"
    notes = [f"数据截至 {beijing(at, 'short')}；回避或撤回的专家不在其中"]
    sheets = [
        Sheet("评分明细", columns, _marks(pairs, table), title, notes, 3),
        Sheet("评语", COMMENTS, _comments(pairs, table), title, notes, 3),
    ]
    return write_workbook(sheets, at=at)


def _sheets(round: Round, kind: str) -> Sequence[ScoreSheet]:
    counting = ScoreSheet.objects.counting().filter(
        assignment__dossier__round=round, assignment__dossier__kind=kind
    )
    return (
        counting.select_related("assignment__dossier__enterprise", "assignment__expert")
        .defer("assignment__dossier__document")
        .order_by("assignment__dossier__number", "assignment__expert__code")
    )


def _value(sheet: ScoreSheet) -> rules.Sheet:
    [value] = rules.read_sheets(
        [
            {
                "dossier": str(sheet.assignment.dossier.number),
                "reviewer": sheet.assignment.expert.code,
                "points": sheet.points,
            }
        ]
    )
    return value


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
                points = value.points.get(each.code)
                yield [*_who(sheet, value), each.code, each.label, points, comment]
