"""Who defends when: in the order of numbers or of lots, so many a day."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.rules import BEIJING
from portal.rules.timetable import in_order, overlapping, starts

MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)
NINE = timedelta(hours=9)


def test_slots_follow_one_another_and_go_on_the_next_day():
    found = starts([MONDAY, TUESDAY], NINE, timedelta(minutes=25), per_day=2, count=3)

    assert [f"{each:%d %H:%M}" for each in found] == [
        *("30 09:00", "30 09:25", "01 09:00")
    ]
    assert all(each.tzinfo is BEIJING for each in found)


def test_without_a_seed_the_order_is_that_of_the_numbers():
    assert in_order(["B", "A", "C"], "") == ["A", "B", "C"]


def test_lots_are_those_of_the_seed_that_is_published():
    """As ``printf 'y A' | sha256sum`` begins: A ee0c, B 003d, C 31b9."""
    assert in_order(["B", "A", "C"], "y") == ["B", "C", "A"]


@given(
    st.lists(st.text("ABC123", min_size=1), unique=True), st.text("0123456789abcdef")
)
def test_an_order_loses_nobody_and_does_not_depend_on_who_stood_first(numbers, seed):
    assert sorted(in_order(numbers, seed)) == sorted(numbers)
    assert in_order(numbers[::-1], seed) == in_order(numbers, seed)


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-30T{clock}+08:00")


def test_slots_that_only_touch_do_not_overlap():
    slot = at("09:00"), at("09:20")

    assert not overlapping(slot, (at("09:20"), at("09:40")))
    assert not overlapping(slot, (at("08:40"), at("09:00")))
    assert overlapping(slot, (at("09:19"), at("09:39")))
    assert overlapping(slot, (at("08:41"), at("09:01")))
    assert overlapping(slot, slot)
