"""A ranking's rule, table and line in words: the same on page, workbook, letter."""

from collections import Counter
from collections.abc import Sequence

from applications.presentation.tables import PROVENANCE
from portal import rules
from scoring.facts.cuts import Cut
from scoring.facts.ties import decided_by


def rule_in_words(rule: rules.Rule) -> str:
    """去掉一个最高分和一个最低分后取平均, with the number of sheets it begins at."""
    match rule.method:
        case rules.Method.MEAN:
            return "各专家总分的算术平均"
        case rules.Method.MEDIAN:
            return "各专家总分的中位数（份数为偶数时取中间两份的平均）"
    drop = "一" if rule.drop == 1 else f" {rule.drop} "
    return (
        f"评分满 {rule.start} 份的，去掉{drop}个最高分和{drop}个最低分后取平均；"
        f"不足 {rule.start} 份的取平均"
    )


def table_title(table: rules.IndicatorTable) -> str:
    """The table's name, marked where not all of it is in the guide's own words."""
    title = table.title or "指标表"
    whole = all(each.provenance in (None, "verbatim") for each in table.indicators)
    return title if whole else f"{title}（补全版）"


def provenance_in_words(table: rules.IndicatorTable) -> str:
    """How many indicators come from where; empty where the table does not say."""
    count = Counter(each.provenance for each in table.indicators if each.provenance)
    if not count:
        return ""
    parts = [
        f"{label}（{letter}）{count[key]} 项"
        for key, (letter, label) in PROVENANCE.items()
        if count[key]
    ]
    return f"三级指标 {len(table.indicators)} 项，其中{'、'.join(parts)}"


def line_in_words(cut: Cut) -> str:
    """入围线 · 前 12 名（得分 ≥ 81.23）."""
    count = len(cut.chosen)
    if cut.minimum is not None:
        return f"入围线 · 得分 ≥ {cut.minimum:.2f}，共 {count} 家"
    if cut.last is None:
        return "入围线 · 没有申报入围"
    if cut.last.place != count and cut.grounds:
        last = f"第 {cut.last.place} 名，得分 {cut.last.mark:.2f}"
        return f"入围线 · 按入选规定取 {count} 家（末位为{last}）"
    if cut.gap == 0:
        return f"入围线 · 前 {count} 名（末位得分 {cut.last.mark:.2f}）"
    return f"入围线 · 前 {count} 名（得分 ≥ {cut.last.mark:.2f}）"


def gap_in_words(cut: Cut, order: Sequence[str]) -> str:
    """How far the first below is from the last above."""
    if cut.first is None:
        return "线下没有参加排名的申报"
    if cut.last is None:
        return f"线下第一名得分 {cut.first.mark:.2f}"
    if cut.gap == 0:
        group = decided_by(cut.last, cut.first, order)
        return f"线上最后一名与线下第一名同分，由“{group}”得分决定"
    return f"线上最后一名与线下第一名相差 {cut.gap:.2f} 分"
