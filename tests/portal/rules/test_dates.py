"""Days and instants that people type."""
# ruff: noqa: RUF001

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.rules import clock, day, instant
from tests.portal.rules.entries import refusal


@pytest.mark.parametrize(
    "raw",
    [
        *["2026-11-30", "2026/11/30", "2026.11.30", "2026年11月30日", "20261130"],
        *("２０２６-11-30", "2026 年 11 月 30 日", " 2026-11-30 "),
    ],
)
def test_a_day_is_taken_in_each_form_that_has_one_reading(raw):
    assert day(raw) == date(2026, 11, 30)


def test_a_day_needs_no_leading_zeros():
    assert day("2026/1/5") == day("2026年1月5日") == date(2026, 1, 5)


@pytest.mark.parametrize(
    "raw",
    [
        *[
            "2026-02-30",
            "1900-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-01-00",
            "0001-01-01",
        ],
        *[
            "9999-12-31",
            "45000",
            "60",
            "2026-1/5",
            "2026-01-05T00:00Z",
            "明天",
            "二〇二六年一月五日",
        ],
    ],
)
def test_a_day_that_is_impossible_or_no_day_is_refused(raw):
    assert refusal(day, raw).code == "E-DATE"


@pytest.mark.parametrize("raw", ["05/01/2026", "26-11-30", "1/5/26", "26年1月5日"])
def test_a_day_that_can_be_read_in_two_ways_is_refused(raw):
    error = refusal(day, raw)
    assert error.code == "E-DATE-AMBIG"
    assert "2026-11-30" in error.message


def test_an_impossible_day_is_told_the_month_s_length():
    assert "1 至 28 日" in refusal(day, "2026-02-30").message
    assert day("2028-02-29") == date(2028, 2, 29)


def test_an_instant_is_beijing_time():
    found = instant("2026-11-30", "17：30")
    assert found == datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
    assert instant("2026-11-30", "24:00") == instant("2026-12-01", "00:00")
    assert instant("", " ") is None


@pytest.mark.parametrize(
    ("on", "at"),
    [
        ("2026-11-30", ""),
        ("", "17:00"),
        ("2026-11-30", "25:00"),
        ("2026-11-30", "24:01"),
    ],
)
def test_an_instant_is_a_whole_one(on, at):
    refusal(instant, on, at)


@pytest.mark.parametrize("raw", ["17", "17.30", "5pm", "17:60", "23:59:60", "-1:00"])
def test_a_time_is_on_the_clock(raw):
    assert "17:00" in refusal(clock, raw).message


def test_a_time_is_counted_from_midnight():
    assert clock("9:05") == timedelta(hours=9, minutes=5)
    assert clock("23:59:59") == timedelta(days=1) - timedelta(seconds=1)
