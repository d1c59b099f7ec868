"""How far experts stand apart, and what a second round makes of their marks."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.discussion import is_apart, second_points, spread_of

LIMIT = Decimal(15)
marks = st.lists(st.decimals(0, 100, places=2), min_size=2, max_size=9)


@pytest.mark.parametrize(
    ("totals", "apart"),
    [
        (["70.00", "84.99"], False),
        (["70.00", "85.00"], False),
        (["70.00", "85.01"], True),
        (["85.05", "80", "70"], True),
    ],
)
def test_experts_are_apart_beyond_the_limit_and_not_on_it(totals, apart):
    assert is_apart(map(Decimal, totals), LIMIT) is apart


def test_without_a_limit_nobody_is_apart():
    assert not is_apart([Decimal(0), Decimal(100)], None)


def test_a_limit_of_nothing_is_passed_by_any_difference_alone():
    assert is_apart([Decimal("80.05"), Decimal("80.00")], Decimal(0))
    assert not is_apart([Decimal("80.05"), Decimal("80.05")], Decimal(0))


@pytest.mark.parametrize("totals", [[], [Decimal("71.5")]])
def test_one_expert_alone_stands_apart_from_nobody(totals):
    assert spread_of(totals) is None
    assert not is_apart(totals, Decimal(0))


@given(marks)
def test_the_spread_is_the_greatest_difference_of_any_two(totals):
    pairs = [abs(one - other) for one in totals for other in totals]

    assert spread_of(totals) == max(pairs)


@given(marks, st.randoms())
def test_the_order_of_the_experts_does_not_matter(totals, random):
    shuffled = list(totals)
    random.shuffle(shuffled)

    assert spread_of(shuffled) == spread_of(totals)


def test_in_the_second_round_what_was_not_changed_stays_as_it_was():
    first = {"1.1.1": "2", "1.1.2": "0.5"}

    assert second_points(first, {"1.1.2": "1.5"}) == {"1.1.1": "2", "1.1.2": "1.5"}
    assert second_points(first, {}) == first
    assert first == {"1.1.1": "2", "1.1.2": "0.5"}


def test_a_second_round_gives_no_mark_that_the_first_did_not_ask_for():
    with pytest.raises(KeyError):
        second_points({"1.1.1": "2"}, {"9.9.9": "1"})
