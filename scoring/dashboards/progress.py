"""How far the experts are: who has come how far, and what was handed in by day."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, FilteredRelation, Q, QuerySet

from portal.workbook import Column
from scoring.dashboards.chart import Bars, Chart, Grid, Row, Series, numbers, sums
from scoring.dashboards.days import BeijingDay, Days, day_of, running
from scoring.models import Assignment, Expert, ScoreSheet

Assignments = QuerySet[Assignment]
State = Assignment.State
HEADS = ("待声明", "待评分", "评分中", "已提交", "已回避", "已撤回")
OPEN = ("待声明", "待评分", "评分中")
WAITING = {State.ASSIGNED: "待声明", State.DECLARED: "待评分"}
ENDED = {State.RECUSED: "已回避", State.WITHDRAWN: "已撤回"}


def progress_charts(seats: Iterable[Sequence[Any]], at: datetime) -> list[Chart]:
    """Of what ``by_progress`` counted. One query."""
    found, days = _counted(seats)
    return [_by_expert(found), _handed_in_by_day(days, at)]


def _by_expert(found: dict[str, Counter[str]]) -> Chart:
    """Experts by code, as in the analysis of a ranking."""
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


def by_progress(assignments: Assignments) -> QuerySet:
    """By expert, state and the day of handing in: how many, and how many begun."""
    done = Q(sheet__state=ScoreSheet.State.HANDED_IN)
    begun = Q(sheet__state=ScoreSheet.State.DRAFT) & ~Q(sheet__points={})
    return (
        assignments.annotate(done=FilteredRelation("sheet", condition=done))
        .annotate(begun=FilteredRelation("sheet", condition=begun))
        .annotate(day=BeijingDay("done__handed_in_at"))
        .order_by()
        .values_list("expert_id", "state", "day")
        .annotate(count=Count("pk"), drafts=Count("begun__pk"))
    )


def _counted(
    seats: Iterable[Sequence[Any]],
) -> tuple[dict[str, Counter[str]], Counter[date]]:
    """Each expert's by how far they are, and by day what was handed in."""
    codes = dict(Expert.objects.order_by().values_list("pk", "code"))
    found: dict[str, Counter[str]] = {}
    days: Counter[date] = Counter()
    for expert, state, day, count, drafts in seats:
        mine = found.setdefault(codes[expert], Counter())
        if state not in Assignment.STANDING:
            mine[ENDED[state]] += count
        elif day:
            mine["已提交"] += count
            days[day] += count
        else:
            mine["评分中"] += drafts
            mine[WAITING[state]] += count - drafts
    return found, days


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


def _handed_in_by_day(counts: Days, at: datetime) -> Chart:
    """Of the assignments that stand."""
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
