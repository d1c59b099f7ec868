"""Agreement between experts, against what the textbooks print."""

from itertools import combinations

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from portal.rules.agreement import agreement, concordance, kendall_tau, panels
from portal.rules.severity import severities

#: P. E. Shrout, J. L. Fleiss, Intraclass correlations: uses in assessing rater
#: reliability, Psychological Bulletin 86 (1979), 420-428: the ratings of table 2 (six
#: targets, the same four judges) and the six coefficients of table 4. The same figures
#: and answers stand in the tests of R's psych (ICC) and, to three digits, in what R's
#: DescTools (ICC) prints for them.
SHROUT_FLEISS = [
    (9, 2, 5, 8),
    (6, 1, 3, 2),
    (8, 4, 6, 8),
    (7, 1, 2, 6),
    (10, 5, 6, 9),
    (6, 2, 4, 7),
]
#: M. G. Kendall, J. D. Gibbons, Rank Correlation Methods, 5th edition, 1990, example
#: 6.1: ten objects, three rankings with ties, S = 591, W = .828. Also S. Siegel,
#: Nonparametric Statistics, 1956, page 234, and the example of the NAG Library's
#: routine G08DAF, whose printed result is 0.828.
TIED = [
    (1, 4.5, 2, 4.5, 3, 7.5, 6, 9, 7.5, 10),
    (2.5, 1, 2.5, 4.5, 4.5, 8, 9, 6.5, 10, 6.5),
    (2, 1, 4.5, 4.5, 4.5, 4.5, 8, 8, 8, 10),
]
#: M. G. Kendall, B. Babington Smith, The problem of m rankings, Annals of Mathematical
#: Statistics 10 (1939), 275-287, page 276: six objects, three rankings, S = 25.5,
#: W = .16. Siegel has the same ranks on page 231, of six applicants.
THREE_RANKINGS = [(5, 4, 1, 6, 3, 2), (2, 3, 1, 5, 6, 4), (4, 1, 6, 3, 2, 5)]
#: Kendall and Gibbons, table 6.1: a fourth ranking beside these, S = 64, W = .229.
FOUR_RANKINGS = [*THREE_RANKINGS, (4, 3, 2, 5, 1, 6)]

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

    found_to = {
        digits: [
            (round(each.single, digits), round(each.panel, digits))
            for each in (result.one_way, result.absolute, result.consistent)
        ]
        for digits in (2, 3)
    }
    assert found_to[2] == [(0.17, 0.44), (0.29, 0.62), (0.71, 0.91)]
    assert found_to[3] == [(0.166, 0.443), (0.290, 0.620), (0.715, 0.909)]
    assert result.experts == 4


def by_another_hand(ratings):
    """Henderson's method 3 out of projections and traces; single marks' ICC."""
    cells = [(d, e, mark) for d, each in ratings.items() for e, mark in each.items()]
    dossiers, experts = (
        numpy.array([[key == cell[i] for key in sorted({c[i] for c in cells})]
                     for cell in cells], dtype=float)
        for i in (0, 1)
    )  # fmt: skip
    marks = numpy.array([mark for *_, mark in cells])

    def left_by(*parts):
        design = numpy.hstack(parts)
        return numpy.eye(len(cells)) - design @ numpy.linalg.pinv(design)

    both, by_dossier, by_expert = (
        left_by(dossiers, experts), left_by(dossiers), left_by(experts)
    )  # fmt: skip
    error = marks @ both @ marks / numpy.trace(both)

    def component(design, other):
        gained = marks @ (other - both) @ marks
        noise = error * numpy.trace(other - both)
        return (gained - noise) / numpy.trace(design.T @ other @ design)

    signal = component(dossiers, by_expert)
    severe = component(experts, by_dossier)
    return signal / (signal + severe + error), signal / (signal + error)


@pytest.mark.parametrize(
    "gaps", [[], [(1, 2), (4, 0)], [(0, 0), (1, 1), (2, 3), (5, 2)]]
)
def test_with_gaps_the_components_are_those_of_the_fitting_of_constants(gaps):
    ratings = table(SHROUT_FLEISS)
    for dossier, expert in gaps:
        del ratings[f"D{dossier}"][f"E{expert}"]

    result = agreement(ratings, severities(ratings))

    single = result.absolute.single, result.consistent.single
    assert single == pytest.approx(by_another_hand(ratings))


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
    assert round(concordance(TIED), 3) == 0.828
    assert round(concordance(THREE_RANKINGS), 2) == 0.16
    assert round(concordance(FOUR_RANKINGS), 3) == 0.229


@settings(deadline=None)
@given(st.lists(st.lists(marks, min_size=5, max_size=5), min_size=3, max_size=6))
def test_concordance_is_friedman_s_statistic_by_another_hand(judges):
    found = concordance(judges)

    if found is None:
        assert all(len(set(each)) == 1 for each in judges)
    else:
        friedman = stats.friedmanchisquare(*zip(*judges, strict=True)).statistic
        assert found == pytest.approx(friedman / (len(judges) * 4))


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
