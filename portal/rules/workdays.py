"""Days on which offices work."""

from collections.abc import Collection
from datetime import date, timedelta

_SATURDAY = 5


def is_workday(
    day: date, holidays: Collection[date] = (), worked: Collection[date] = ()
) -> bool:
    """Whether offices work on ``day``: a weekday that is no holiday, or a made-up day.

    Source  the State Council's notice of the year: ``holidays`` are the days off that
            it names, ``worked`` the weekend days that are worked instead (调休).
    """
    if day in worked:
        return True
    return day.weekday() < _SATURDAY and day not in holidays


def add_workdays(
    day: date,
    count: int,
    holidays: Collection[date] = (),
    worked: Collection[date] = (),
) -> date:
    """The ``count``-th workday after ``day``, which itself is not counted.

    Units   workdays; 0 gives ``day`` as it is.
    Raises  ValueError, for a negative count.
    """
    if count < 0:
        raise ValueError(count)
    while count:
        day += timedelta(days=1)
        count -= is_workday(day, holidays, worked)
    return day
