"""Number and date formats: the same on every page, and never by way of a float."""

import re
from datetime import date, datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.html import format_html

from portal.conflict import came_from

register = template.Library()

NOTHING = "—"
BEIJING = ZoneInfo("Asia/Shanghai")
WEEKDAYS = "一二三四五六日"
CREDIT_CODE = re.compile("[0-9A-Z]{18}")

Number = Decimal | int | str | None


@register.simple_tag(takes_context=True)
def form_page(context: template.Context) -> str:
    """The page on which the refused form stood; "" where nobody says."""
    request = context.get("request")
    return came_from(request) if request else ""


@register.filter
def money(value: Number) -> str:
    """12345.50 as 12,345.5: every digit that was stated, none added."""
    if value in (None, ""):
        return NOTHING
    amount = Decimal(value)
    if amount == amount.to_integral_value():
        return f"{amount:,.0f}"
    return f"{amount.normalize():,f}"


@register.filter
def percent(value: Number) -> str:
    """62.5 as 62.5%; cut off after two places, so that 59.999 never reads as 60."""
    if value in (None, ""):
        return NOTHING
    share = Decimal(value)
    if share != share.quantize(Decimal("0.01"), ROUND_DOWN):
        share = share.quantize(Decimal("0.01"), ROUND_DOWN)
    return f"{money(share)}%"


@register.filter
def place(value: int | None) -> str:
    return "不参加排名" if value is None else f"第 {value} 名"


@register.filter
def mark(value: Number) -> str:
    """A mark as it is published: two places, half up."""
    if value in (None, ""):
        return NOTHING
    return str(Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP))


@register.filter
def beijing(value: datetime | date | None, form: str = "full") -> str:
    """2026年11月30日（星期一）17:30; form: full, day, short, clock,
    deadline, and time, which is a deadline without its day."""
    if not value:
        return NOTHING
    if not isinstance(value, datetime):
        return _day(value)
    local = value.astimezone(BEIJING) if timezone.is_aware(value) else value
    match form:
        case "deadline":
            return f"{_day(local)}{local:%H:%M}（北京时间）"
        case "day":
            return _day(local)
        case "time":
            return f"{local:%H:%M}（北京时间）"
        case "short":
            return f"{local:%Y-%m-%d %H:%M}"
        case "clock":
            return f"{local:%H:%M:%S}"
        case _:
            return f"{_day(local)}{local:%H:%M}"


def _day(day: date) -> str:
    weekday = WEEKDAYS[day.weekday()]
    return f"{day.year}年{day.month}月{day.day}日（星期{weekday}）"


@register.filter
def remaining(until: datetime | None) -> str:
    """What is left until then, in the two largest units; empty when it is past."""
    if until is None:
        return ""
    minutes = int((until - timezone.now()).total_seconds() // 60)
    if until <= timezone.now():
        return ""
    if minutes >= 1440:
        return f"{minutes // 1440} 天"
    if minutes >= 60:
        return f"{minutes // 60} 小时 {minutes % 60} 分钟"
    return f"{minutes} 分钟" if minutes else "不到 1 分钟"


@register.filter
def unbroken(value: Any) -> Any:
    """A credit code in one piece, its figures of one width; anything else as it is."""
    if isinstance(value, str) and CREDIT_CODE.fullmatch(value):
        return format_html('<span class="p-code">{}</span>', value)
    return value


@register.filter
def filesize(value: int | None) -> str:
    if value is None:
        return NOTHING
    if value < 1024:
        return f"{value} 字节"
    if value < 1024 * 1024:
        return f"{value // 1024} KB"
    return f"{Decimal(value) / (1024 * 1024):.1f} MB"
