"""排名表: the list, the thresholds clause by clause, the marks, the rules."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from applications.facts import guide_of, table_of
from applications.models import Round
from portal import rules
from portal.templatetags.portal import beijing
from portal.workbook import Column, Sheet, write_workbook
from scoring.exports.ranking_rules import INDICATORS, indicator_rows, rules_in_words
from scoring.exports.thresholds import (
    DOSSIER,
    THRESHOLDS,
    dossier_cells,
    threshold_rows,
)
from scoring.facts import (
    Cut,
    Line,
    grounds_in_words,
    reserve_of,
    sheets_of,
    tie_notes,
)
from scoring.models import Shortlist


def ranking_workbook(
    round: Round,
    kind: str,
    lines: Sequence[Line],
    cut: Cut | None,
    shortlist: Shortlist | None,
    *,
    at: datetime,
) -> bytes:
    """The workbook of one kind's ranking, of the same lines as its page. 2 queries."""
    table, label = table_of(round), guide_of(round).kinds[kind].label
    title = f"{round.title} · {label}"
    state = _state(shortlist, at)
    sheets = [
        _ranking(title, state, table, lines, cut),
        Sheet("门槛", THRESHOLDS, threshold_rows(lines), title, [state], 2),
        _marks(title, state, table, lines, sheets_of(round, kind)),
        Sheet(
            "规则",
            INDICATORS,
            indicator_rows(table),
            title,
            list(rules_in_words(round, table, cut, shortlist)),
        ),
    ]
    return write_workbook(sheets, at=at)


def _state(shortlist: Shortlist | None, at: datetime) -> str:
    if shortlist is None:
        return f"未冻结，数据截至 {beijing(at, 'short')}"
    frozen = beijing(shortlist.drawn_up_at, "short")
    return f"{shortlist.get_state_display()}，冻结于 {frozen}"


def _ranking(
    title: str,
    state: str,
    table: rules.IndicatorTable,
    lines: Sequence[Line],
    cut: Cut | None,
) -> Sheet:
    columns = (
        Column("名次", "int", 7),
        *DOSSIER,
        Column("平台名称", "text", 30),
        Column("设区市", "text", 18),
        *_mark_columns(lines),
        *(Column(group, "mark", 11) for group in table.groups),
        Column("最高分", "mark", 9),
        Column("最低分", "mark", 9),
        Column("极差", "mark", 9),
        Column("评分份数", "int", 10),
        Column("结果", "text", 14),
        Column("纳入", "text", 20),
        Column("候补次序", "int", 9),
        Column("入选说明", "long", 40),
        Column("同分说明", "long", 40),
        Column("未达到的条款", "long", 50),
    )
    notes = tie_notes(lines, table.ties)
    said = _Said(cut, notes, grounds_in_words(cut), reserve_of(cut), _has_parts(lines))
    rows = (_line(line, table, said) for line in lines)
    return Sheet("排名", columns, rows, title, [state], 3)


class _Said(NamedTuple):
    """What is said of lines beside their figures, by number."""

    cut: Cut | None
    notes: dict[str, str]
    grounds: dict[str, str]
    waiting: dict[str, int]
    has_parts: bool


def _mark_columns(lines: Sequence[Line]) -> list[Column]:
    """One, or after a defence the total and both its parts."""
    if not _has_parts(lines):
        return [Column("得分", "mark", 9)]
    heads = ("综合得分", "材料评审得分", "答辩得分")
    return [Column(head, "mark", 12) for head in heads]


def _has_parts(lines: Sequence[Line]) -> bool:
    return any(line.defence is not None for line in lines)


def _line(line: Line, table: rules.IndicatorTable, said: _Said) -> list[Any]:
    best, worst = (line.marks[0], line.marks[-1]) if line.marks else (None, None)
    return [
        line.place,
        line.number,
        line.dossier.enterprise.name,
        line.dossier.platform,
        line.dossier.enterprise.city,
        line.mark,
        *((line.document, line.defence) if said.has_parts else ()),
        *(line.groups.get(group) for group in table.groups),
        best,
        worst,
        line.spread,
        line.sheets,
        _result(line, said.cut),
        line.library,
        said.waiting.get(line.number),
        said.grounds.get(line.number, ""),
        said.notes.get(line.number, ""),
        "；".join(each.clause.text for each in line.failing),
    ]


def _result(line: Line, cut: Cut | None) -> str:
    if not line.is_eligible:
        return "未达到门槛"
    if line.outside:
        return line.outside
    if line.place is None:
        return "无有效评分"
    if cut is None:
        return "入围线未定"
    return "拟入选" if line.number in cut.chosen else "未入选"


def _marks(
    title: str,
    state: str,
    table: rules.IndicatorTable,
    lines: Sequence[Line],
    sheets: Iterable[rules.Sheet],
) -> Sheet:
    columns = (*DOSSIER, Column("专家编号", "text", 10), *indicator_columns(table))
    order = {line.number: line for line in lines}
    position = {number: place for place, number in enumerate(order)}
    listed = sorted(
        (each for each in sheets if each.dossier in order),
        key=lambda each: (position[each.dossier], each.reviewer),
    )
    rows = (
        [*dossier_cells(order[each.dossier]), each.reviewer, *points_of(each, table)]
        for each in listed
    )
    return Sheet("得分", columns, rows, title, [state], 3)


def indicator_columns(table: rules.IndicatorTable) -> Iterator[Column]:
    """A column an indicator, and the total."""
    for each in table.indicators:
        head = f"{each.code} {each.label}（满分 {rules.plain(each.weight)}）"
        yield Column(head, "mark", 12)
    yield Column("总分", "mark", 9)


def points_of(sheet: rules.Sheet, table: rules.IndicatorTable) -> list[Any]:
    """One sheet's points in the table's order, and its mark."""
    points = [sheet.points.get(each.code) for each in table.indicators]
    return [*points, rules.mark_of(sheet.points)]
