"""The rules of a round's on-site defence in words: on page, workbook and letter."""

from collections.abc import Iterator

from applications.facts import defence_of
from applications.models import Round
from portal import rules as core
from portal.rules.defence import Absence, DefenceRules

ABSENCES = {
    Absence.ZERO: "答辩得分按 0 分计，仍参加排名",
    Absence.OUT: "不参加最终排名",
}


def defence_in_words(round: Round) -> Iterator[tuple[str, str]]:
    """What a reader needs to know of the defence, pair by pair; nothing without one."""
    rules = defence_of(round)
    if rules is None:
        return
    yield "现场答辩", f"占 {rules.weight}%。{total_in_words(rules)}"
    yield "参加答辩的申报", called_in_words(rules)
    yield "答辩评分项目", "；".join(map(item_in_words, rules.table.indicators))
    yield (
        "答辩得分",
        (
            "由该申报的评审专家（回避或缺席的由替补专家）现场评分，取各专家答辩总分的算术平均；"
            "专家全部回避、没有一份答辩评分表的，取材料评审得分"
        ),
    )
    yield "答辩缺席", ABSENCES[rules.absence]
    yield "综合得分相同", "比较材料评审折合得分，仍相同的并列同一名次"
    if rules.bring:
        yield "答辩须携带", rules.bring


def total_in_words(rules: DefenceRules) -> str:
    return (
        f"综合得分 = 材料评审得分 × {100 - rules.weight}% + "
        f"答辩得分 × {rules.weight}%，合计后四舍五入到 0.01"
    )


def called_in_words(rules: DefenceRules) -> str:
    if rules.first is None:
        return "材料评审后参加排名的全部申报"
    return (
        f"材料评审各类型前 {rules.first} 名，末位并列的一并参加；其余申报不参加最终排名"
    )


def item_in_words(item: core.Indicator) -> str:
    """平台演示（60 分）：看什么."""
    about = f"：{item.content}" if item.content else ""
    return f"{item.label}（{core.plain(item.weight)} 分）{about}"
