"""Values by interval: every value once, on the right side of each bound."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.histogram import Summary, histogram, summary, without_empty_ends

D = Decimal


def counts(values, top="100", parts=20):
    return [b.count for b in histogram(map(D, values), D(top), parts)]


@pytest.mark.parametrize(
    ("value", "place"),
    [
        *(("0", 0), ("4.99", 0), ("5", 1), ("5.01", 1), ("79.99", 15), ("80.00", 16)),
        *(("94.99", 18), ("95", 19), ("99.99", 19), ("100", 19)),
    ],
)
def test_a_value_on_a_bound_belongs_to_the_interval_that_begins_there(value, place):
    found = counts([value])
    assert found[place] == sum(found) == 1


def test_the_last_interval_ends_at_the_top_and_holds_it():
    *others, last = histogram([D(100)], D(100), 20)
    assert (last.low, last.high, last.count, last.is_last) == (D(95), D(100), 1, True)
    assert not [each for each in others if each.is_last or each.count]
    assert [(each.low, each.high) for each in others[:2]] == [
        (D(0), D(5)),
        (D(5), D(10)),
    ]


def test_a_group_s_full_marks_need_not_be_round():
    """Of 22.5 points, 70 % are 15.75."""
    assert counts(["15.74", "15.75", "22.5"], "22.5", 10).index(1) == 6
    assert counts(["15.75"], "22.5", 10)[7] == 1


def test_thirds_are_told_apart_though_no_decimal_holds_them():
    """A third of 100 lies between these two."""
    assert counts(["33.33", "33.34"], "100", 3) == [1, 1, 0]


@pytest.mark.parametrize("value", ["-0.01", "100.01", "NaN", "Infinity"])
def test_what_lies_off_the_scale_is_refused(value):
    with pytest.raises(ValueError, match="0 … 100"):
        histogram([D(value)], D(100), 20)


@pytest.mark.parametrize(("top", "parts"), [("0", 5), ("-1", 5), ("10", 0)])
def test_a_scale_has_a_length_and_parts(top, parts):
    with pytest.raises(ValueError, match="scale"):
        histogram([], D(top), parts)


marks = st.decimals(0, 100, places=2)


@given(st.lists(marks), st.integers(1, 40))
def test_each_value_is_in_one_interval_and_between_its_bounds(values, parts):
    bins = histogram(values, D(100), parts)

    assert len(bins) == parts
    for place, each in enumerate(bins):
        low, high = Fraction(100 * place, parts), Fraction(100 * (place + 1), parts)
        inside = [v for v in values if low <= Fraction(v) < high]
        whole = [v for v in values if each.is_last and Fraction(v) == high]
        assert each.count == len(inside) + len(whole)


@given(st.lists(marks, min_size=1), st.integers(1, 40))
def test_without_its_empty_ends_nothing_is_lost(values, parts):
    bins = histogram(values, D(100), parts)
    kept = without_empty_ends(bins)
    assert kept[0].count
    assert kept[-1].count
    assert sum(each.count for each in kept) == len(values)
    assert [each for each in bins if each.low >= kept[0].low][: len(kept)] == list(kept)


def test_of_nothing_nothing_is_left():
    assert without_empty_ends(histogram([], D(100), 20)) == ()
    assert summary([]) is None


def test_a_summary_is_rounded_half_up_to_the_places_of_a_mark():
    found = summary([D("80.00"), D("80.01")])
    assert found == Summary(2, D("80.00"), D("80.01"), D("80.01"), D("80.01"))


@given(st.lists(marks, min_size=1))
def test_a_summary_keeps_its_order(values):
    found = summary(values)
    assert found.count == len(values)
    assert found.lowest <= found.median <= found.highest
    assert found.lowest <= found.mean <= found.highest
