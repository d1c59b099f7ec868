"""Periods away and the blacklist as sheets of the roster: what they would add.

A roster adds entries and never ends one: that is done on the expert's page, with its
reason.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl.utils import get_column_letter

from portal.filing_book import Problem
from portal.filing_book.layout import Item
from scoring.facts.roster_pool import Deed, Pool
from scoring.models import Absence, Blacklisting, Expert
from scoring.models.duty import BACKWARDS, span

ABSENCES, BLACKLIST = "不可评审时段", "黑名单"
MOST_PERIODS = 1000
_PART = "period"
PERIOD_ITEMS = (
    Item(_PART, "who", "专家编号或电子邮箱", "text", most=120, required=True,
         help="本册新增的专家填电子邮箱。"),
    Item(_PART, "starts_on", "开始日期", "date", required=True,
         help="例如 2026-11-30，当天算在内。"),
    Item(_PART, "ends_on", "结束日期", "date",
         help="当天算在内；黑名单留空则一直有效，直至移出。"),
    Item(_PART, "reason", "事由", "text", most=300, required=True),
)  # fmt: skip
PERIOD_COLUMNS = {
    item.id: get_column_letter(n) for n, item in enumerate(PERIOD_ITEMS, start=1)
}
Span = tuple[date, date | None, str]


@dataclass(frozen=True, slots=True)
class Period:
    """One row; ``stated`` are the cells that are not blank, days as ISO text."""

    sheet: str
    row: int
    stated: Mapping[str, Any]

    @property
    def who(self) -> str:
        """A code or an address, as the pool writes it."""
        typed = str(self.stated.get("who", ""))
        return typed.lower() if "@" in typed else typed.upper()

    @property
    def starts_on(self) -> date:
        return date.fromisoformat(self.stated["starts_on"])

    @property
    def ends_on(self) -> date | None:
        text = self.stated.get("ends_on")
        return date.fromisoformat(text) if text else None

    @property
    def reason(self) -> str:
        return str(self.stated["reason"])


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """One row of the report; ``who`` is a code, or the address of a new expert."""

    sheet: str
    row: int
    deed: Deed
    who: str
    name: str
    span: str
    reason: str
    problems: tuple[Problem, ...] = ()


def held_periods(pool: Collection[Expert]) -> dict[tuple[str, str], list[Span]]:
    """What stands already, by sheet and code. Two queries."""
    held: dict[tuple[str, str], list[Span]] = defaultdict(list)
    stand = {
        ABSENCES: Absence.objects.filter(expert__in=pool),
        BLACKLIST: Blacklisting.objects.standing().filter(expert__in=pool),
    }
    for sheet, rows in stand.items():
        found = rows.order_by("starts_on", "pk")
        for code, *period in found.values_list(
            "expert__code", "starts_on", "ends_on", "reason"
        ):
            held[sheet, code].append((*period,))
    return held


def period_lines(
    pool: Pool, new: Mapping[str, str], periods: Sequence[Period]
) -> Iterator[PeriodLine]:
    """Row by row; ``new`` are the names of experts to come, by address. Two queries."""
    held = held_periods(pool.experts)
    for period in periods:
        expert = pool.by_code.get(period.who) or pool.by_email.get(period.who)
        who = expert.code if expert else period.who
        name = expert.user.name if expert else new.get(period.who, "")
        problem = _problem(period) or (None if name else _nobody(period))
        said: Span | None = None
        deed = Deed.REFUSED
        if problem is None:
            said = (period.starts_on, period.ends_on, period.reason)
            deed, problem = _deed(period, said, held[period.sheet, who])
        if said and deed == Deed.ADD:
            held[period.sheet, who].append(said)
        yield PeriodLine(
            period.sheet,
            period.row,
            deed,
            who,
            name,
            span(said[0], said[1]) if said else "",
            said[2] if said else "",
            (problem,) if problem else (),
        )


def _deed(
    period: Period, said: Span, held: Sequence[Span]
) -> tuple[Deed, Problem | None]:
    if said in held:
        return Deed.SAME, None
    first, last, _ = said
    for other in held:
        begins_later = last is not None and other[0] > last
        is_over = other[1] is not None and other[1] < first
        if not (begins_later or is_over):
            rule = f"与已有的 {span(other[0], other[1])}（{other[2]}）重叠。"
            remedy = "请改日期，或先在专家页面撤销原来的一条。"
            return Deed.REFUSED, _at(period, "starts_on", rule, remedy)
    return Deed.ADD, None


def _problem(period: Period) -> Problem | None:
    """What is missing or turned round."""
    required = [item for item in PERIOD_ITEMS if item.required]
    if period.sheet == ABSENCES:
        required += [item for item in PERIOD_ITEMS if item.id == "ends_on"]
    for item in required:
        if not period.stated.get(item.id):
            rule = f"没有填写{item.label}。"
            return _at(period, item.id, rule, "请补填，或清空这一行。")
    if period.ends_on is not None and period.ends_on < period.starts_on:
        return _at(period, "ends_on", BACKWARDS, "请核对这两个日期。")
    return None


def _nobody(period: Period) -> Problem:
    rule = "本省专家库和本册中没有这位专家。"
    return _at(period, "who", rule, "请核对编号或电子邮箱。")


def _at(period: Period, id: str, rule: str, remedy: str) -> Problem:
    value = period.stated.get(id)
    found = f"“{value}”" if value else "空白"
    return Problem(
        period.sheet, f"{PERIOD_COLUMNS[id]}{period.row}", found, rule, remedy
    )
