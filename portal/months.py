"""A year of the calendar as its page shows it: months, weeks, days in words."""

import calendar as weeks
from dataclasses import dataclass
from datetime import date

from portal import workcalendar
from portal.models import CalendarDay
from portal.workcalendar import WORKED, Arrangement, Calendar


@dataclass(frozen=True)
class Cell:
    """A day: off or worked, what it is called, and whether officials changed it."""

    day: date
    is_off: bool
    word: str
    is_changed: bool
    is_today: bool


@dataclass(frozen=True)
class Month:
    number: int
    weeks: list[list[Cell | None]]
    workdays: int


def months_of(year: int, changes: list[CalendarDay], today: date) -> list[Month]:
    """The twelve months, a week a row from Monday, empty cells around each month."""
    plain = workcalendar.on_file(range(year, year + 1))
    calendar = workcalendar.with_changes(plain, changes)
    found = workcalendar.arrangement(year)
    by_day = {each.date: each for each in changes}
    months = []
    for number in range(1, 13):
        rows = [
            [
                _cell(day, calendar, found, by_day, today)
                if day.month == number
                else None
                for day in week
            ]
            for week in weeks.Calendar().monthdatescalendar(year, number)
        ]
        worked = sum(
            cell is not None and not cell.is_off for row in rows for cell in row
        )
        months.append(Month(number, rows, worked))
    return months


def _cell(
    day: date,
    calendar: Calendar,
    found: Arrangement | None,
    changes: dict[date, CalendarDay],
    today: date,
) -> Cell:
    change = changes.get(day)
    return Cell(
        day=day,
        is_off=not calendar.is_workday(day),
        word=_word(day, found, change),
        is_changed=change is not None,
        is_today=day == today,
    )


def _word(day: date, found: Arrangement | None, change: CalendarDay | None) -> str:
    """What a day is besides a weekday; short, for it stands in a cell."""
    if change is not None:
        return "改班" if change.kind == WORKED else "改休"
    if found is not None and day in found.worked:
        return "调休班"
    if found is not None and day in found.names:
        name = found.names[day].partition("、")[0]
        return name if len(name) == 2 else name.removesuffix("节")
    return "休" if day.weekday() >= 5 else ""
