"""How the marks of one kind's ranking spread; no expert and no dossier is named."""

from collections.abc import Sequence
from decimal import Decimal

from portal.rules import IndicatorTable
from portal.rules.histogram import Bin, Summary, histogram, summary, without_empty_ends
from portal.workbook import Column
from scoring.dashboards.chart import Bars, Chart, Grid, Series, numbers, sums
from scoring.facts import Cut, Line

FULL = Decimal(100)
#: Intervals of 5 points of the mark, of a tenth of a group's points, of 2 of spread.
MARK_PARTS, GROUP_PARTS, SPREAD_PARTS = 20, 10, 50
BOUNDS = "每个区间含下限、不含上限，最后一个区间含满分。"
PLACED = "只计参加排名的申报。"


def mark_charts(
    table: IndicatorTable, lines: Sequence[Line], cut: Cut | None
) -> list[Chart]:
    """Of a ranking, live or frozen; those without a place are left out."""
    placed = [line for line in lines if line.place is not None]
    return [
        of_marks(placed, cut),
        of_groups(table, placed),
        of_spreads(placed),
    ]


def of_marks(placed: Sequence[Line], cut: Cut | None) -> Chart:
    marks = [line.mark for line in placed if line.mark is not None]
    chosen = cut.chosen if cut else frozenset()
    above = [line.mark for line in placed if line.number in chosen and line.mark]
    whole = histogram(marks, FULL, MARK_PARTS)
    bins = without_empty_ends(whole)
    inside = {b.low: b.count for b in histogram(above, FULL, MARK_PARTS)}
    rows = tuple(
        (interval(b), b.count, inside[b.low], b.count - inside[b.low]) for b in bins
    )
    text = _in_words(summary(marks), "得分")
    if cut:
        text += f"拟入选 {len(above)} 份。"
    return Chart(
        key="marks",
        title="得分分布",
        unit="份",
        text=text,
        columns=(
            Column("得分（分）", width=16),
            *numbers("申报", "拟入选", "未入选或未划线"),
        ),
        rows=rows,
        shape=Bars((Series(2), Series(3)), is_stacked=True),
        total=sums(rows),
        note=f"{PLACED}{BOUNDS}两端没有申报的区间不列。",
    )


def of_groups(table: IndicatorTable, placed: Sequence[Line]) -> Chart:
    """A row a first-level group: how much of its points the dossiers were given."""
    full = {group: Decimal(0) for group in table.groups}
    for leaf in table.indicators:
        full[leaf.group] += leaf.weight or 0
    rows, said = [], []
    for group, points in full.items():
        marks = [line.groups[group] for line in placed if group in line.groups]
        bins = histogram(marks, points, GROUP_PARTS)
        rows.append((f"{group}（{_plain(points)} 分）", *(each.count for each in bins)))
        if found := summary(marks):
            said.append(f"{group}平均 {found.mean} 分，满分 {_plain(points)} 分")
    heads = [f"{10 * n} 至 {10 * n + 10}%" for n in range(GROUP_PARTS)]
    return Chart(
        key="groups",
        title="各一级指标得分率分布",
        unit="份",
        text=f"{'；'.join(said)}。" if said else "没有可以统计的得分。",
        columns=(Column("一级指标", width=22), *numbers(*heads)),
        rows=tuple(rows),
        shape=Grid(),
        note=f"得分率为得分占该项满分的比例。{PLACED}{BOUNDS}",
    )


def of_spreads(placed: Sequence[Line]) -> Chart:
    spreads = [
        line.spread for line in placed if line.sheets > 1 and line.spread is not None
    ]
    bins = without_empty_ends(histogram(spreads, FULL, SPREAD_PARTS))
    rows = tuple((interval(each), each.count) for each in bins)
    return Chart(
        key="spreads",
        title="专家评分极差分布",
        unit="份",
        text=_in_words(summary(spreads), "极差"),
        columns=(Column("极差（分）", width=16), *numbers("申报")),
        rows=rows,
        shape=Bars((Series(1),)),
        total=sums(rows),
        note="极差为同一份申报最高与最低总分之差，只计有两份以上评分表的申报，"
        f"不涉及具体专家。{PLACED}{BOUNDS}两端没有申报的区间不列。",
    )


def interval(found: Bin) -> str:
    """“80 至 85”, with no more digits than the bounds have."""
    return f"{_plain(found.low)} 至 {_plain(found.high)}"


def _plain(value: Decimal) -> str:
    whole = value.to_integral_value()
    return f"{whole:f}" if value == whole else f"{value.normalize():f}"


def _in_words(found: Summary | None, what: str) -> str:
    if found is None:
        return f"没有可以统计的{what}。"
    return (
        f"共 {found.count} 份，{what}最低 {found.lowest} 分，中位数 {found.median} 分，"
        f"平均 {found.mean} 分，最高 {found.highest} 分。"
    )
