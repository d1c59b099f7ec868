"""How far the experts are: who has come how far, and what was handed in by day."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from portal.workbook import Column
from scoring.dashboards.chart import Bars, Chart, Grid, Row, Series, numbers, sums
from scoring.dashboards.days import counted_by_day, day_of, running
from scoring.models import Assignment, ScoreSheet

Assignments = QuerySet[Assignment]
State = Assignment.State
HEADS = ("待声明", "待评分", "评分中", "已提交", "已回避", "已撤回")
OPEN = ("待声明", "待评分", "评分中")


def by_expert(assignments: Assignments) -> Chart:
    """Experts by code, as in the analysis of a ranking. One query."""
    found = _counted(assignments)
    rows = [
        (code, *(found[code].get(head, 0) for head in HEADS)) for code in sorted(found)
    ]
    return Chart(
        key="by-expert",
        title="评审进度：各专家名下申报的状态",
        unit="份",
        text=_progress_in_words(rows),
        columns=(Column("专家编号", width=14), *numbers(*HEADS)),
        rows=tuple(rows),
        shape=Grid(),
        total=sums(rows),
    )


def _counted(assignments: Assignments) -> dict[str, Counter[str]]:
    begun = Q(sheet__state=ScoreSheet.State.DRAFT) & ~Q(sheet__points={})
    grouped = (
        assignments.order_by()
        .values_list("expert__code", "state", "sheet__state")
        .annotate(count=Count("pk"), begun=Count("pk", filter=begun))
    )
    found: dict[str, Counter[str]] = {}
    for code, state, sheet, count, begun_count in grouped:
        mine = found.setdefault(code, Counter())
        if state in Assignment.STANDING and sheet != ScoreSheet.State.HANDED_IN:
            waiting = "待声明" if state == State.ASSIGNED else "待评分"
            mine["评分中"] += begun_count
            mine[waiting] += count - begun_count
        else:
            mine[_ended(state)] += count
    return found


def _ended(state: str) -> str:
    return {State.RECUSED: "已回避", State.WITHDRAWN: "已撤回"}.get(state, "已提交")


def _progress_in_words(rows: Sequence[Row]) -> str:
    if not rows:
        return "还没有分派专家。"
    whole = dict(zip(HEADS, map(sum, list(zip(*rows, strict=True))[1:]), strict=True))
    standing = sum(whole[head] for head in (*OPEN, "已提交"))
    waiting = [
        f"{row[0]}（{sum(row[1:4])} 份）"
        for row in sorted(rows, key=lambda row: (-sum(row[1:4]), row[0]))
        if sum(row[1:4])
    ]
    text = f"{len(rows)} 位专家，应交 {standing} 份，已提交 {whole['已提交']} 份。"
    if waiting:
        text += f"未交最多的：{'、'.join(waiting[:3])}。"
    return text


def handed_in_by_day(assignments: Assignments, at: datetime) -> Chart:
    """Of the assignments that stand. One query."""
    done = assignments.standing().filter(sheet__state=ScoreSheet.State.HANDED_IN)
    counts = counted_by_day(done, "sheet__handed_in_at")
    today = day_of(at)
    since = min(counts, default=today)
    rows = running(counts, since, max(counts, default=today), today) if counts else []
    reached = sum(counts.values())
    text = f"已提交评分表 {reached} 份。" if counts else "还没有提交的评分表。"
    return Chart(
        key="sheets-by-day",
        title="每日提交的评分表",
        unit="份",
        text=text,
        columns=(Column("日期", "date", 12), *numbers("当日提交", "累计提交")),
        rows=tuple(rows),
        shape=Bars((Series(1), Series(2, is_line=True))),
        note="从第一份评分表提交之日起，到最近一份提交之日止；回避和撤回的不计。",
    )
