"""Days and instants as people type them."""

import calendar
import re
import unicodedata
from datetime import date, datetime, time, timedelta, timezone

from portal.rules.entry import EntryError

#: Beijing time, the one official time of all provinces.
BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
FIRST_YEAR, LAST_YEAR = 1900, 2100

_DAY = re.compile(
    r"([0-9]{4})(?:-([0-9]{1,2})-([0-9]{1,2})|/([0-9]{1,2})/([0-9]{1,2})"
    r"|\.([0-9]{1,2})\.([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日"
    r"|([0-9]{2})([0-9]{2}))"
)
_AMBIGUOUS = re.compile(r"[0-9]{1,2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,4}日?")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")


def day(raw: str) -> date | None:
    """2026-11-30, 2026/11/30, 2026.11.30, 2026年11月30日 or 20261130; None for nothing.

    Raises  EntryError, for another form, for one that can be read in two ways, and for
            a day that the calendar does not have.
    """
    text = "".join(_plain(raw).split())
    if not text:
        return None
    found = _DAY.fullmatch(text)
    if not found:
        if _AMBIGUOUS.fullmatch(text):
            code, why = "E-DATE-AMBIG", "可以有不止一种读法"
        else:
            code, why = "E-DATE", "不是可用的日期"
        raise EntryError(code, f"“{text[:20]}”{why}，请按 2026-11-30 的样式填写。")
    year, month, number = (int(part) for part in found.groups() if part)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        rule = f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间"
        raise EntryError("E-DATE", f"{rule}，现为 {year}。请核对。")
    if not 1 <= month <= 12:
        raise EntryError("E-DATE", f"没有 {month} 月，请核对。")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= number <= last:
        rule = f"{year} 年 {month} 月只有 1 至 {last} 日"
        raise EntryError("E-DATE", f"{rule}，现为 {number}。请核对。")
    return date(year, month, number)


def clock(raw: str) -> timedelta | None:
    """A time of day from midnight, 17:00, 17：00 or 17:00:30; 24:00 ends the day.

    Raises  EntryError, for another form or a time that no clock shows.
    """
    text = "".join(_plain(raw).split())
    if not text:
        return None
    found = _TIME.fullmatch(text)
    parts = found.groups(default="0") if found else ("99", "0", "0")
    hour, minute, second = (int(part) for part in parts)
    if (hour, minute, second) == (24, 0, 0):
        return timedelta(days=1)
    if hour > 23 or minute > 59 or second > 59:
        rule = "请按 24 小时制的 17:00 样式填写"
        raise EntryError("E-TIME", f"“{text[:20]}”不是可用的时间，{rule}。")
    return timedelta(hours=hour, minutes=minute, seconds=second)


def instant(day_raw: str, time_raw: str) -> datetime | None:
    """The instant of a day and a time in Beijing; None where neither is typed.

    Raises  EntryError, as ``day`` and ``clock`` do, and where one of both is missing.
    """
    on, at = day(day_raw), clock(time_raw)
    if on is None and at is None:
        return None
    if on is None or at is None:
        missing = "日期" if on is None else "时间"
        raise EntryError("E-TIME", f"日期和时间要一并填写，现缺{missing}。")
    return datetime.combine(on, time(), BEIJING) + at


def _plain(raw: str) -> str:
    return unicodedata.normalize("NFKC", raw).strip()
