"""Agreement between experts, against what the textbooks print."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from portal.rules.agreement import agreement, concordance, kendall_tau, panels
from portal.rules.severity import severities

#: P. E. Shrout, J. L. Fleiss, Psychological Bulletin 86 (1979), table 2:
#: six targets, each rated by the same four judges.
SHROUT_FLEISS = [
    (9, 2, 5, 8),
    (6, 1, 3, 2),
    (8, 4, 6, 8),
    (7, 1, 2, 6),
    (10, 5, 6, 9),
    (6, 2, 4, 7),
]
#: S. Siegel, Nonparametric Statistics, 1956, page 234, after M. G. Kendall: ten
#: objects ranked by three judges with ties; W is .828 once corrected.
SIEGEL = [
    (1, 4.5, 2, 4.5, 3, 7.5, 6, 9, 7.5, 10),
    (2.5, 1, 2.5, 4.5, 4.5, 8, 9, 6.5, 10, 6.5),
    (2, 1, 4.5, 4.5, 4.5, 4.5, 8, 8, 8, 10),
]
#: The same book, page 231: six applicants, three executives, no ties; W is .16.
APPLICANTS = [(1, 6, 3, 2, 5, 4), (1, 5, 6, 4, 2, 3), (6, 3, 2, 5, 4, 1)]

marks = st.integers(min_value=0, max_value=4).map(float)


def table(rows):
    return {
        f"D{n}": {f"E{m}": float(mark) for m, mark in enumerate(row)}
        for n, row in enumerate(rows)
    }


def found(rows):
    ratings = table(rows)
    return agreement(ratings, severities(ratings))


def test_the_six_forms_are_those_of_shrout_and_fleiss():
    result = found(SHROUT_FLEISS)

    printed = [
        (round(each.single, 2), round(each.panel, 2))
        for each in (result.one_way, result.absolute, result.consistent)
    ]
    assert printed == [(0.17, 0.44), (0.29, 0.62), (0.71, 0.91)]
    assert result.experts == 4


def test_a_gap_in_the_design_does_not_stop_the_reckoning():
    ratings = table(SHROUT_FLEISS)
    del ratings["D1"]["E2"], ratings["D4"]["E0"]
    result = agreement(ratings, severities(ratings))

    assert result.experts == pytest.approx(22 / 6)
    assert 0.5 < result.consistent.single < 0.9
    assert result.absolute.single < result.consistent.single


def test_experts_who_differ_by_severity_alone_are_consistent_and_not_absolute():
    result = found([(n, n + 5.0, n - 3.0) for n in (60.0, 70.0, 75.0, 90.0)])

    assert result.consistent.single == pytest.approx(1)
    assert result.absolute.single < 1
    assert result.one_way.single < result.absolute.single


@pytest.mark.parametrize(
    "rows", [[], [(70.0, 80.0)], [(70.0,), (80.0,)], [(70.0, 70.0)] * 3]
)
def test_what_the_marks_do_not_determine_is_not_stated(rows):
    result = found(rows)

    assert (result.absolute, result.consistent) == (None, None)
    assert result.one_way is None


def test_concordance_is_that_of_the_textbook_with_and_without_ties():
    assert round(concordance(SIEGEL), 3) == 0.828
    assert round(concordance(APPLICANTS), 2) == 0.16


def test_concordance_runs_from_nothing_to_one():
    assert concordance([(1.0, 2.0, 3.0)] * 4) == 1
    assert concordance([(1.0, 2.0, 3.0), (3.0, 2.0, 1.0)]) == 0
    assert concordance([(5.0, 5.0), (5.0, 5.0)]) is None
    assert concordance([(1.0, 2.0)]) is None
    assert concordance([]) is None


@settings(deadline=None)
@given(st.lists(st.tuples(marks, marks), min_size=2, max_size=30))
def test_tau_counts_each_pair_as_the_definition_does(pairs):
    one, other = zip(*pairs, strict=True)

    tau = kendall_tau(one, other)

    expected = stats.kendalltau(one, other).statistic
    if tau is None:
        assert len(set(one)) == 1 or len(set(other)) == 1
    else:
        assert tau == pytest.approx(expected)


def test_tau_without_ties_is_the_share_of_pairs_in_order_less_the_others():
    one, other = (1, 2, 3, 4, 5), (2, 1, 3, 5, 4)

    pairs = list(combinations(range(5), 2))
    agreeing = sum((one[i] < one[j]) == (other[i] < other[j]) for i, j in pairs)
    assert kendall_tau(one, other) == pytest.approx((2 * agreeing - 10) / 10)


def test_dossiers_of_the_same_experts_are_found():
    ratings = {
        "A": {"x": 1.0, "y": 2.0},
        "B": {"y": 2.0, "x": 3.0},
        "C": {"x": 1.0, "z": 2.0},
    }

    assert {key: len(each) for key, each in panels(ratings).items()} == {
        ("x", "y"): 2,
        ("x", "z"): 1,
    }
