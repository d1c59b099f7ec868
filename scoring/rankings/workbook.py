"""评分分析: every dossier's places, every expert's severity, the sheets far off."""

from datetime import datetime

from portal.templatetags.portal import beijing
from portal.workbook import Column, Sheet, write_workbook
from scoring.facts import rule_in_words
from scoring.rankings.analysis import Analysis
from scoring.rankings.compared import ComparedRow

ONLY = "只供分析，不改变任何得分、名次和名单。"
EXPERTS = (
    Column("专家编号", width=11),
    Column("评分表（份）", "int", 10),
    Column("平均分", "mark", 10),
    Column("宽严（分）", "mark", 10),
    Column("宽严区间", width=20),
    Column("判断", width=12),
    Column("离散（标准差）", width=12),
    Column("离散区间", width=20),
)
OUTLIERS = (
    Column("申报编号", width=16),
    Column("申报单位", width=34),
    Column("专家编号", width=11),
    Column("该专家评分", "mark", 10),
    Column("其余专家平均", "mark", 10),
    Column("相差（标准差）", "mark", 10),
)


def analysis_workbook(found: Analysis, *, at: datetime) -> bytes:
    ranking = found.found
    title = f"{ranking.round.title} {ranking.label} 评分分析"
    left_out = found.not_drawn
    notes = [
        f"{ONLY}正式名次只按公布的规则产生：{rule_in_words(found.rule)}。",
        *([f"线上概率没有计入：{'；'.join(left_out)}。"] if left_out else []),
        f"导出于 {beijing(at)}",
    ]
    sheets = [_places(found, title, notes), _experts(found), _outliers(found)]
    return write_workbook(sheets, at=at)


def _places(found: Analysis, title: str, notes: list[str]) -> Sheet:
    others = [
        column
        for each in found.columns
        for column in (
            Column(f"{each.head}名次", "int", 10),
            Column(f"{each.head}得分", "mark", 10),
        )
    ]
    whose = "材料评审" if found.found.round.defence else "正式"
    head = (
        Column(f"{whose}名次", "int", 8),
        Column("申报编号", width=16),
        Column("申报单位", width=34),
        Column(f"{whose}得分", "mark", 10),
        Column("结果", width=8),
        *others,
        Column("线上概率", "percent", 10),
    )
    has_line = found.found.cut is not None
    rows = [_place(row, has_line) for row in found.rows]
    return Sheet("名次对照", head, rows, title, notes, frozen_columns=3)


def _place(row: ComparedRow, has_line: bool) -> tuple[object, ...]:
    line = row.line
    result = ("线上" if row.is_above else "线下") if has_line else ""
    return (
        *(line.place, line.number, line.dossier.enterprise.name, line.mark, result),
        *(value for each in row.places for value in (each.place, each.mark)),
        None if row.chance is None else row.chance * 100,
    )


def _experts(found: Analysis) -> Sheet:
    rows = [
        (
            *(row.code, row.sheets, row.mean, row.severity.value, row.severity.words),
            *(row.word, *((row.spread.shown, row.spread.words) if row.spread else ())),
        )
        for row in found.experts
    ]
    return Sheet("专家宽严", EXPERTS, [(*r, "", "")[: len(EXPERTS)] for r in rows])


def _outliers(found: Analysis) -> Sheet:
    rows = [
        (
            *(each.line.number, each.line.dossier.enterprise.name, each.expert),
            *(each.mark, each.others, each.distance),
        )
        for each in found.outliers
    ]
    return Sheet("离群的评分表", OUTLIERS, rows)
