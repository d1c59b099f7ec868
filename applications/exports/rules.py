"""The sheet on which a workbook says by which rules its round goes."""

from collections.abc import Iterator, Sequence
from typing import Any

from applications.exports.defence_rules import defence_in_words
from applications.facts import guide_of, review_of, rule_of, table_of
from applications.models import Round
from applications.presentation import table_rows
from portal.rules import Guide, Method, ReviewRules, SelectionRules
from portal.rules.gaps import plain
from portal.templatetags.portal import beijing
from portal.workbook import Column, Sheet

METHODS = {Method.MEAN: "算术平均", Method.MEDIAN: "中位数"}


def rules_sheet(round: Round) -> Sheet:
    columns = [Column("事项", width=24), Column("内容", "long", 90)]
    return Sheet("批次规则", columns, list(facts_of_round(round)))


def facts_of_round(round: Round) -> Iterator[tuple[str, str]]:
    """What a reader of a list needs to know of its round, pair by pair."""
    guide = guide_of(round)
    yield "批次", f"{round.code} {round.title}"
    yield "建设指南", guide_in_words(guide)
    for kind in round.kinds:
        yield f"{guide.kinds[kind].label}名额", str(round.quotas.get(kind, "未定"))
    yield "申报开始", beijing(round.opens_at, "deadline")
    yield "申报截止", f"{beijing(round.closes_at, 'deadline')}（截止时刻起不再接收）"
    yield "每份申报的专家数", str(round.panel_size)
    yield "汇总规则", rule_in_words(round)
    ties = ties_in_words(table_of(round).ties)
    yield ("材料评审同分处理" if round.defence else "同分处理"), ties
    review = review_of(round)
    yield from review_in_words(review)
    for kind, limits in review.selection.items():
        label = guide.kinds[kind].label if kind in guide.kinds else kind
        yield f"{label}入选规定", "；".join(limits_in_words(limits))
    yield from defence_in_words(round)
    yield "匿名评审", "是" if round.is_blind else "否"
    yield "联系方式和异议受理", round.contact_line or "公示前填写"
    yield "规则摘要 SHA-256", round.digest or "未冻结"


def guide_in_words(guide: Guide) -> str:
    """《…》 with its edition, where the title does not say it."""
    title = f"《{guide.title}》"
    if not guide.edition.isdecimal():
        return f"{title}（原文未注年份）"
    named = guide.edition in title
    return title if named else f"{title}（收录为 {guide.edition} 年版）"


def rule_in_words(round: Round) -> str:
    rule = rule_of(round)
    if rule.method in METHODS:
        return METHODS[rule.method]
    return (
        f"达到 {rule.start} 份评分时，去掉 {rule.drop} 个最高分和 "
        f"{rule.drop} 个最低分后平均；不足时为算术平均"
    )


def review_in_words(review: ReviewRules) -> Iterator[tuple[str, str]]:
    """What the round asks of its experts beyond the table, pair by pair."""
    if beyond := reasons_in_words(review):
        yield "必须写明评语的得分", beyond
    if review.spread is not None:
        limit = plain(review.spread)
        yield "会商复评", f"各专家总分的最高与最低相差超过 {limit} 分的申报"


def limits_in_words(limits: SelectionRules) -> Iterator[str]:
    """What is asked of who is selected in one kind, beside the place."""
    if limits.total is not None:
        yield f"总分不低于 {plain(limits.total)} 分"
    for group, least in limits.groups.items():
        yield f"“{group}”得分不低于 {plain(least)} 分"
    if limits.city_most is not None:
        yield f"每个设区市至多 {limits.city_most} 家"
    if limits.city_least is not None:
        yield f"每个设区市至少 {limits.city_least} 家（按名额取时，须达到各项最低分）"
    if limits.reserve:
        yield f"候补 {limits.reserve} 家（末位并列的一并列入）"


def reasons_in_words(review: ReviewRules) -> str:
    """From which marks a comment is due; empty where none ever is."""
    limits = (("低于", review.comment_below), ("高于", review.comment_above))
    beyond = [f"{word}该项权重的 {plain(n)}%" for word, n in limits if n is not None]
    return "，或".join(beyond)


def ties_in_words(order: Sequence[str]) -> str:
    if not order:
        return "得分相同的并列同一名次"
    groups = "、".join(f"“{group}”" for group in order)
    return f"得分相同的，依次比较{groups}得分，仍相同的并列同一名次"


def table_sheet(round: Round) -> Sheet:
    """The indicator table with the provenance of each row."""
    columns = [
        Column("编号", width=10),
        Column("级次", "int", 8),
        Column("指标", width=44),
        Column("权重", "decimal", 10),
        Column("原权重", "decimal", 10),
        Column("来源", width=26),
        Column("依据", "long", 60),
        Column("分档标准", "long", 60),
    ]
    rows: list[list[Any]] = [
        [
            row.code,
            row.level,
            row.label,
            row.weight,
            row.original,
            f"{row.provenance} {row.provenance_label}".strip(),
            row.basis,
            row.scale.text if row.scale else "",
        ]
        for row in table_rows(round)
    ]
    return Sheet("指标表", columns, rows)
