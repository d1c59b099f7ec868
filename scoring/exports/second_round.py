"""复评: what a discussion changed, mark by mark, and the first round in full."""

from collections.abc import Iterator, Sequence
from typing import Any

from portal import rules
from portal.workbook import Column, Sheet
from scoring.exports.ranking_list import indicator_columns, points_of
from scoring.exports.thresholds import DOSSIER
from scoring.facts.second_round import second_of, value_of
from scoring.models import ScoreSheet

EXPERT = Column("专家编号", "text", 10)
CHANGES = (
    *DOSSIER,
    EXPERT,
    Column("答复时间", "instant", 17),
    Column("指标编号", "text", 10),
    Column("指标", "text", 34),
    Column("第一轮", "mark", 9),
    Column("复评", "mark", 9),
    Column("修改理由", "long", 80),
)
KEPT = "维持第一轮评分"


def second_round_sheets(
    found: Sequence[ScoreSheet],
    table: rules.IndicatorTable,
    title: str,
    notes: list[str],
) -> list[Sheet]:
    """Two sheets where a discussion was answered, none where nobody conferred."""
    answered = [each for each in found if second_of(each)]
    if not answered:
        return []
    first = (*DOSSIER, EXPERT, Column("提交时间", "instant", 17))
    columns = (*first, *indicator_columns(table))
    return [
        Sheet("复评修改", CHANGES, _changes(answered, table), title, notes, 3),
        Sheet("第一轮评分", columns, _first(answered, table), title, notes, 3),
    ]


def _who(sheet: ScoreSheet) -> list[Any]:
    assignment = sheet.assignment
    dossier = assignment.dossier
    return [dossier.number, dossier.enterprise.name, assignment.expert.code]


def _changes(
    answered: Sequence[ScoreSheet], table: rules.IndicatorTable
) -> Iterator[list[Any]]:
    """A line each change; one that says so where the first marks were kept."""
    for sheet in answered:
        second = second_of(sheet)
        assert second is not None
        who = [*_who(sheet), second.handed_in_at]
        before, after = (
            value_of(sheet, each).points for each in (sheet.points, second.changes)
        )
        if not after:
            yield [*who, "", KEPT, None, None, ""]
        for each in table.indicators:
            if each.code in after:
                marks = [before[each.code], after[each.code]]
                why = second.reasons.get(each.code, "")
                yield [*who, each.code, each.label, *marks, why]


def _first(
    answered: Sequence[ScoreSheet], table: rules.IndicatorTable
) -> Iterator[list[Any]]:
    for sheet in answered:
        value = value_of(sheet, sheet.points)
        yield [*_who(sheet), sheet.handed_in_at, *points_of(value, table)]
