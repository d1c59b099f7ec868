"""A timetable of defences as an official wants it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal import workcalendar
from portal.rules.timetable import starts


@dataclass(frozen=True, slots=True)
class Plan:
    """From a day on, so many a day."""

    day: date
    begins: timedelta
    minutes: int
    rest: int
    per_day: int
    place: str
    is_by_lot: bool = False

    def days(self, count: int) -> list[date]:
        """The first day as it was typed, and workdays after it."""
        found = [self.day]
        while len(found) * self.per_day < count:
            found.append(workcalendar.add_workdays(found[-1], 1))
        return found

    def starts(self, count: int) -> list[datetime]:
        step = timedelta(minutes=self.minutes + self.rest)
        days = self.days(count)
        return starts(days, self.begins, step, per_day=self.per_day, count=count)
