"""A figure and the one of the year before: exact, and said as people say it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.yearly import change

FIFTY = Decimal(50)
FIGURES = st.decimals(0, 10**9, places=2)


@pytest.mark.parametrize(
    ("before", "now", "shown"),
    [
        (200, 225, "+12.5%"),
        (200, 194, "−3.0%"),
        (200, 200, "持平"),
        (0, 0, "持平"),
        (0, 3, "上年为 0"),
        (3, 0, "−100.0%"),
        (3000, 3001, "+0.0%"),
    ],
)
def test_a_change_is_said_in_per_cent_of_the_year_before(before, now, shown):
    assert change(Decimal(before), Decimal(now)).shown == shown


@pytest.mark.parametrize(
    ("before", "now", "is_remarkable"),
    [
        ("100", "149.99", False),
        ("100", "150", True),
        ("100", "150.01", True),
        ("100", "50.01", False),
        ("100", "50", True),
        ("100", "49.99", True),
        ("0", "0", False),
        ("0", "0.01", True),
    ],
)
def test_it_is_remarkable_from_the_bound_on_either_way(before, now, is_remarkable):
    moved = change(Decimal(before), Decimal(now))
    assert moved.is_remarkable(FIFTY) is is_remarkable


@given(FIGURES, FIGURES)
def test_what_was_added_leads_from_one_to_the_other(before, now):
    assert before + change(before, now).difference == now


@given(FIGURES.filter(bool), FIGURES)
def test_rising_and_falling_have_their_sign(before, now):
    moved = change(before, now)
    assert (moved.percent > 0) == (now > before)
    assert (moved.percent < 0) == (now < before)
