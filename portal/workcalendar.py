"""The one bridge from the yearly arrangement, and what officials changed, to workdays.

A deadline is counted once, when it is set, and then kept: a later change of the
calendar moves none that stands.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from django.utils import timezone

from portal import rules
from portal.models import CalendarDay

FOLDER = Path(__file__).parent / "calendar"
OFF, WORKED = CalendarDay.Kind.HOLIDAY, CalendarDay.Kind.WORKDAY


@dataclass(frozen=True)
class Arrangement:
    """One year's days off by name and made-up days, and the notice that says so."""

    source: str
    verified: str
    names: dict[date, str]
    worked: frozenset[date]

    @property
    def holidays(self) -> frozenset[date]:
        return frozenset(self.names)


@dataclass(frozen=True)
class Calendar:
    """Several years' days off and worked days, with what officials changed."""

    years: range
    holidays: frozenset[date]
    worked: frozenset[date]
    changed: frozenset[date] = frozenset()

    def is_workday(self, day: date) -> bool:
        return rules.is_workday(day, self.holidays, self.worked)

    def add(self, day: date, count: int) -> date:
        """The ``count``-th workday after ``day``; without a file, weekends alone."""
        return rules.add_workdays(day, count, self.holidays, self.worked)

    def between(self, first: date, last: date) -> int:
        """How many workdays lie after ``first``, up to and with ``last``."""
        days = (first + timedelta(days=n + 1) for n in range((last - first).days))
        return sum(self.is_workday(day) for day in days)

    def with_day(self, day: date, kind: str) -> "Calendar":
        """As it would be if ``day`` were of this kind."""
        off, worked = self.holidays - {day}, self.worked - {day}
        if kind == OFF:
            return replace(self, holidays=off | {day}, worked=worked)
        return replace(self, holidays=off, worked=worked | {day})

    def basis(self, first: date, last: date) -> str:
        """On what a term between the two days rests, as the page says it beside it."""
        years = range(first.year, last.year + 1)
        unknown = [f"{year}年" for year in years if arrangement(year) is None]
        if unknown:
            said = (
                f"尚未录入{'、'.join(unknown)}放假安排，这部分只跳过周末；"
                "遇法定节假日和调休请自行核对。"
            )
        else:
            said = "已按国务院办公厅放假通知跳过节假日，调休上班日计入。"
        changed = sum(first < day <= last for day in self.changed)
        return f"{said}其中 {changed} 天按工作日历的调整计算。" if changed else said


@cache
def arrangement(year: int) -> Arrangement | None:
    """The year's arrangement; None where no file holds it."""
    file = FOLDER / f"{year}.toml"
    if not file.is_file():
        return None
    said = tomllib.loads(file.read_text("utf-8"))
    return Arrangement(
        source=said["source"],
        verified=said["verified"],
        names={
            day: name for name, span in said["holidays"].items() for day in _days(*span)
        },
        worked=frozenset(said["worked"]),
    )


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def on_file(years: range) -> Calendar:
    """What the files say alone."""
    known = [found for year in years if (found := arrangement(year)) is not None]
    return Calendar(
        years=years,
        holidays=frozenset[date]().union(*(each.holidays for each in known)),
        worked=frozenset[date]().union(*(each.worked for each in known)),
    )


def with_changes(calendar: Calendar, changes: Iterable[CalendarDay]) -> Calendar:
    changes = list(changes)
    for each in changes:
        calendar = calendar.with_day(each.date, each.kind)
    return replace(calendar, changed=frozenset(each.date for each in changes))


def calendar_of(years: range) -> Calendar:
    """The files and what officials changed in these years; one query."""
    changes = CalendarDay.objects.filter(
        date__gte=date(years[0], 1, 1), date__lte=date(years[-1], 12, 31)
    )
    return with_changes(on_file(years), changes)


def around(day: date) -> Calendar:
    """This year's and the next one's: no term of the portal reaches further."""
    return calendar_of(range(day.year, day.year + 2))


def today() -> date:
    """The day on which it is now in Beijing."""
    return timezone.now().astimezone(rules.BEIJING).date()


def add_workdays(day: date, count: int) -> date:
    """The ``count``-th workday after ``day``; one query."""
    return around(day).add(day, count)


def term(day: date, count: int) -> tuple[date, str]:
    """The ``count``-th workday after ``day``, and on what that rests; one query."""
    calendar = around(day)
    last = calendar.add(day, count)
    return last, calendar.basis(day, last)
