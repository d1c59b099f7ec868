"""答辩评分: each defence sheet of a kind with its comments, once it is over."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from applications.facts import defence_of
from applications.models import Round
from portal import rules
from portal.workbook import Column, Sheet
from scoring.exports.thresholds import DOSSIER
from scoring.facts.finals import has_ended
from scoring.models import Assignment, DefenceSheet


def defence_sheets(
    round: Round, kind: str, title: str, notes: Sequence[str]
) -> list[Sheet]:
    """One, or none where the kind has no defence behind it. At most two queries."""
    defence = defence_of(round)
    if defence is None or not has_ended(round, kind):
        return []
    items = defence.table.indicators
    columns = (
        *DOSSIER,
        Column("专家编号", "text", 10),
        Column("情况", "text", 10),
        Column("提交时间", "instant", 17),
        *(Column(_head(each), "mark", 14) for each in items),
        Column("总分", "mark", 9),
        *(Column(f"{each.label}的评语", "long", 40) for each in items),
        Column("回避事由", "long", 30),
    )
    return [
        Sheet("答辩评分", columns, list(_rows(round, kind, items)), title, notes, 3)
    ]


def _head(item: rules.Indicator) -> str:
    return f"{item.label}（满分 {rules.plain(item.weight or 0)}）"


def _rows(
    round: Round, kind: str, items: Sequence[rules.Indicator]
) -> Iterator[list[Any]]:
    """Under codes; drafts say that they were never handed in."""
    found = DefenceSheet.objects.filter(
        defence__dossier__round=round,
        defence__call__kind=kind,
        assignment__state__in=Assignment.DEFENDING,
    ).select_related("assignment__expert", "defence__dossier__enterprise")
    for each in found.order_by("defence__dossier__number", "assignment__expert__code"):
        dossier, total = each.defence.dossier, each.total
        is_in = each.state == DefenceSheet.State.HANDED_IN
        points = [each.points.get(item.code) if is_in else None for item in items]
        yield [
            *(dossier.number, dossier.enterprise.name, each.assignment.expert.code),
            *(_word(each), each.handed_in_at),
            *(None if mark is None else Decimal(mark) for mark in points),
            None if total is None else Decimal(total).scaleb(-2),
            *(each.comments.get(item.code, "") if is_in else "" for item in items),
            each.reason,
        ]


def _word(sheet: DefenceSheet) -> str:
    draft = sheet.state == DefenceSheet.State.DRAFT
    return "未提交" if draft else sheet.get_state_display()
