"""By what a ranking was made: rule, ties, table, line, digests, and who signed it."""

from collections.abc import Iterator
from typing import Any

from applications.exports.defence_rules import defence_in_words
from applications.exports.rules import ties_in_words
from applications.facts import rule_of
from applications.models import Round
from applications.presentation.tables import PROVENANCE
from portal import rules
from portal.templatetags.portal import beijing
from portal.workbook import Column
from scoring.facts import (
    Cut,
    gap_in_words,
    line_in_words,
    provenance_in_words,
    rule_in_words,
    table_title,
)
from scoring.models import Shortlist

INDICATORS = (
    Column("编号", "text", 9),
    Column("一级指标", "text", 14),
    Column("二级指标", "text", 22),
    Column("三级指标", "text", 34),
    Column("权重", "mark", 8),
    Column("来源", "text", 22),
    Column("依据", "long", 30),
    Column("评估内容", "long", 50),
)


def indicator_rows(table: rules.IndicatorTable) -> Iterator[list[Any]]:
    """The table the marks were given by, each indicator with where it comes from."""
    for each in table.indicators:
        letter, label = PROVENANCE.get(each.provenance or "", ("", ""))
        yield [
            each.code,
            each.path[0],
            " / ".join(each.path[1:-1]),
            each.label,
            each.weight,
            f"{letter} {label}".strip(),
            each.basis,
            each.content,
        ]


def rules_in_words(
    round: Round,
    table: rules.IndicatorTable,
    cut: Cut | None,
    shortlist: Shortlist | None,
) -> Iterator[str]:
    yield f"汇总规则：{rule_in_words(rule_of(round))}"
    documents = "材料评审" if round.defence else ""
    yield f"{documents}同分处理：{ties_in_words(table.ties)}"
    yield from (f"{name}：{words}" for name, words in defence_in_words(round))
    if cut is not None and (cut.grounds or cut.reserve):
        yield "入选规定：见“排名”的“入选说明”和批次规则"
    yield f"指标表：{table_title(table)}，{provenance_in_words(table)}"
    yield f"指标表说明：{table.note}"
    yield f"规则摘要 SHA-256：{round.digest}"
    if cut is not None:
        way = "按分数线" if cut.quota is None else f"按名额 {cut.quota} 家"
        yield f"入围方式：{way}"
        yield f"{line_in_words(cut)}；{gap_in_words(cut, table.ties)}"
    if shortlist is None:
        yield "排名尚未冻结"
        return
    yield f"排名摘要 SHA-256：{shortlist.digest}"
    yield f"冻结：{shortlist.drawn_up_by}，{beijing(shortlist.drawn_up_at, 'short')}"
    if shortlist.approved_by:
        when = beijing(shortlist.approved_at, "short")
        yield f"复核：{shortlist.approved_by}，{when}"
    if shortlist.notice_from:
        since, until = shortlist.notice_from, shortlist.notice_until
        yield f"公示：{beijing(since)} 至 {beijing(until)}"
