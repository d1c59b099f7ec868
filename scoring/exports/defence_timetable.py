"""答辩时间表: who comes when and where, to be printed; no expert stands in it."""

from collections.abc import Sequence
from datetime import datetime

from applications.facts import defence_of
from applications.models import Round
from portal.templatetags.portal import beijing
from portal.workbook import Column, Sheet, write_workbook
from scoring.facts.defences import Course
from scoring.models import DefenceCall

COLUMNS = (
    Column("场次", "int", 7),
    Column("日期", "text", 26),
    Column("开始", "text", 9),
    Column("结束", "text", 9),
    Column("申报编号", "text", 18),
    Column("申报单位", "text", 34),
    Column("平台名称", "text", 30),
    Column("地点", "long", 34),
    Column("情况", "text", 14),
)


def timetable_workbook(
    round: Round,
    label: str,
    call: DefenceCall,
    courses: Sequence[Course],
    *,
    at: datetime,
) -> bytes:
    rules = defence_of(round)
    notes = [f"数据截至 {beijing(at, 'short')}，时间均为北京时间"]
    if call.seed:
        notes.append(f"次序按 SHA-256（“{call.seed} 申报编号”）由小到大排定")
    if rules and rules.bring:
        notes.append(f"请携带：{rules.bring}")
    title = f"{round.title} · {label} · 现场答辩时间表"
    sheet = Sheet("时间表", COLUMNS, _rows(courses), title, notes, 1)
    return write_workbook([sheet], at=at)


def _rows(courses: Sequence[Course]) -> list[list[object]]:
    return [
        [
            number,
            beijing(each.defence.starts_at, "day"),
            beijing(each.defence.starts_at, "time").partition("（")[0],
            beijing(each.defence.ends_at, "time").partition("（")[0],
            each.defence.dossier.number,
            each.defence.dossier.enterprise.name,
            each.defence.dossier.platform,
            each.defence.place,
            "缺席" if each.defence.is_absent else "",
        ]
        for number, each in enumerate(courses, start=1)
    ]
