"""Workdays: weekends, holidays, and weekend days that are worked instead."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules import add_workdays, is_workday

FRIDAY = date(2026, 9, 25)
HOLIDAYS = {date(2026, 10, number) for number in range(1, 8)}
WORKED = {date(2026, 10, 10)}  # a Saturday


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, date(2026, 9, 25)), (1, date(2026, 9, 28)), (5, date(2026, 10, 2))],
)
def test_weekends_are_passed_over(count, expected):
    assert add_workdays(FRIDAY, count) == expected


def test_holidays_are_passed_over_and_made_up_days_are_not():
    assert add_workdays(FRIDAY, 4, HOLIDAYS, WORKED) == date(2026, 10, 8)
    assert add_workdays(FRIDAY, 6, HOLIDAYS, WORKED) == date(2026, 10, 10)
    assert add_workdays(FRIDAY, 6, HOLIDAYS) == date(2026, 10, 12)
    assert is_workday(date(2026, 10, 10), HOLIDAYS, WORKED)


def test_time_does_not_run_backwards():
    with pytest.raises(ValueError, match="-1"):
        add_workdays(FRIDAY, -1)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 60))
def test_the_last_day_is_a_workday_and_the_count_is_right(start, count):
    end = add_workdays(start, count)
    between = (
        date.fromordinal(n) for n in range(start.toordinal() + 1, end.toordinal() + 1)
    )
    assert is_workday(end)
    assert sum(map(is_workday, between)) == count
