"""A round's 评审规定: which marks want a comment."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules import DocumentError, ReviewRules, read_review, review_data

LIMITS = ReviewRules(Decimal(60), Decimal(95))


@pytest.mark.parametrize(
    ("points", "wanted"),
    [("5.9", True), ("6", False), ("6.1", False), ("9.5", False), ("9.6", True)],
)
def test_a_comment_is_due_beyond_the_limits_and_not_on_them(points, wanted):
    assert LIMITS.wants_comment(Decimal(points), Decimal(10)) is wanted


def test_without_limits_no_comment_is_due():
    assert not ReviewRules().wants_comment(Decimal(0), Decimal(10))
    assert not ReviewRules().wants_comment(Decimal(10), Decimal(10))


def test_a_share_of_an_odd_weight_is_compared_unrounded():
    third = ReviewRules(comment_below=Decimal("33.3"))

    assert third.wants_comment(Decimal("0.95"), Decimal(3))
    assert not third.wants_comment(Decimal("1.00"), Decimal(3))


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"comment_below": "100.1"}, "review.comment_below"),
        ({"comment_above": "-1"}, "review.comment_above"),
        ({"comment_above": 9.5}, "review.comment_above"),
        ({"spread": "100.01"}, "review.spread"),
        ({"spread": "-1"}, "review.spread"),
        ({"comment_below": "60", "comment_above": "60"}, "review.comment_below"),
        ({"comment": "60"}, "review.comment"),
        ([], "review"),
    ],
)
def test_what_is_no_rule_is_refused_with_its_place(data, place):
    with pytest.raises(DocumentError) as refusal:
        read_review(data)

    assert refusal.value.place == place


shares = st.none() | st.decimals(0, 100, places=1)


@given(shares, shares, st.none() | st.decimals(0, 100, places=2))
def test_what_was_written_is_read_again(below, above, spread):
    if below is not None and above is not None and below >= above:
        above = None
    review = ReviewRules(below, above, spread)

    assert read_review(review_data(review)) == review


SELECTION = {"total": "60", "groups": {"服务能力": "20"}, "city_most": 2, "reserve": 3}


def test_what_is_asked_of_who_is_selected_is_read_by_kind():
    review = read_review({"selection": {"industry": SELECTION}})

    limits = review.selection["industry"]
    assert (limits.total, limits.groups) == (Decimal(60), {"服务能力": Decimal(20)})
    assert (limits.city_most, limits.city_least, limits.reserve) == (2, None, 3)
    assert review_data(review) == {"selection": {"industry": SELECTION}}


def test_a_kind_of_which_nothing_is_asked_leaves_no_trace():
    assert review_data(read_review({"selection": {"industry": {}}})) == {}


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"total": "100.01"}, "total"),
        ({"total": "-1"}, "total"),
        ({"groups": {"服务能力": "101"}}, "groups.服务能力"),
        ({"city_most": 0}, "city_most"),
        ({"city_most": "2.5"}, "city_most"),
        ({"city_most": 1, "city_least": 2}, "city_least"),
        ({"reserve": 0}, "reserve"),
        ({"city": 1}, "city"),
    ],
)
def test_a_limit_that_cannot_be_is_refused_with_its_place(data, place):
    with pytest.raises(DocumentError) as refusal:
        read_review({"selection": {"industry": data}})

    assert refusal.value.place == f"review.selection.industry.{place}"
