"""The thresholds, clause by clause: stated, required, computed, ruled, decided."""

from collections.abc import Iterator, Sequence
from typing import Any

from applications.facts import Finding, facts_of
from applications.presentation.findings import OUTCOMES
from portal import rules
from portal.workbook import Column
from scoring.exports.clause_words import demand_of, statement_of
from scoring.facts import Line, findings_by_dossier

DOSSIER = (Column("申报编号", "text", 16), Column("申报单位", "text", 34))
THRESHOLDS = (
    *DOSSIER,
    Column("条款", "text", 10),
    Column("约束", "text", 8),
    Column("条款原文", "long", 50),
    Column("出处", "long", 30),
    Column("现填", "long", 40),
    Column("要求", "long", 40),
    Column("系统核对", "text", 10),
    Column("人工认定", "text", 10),
    Column("认定理由", "long", 30),
    Column("认定人", "text", 12),
    Column("认定时间", "instant", 17),
    Column("结论", "text", 10),
)


def threshold_rows(lines: Sequence[Line]) -> Iterator[list[Any]]:
    """A row a clause of each dossier. One query."""
    findings = findings_by_dossier([line.dossier for line in lines])
    for line in lines:
        facts = facts_of(line.dossier)
        for place, finding in enumerate(findings[line.number], start=1):
            yield [*dossier_cells(line), *_finding(place, finding, facts)]


def _finding(place: int, finding: Finding, facts: rules.Facts) -> list[Any]:
    clause, ruling = finding.clause, finding.ruling
    return [
        f"第 {place} 条",  # as the letters count them
        _wording(finding),
        clause.text,
        clause.source,
        statement_of(clause.need, facts),
        demand_of(clause.need),
        OUTCOMES[finding.verdict.outcome],
        ("符合" if ruling.is_met else "不符合") if ruling else "",
        ruling.reason if ruling else "",
        ruling.by.name if ruling else "",
        ruling.at if ruling else None,
        OUTCOMES[finding.outcome],
    ]


def _wording(finding: Finding) -> str:
    if finding.is_veto:
        return "一票否决"
    return "必备" if finding.clause.is_mandatory else "鼓励"


def dossier_cells(line: Line) -> list[str]:
    return [line.number, line.dossier.enterprise.name]
