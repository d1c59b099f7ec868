"""申报汇总表: the dossiers of a round with their figures and clause reports."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from applications.exports.rules import rules_sheet, table_sheet
from applications.facts import facts_of, guide_of, table_of
from applications.models import Dossier, Round
from applications.presentation import (
    failing_clauses,
    kind_label,
    rulings_in_force,
    sections_of,
)
from applications.wording import choice
from portal import rules
from portal.templatetags.portal import beijing
from portal.workbook import Column, Sheet, write_workbook

HEAD = (
    Column("序号", "int", 7),
    Column("申报编号", width=18),
    Column("申报单位", width=34),
    Column("统一社会信用代码", width=22),
    Column("设区市", width=18),
    Column("平台名称", width=30),
    Column("平台类型", width=16),
    Column("状态", width=20),
    Column("提交时间", "instant", 18),
    Column("推荐顺序", "int", 10),
    Column("推荐意见", "long", 40),
    Column("门槛核对", width=12),
    Column("未达到的必备条款", "long", 50),
)


def dossiers_workbook(
    round: Round, dossiers: Iterable[Dossier], *, at: datetime
) -> bytes:
    """The workbook; ``dossiers`` come with their enterprise and their document."""
    dossiers = list(dossiers)
    figures = figures_of(round)
    sheet = Sheet(
        "申报汇总表",
        [*HEAD, *(_column(figure) for figure in figures)],
        _rows(round, dossiers, figures),
        title=f"{round.title} 申报汇总表",
        notes=[f"批次 {round.code}，共 {len(dossiers)} 份，导出于 {beijing(at)}"],
        frozen_columns=3,
    )
    return write_workbook([sheet, rules_sheet(round), table_sheet(round)], at=at)


def figures_of(round: Round) -> tuple[rules.Metric, ...]:
    """Every figure that some kind of the round is asked for, each once."""
    guide, table = guide_of(round), table_of(round)
    figures: dict[str, rules.Metric] = {}
    for kind in round.kinds:
        for section in sections_of(guide, kind, table):
            for metric in (*section.metrics, *section.derived):
                figures.setdefault(metric.id, metric)
    return tuple(figures.values())


def _column(metric: rules.Metric) -> Column:
    unit = f"（{metric.unit}）" if metric.unit else ""
    type = metric.type if metric.is_numeric else "text"
    return Column(f"{metric.label}{unit}", type, 14)


def _rows(
    round: Round, dossiers: list[Dossier], figures: tuple[rules.Metric, ...]
) -> Iterator[list[Any]]:
    ruled = rulings_in_force(dossiers)
    for number, dossier in enumerate(dossiers, start=1):
        dossier.round = round  # one copy of its guide for all
        failing = failing_clauses(dossier.report or {}, ruled.get(dossier.pk, {}))
        facts = facts_of(dossier)
        yield [
            number,
            dossier.number,
            dossier.enterprise.name,
            dossier.enterprise.credit_code,
            dossier.enterprise.city,
            dossier.platform,
            kind_label(round.guide_key, dossier.kind),
            dossier.get_status_display(),
            dossier.submitted_at,
            dossier.recommended_order,
            dossier.city_opinion,
            _outcome(dossier, failing),
            "；".join(failing),
            *(_value(metric, facts) for metric in figures),
        ]


def _outcome(dossier: Dossier, failing: list[str]) -> str:
    if not dossier.report:
        return ""
    return "未达到" if failing else "达到"


def _value(metric: rules.Metric, facts: rules.Facts) -> Any:
    value = rules.value_of(metric, facts)
    if isinstance(value, rules.Share):
        return Decimal(rules.shown(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    return choice(value) if isinstance(value, str) else value
