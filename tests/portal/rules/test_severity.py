"""Severity and adjusted marks, against least squares by another hand."""

from math import sqrt
from random import Random

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from portal.rules.intervals import chi_square, deviation, student
from portal.rules.severity import severities


def made(seed: int, dossiers: int = 12, experts: int = 6, seats: int = 3):
    """Marks with effects that are known, and noise."""
    random = Random(seed)
    kindness = {f"E{n}": random.gauss(0, 3) for n in range(experts)}
    ratings = {}
    for n in range(dossiers):
        level = random.uniform(60, 90)
        ratings[f"D{n:02}"] = {
            e: level + kindness[e] + random.gauss(0, 1)
            for e in random.sample(sorted(kindness), seats)
        }
    return ratings


def by_another_hand(ratings):
    """Effects, residual variance and covariance out of a matrix decomposition."""
    dossiers = sorted(ratings)
    experts = sorted({e for each in ratings.values() for e in each})
    cells = [(d, e) for d in dossiers for e in ratings[d]]
    design = numpy.zeros((len(cells) + 1, len(dossiers) + len(experts)))
    for row, (d, e) in enumerate(cells):
        design[row, dossiers.index(d)] = 1
        design[row, len(dossiers) + experts.index(e)] = 1
    design[-1, len(dossiers) :] = 1  # the experts' effects sum to nothing
    marks = numpy.array([*(ratings[d][e] for d, e in cells), 0.0])
    effects, *_ = numpy.linalg.lstsq(design, marks, rcond=None)
    left = (marks - design @ effects)[:-1]
    freedom = len(cells) - len(dossiers) - len(experts) + 1
    variance = left @ left / freedom
    bread = numpy.linalg.pinv(design[:-1].T @ design[:-1])
    free = numpy.eye(design.shape[1])
    free[: len(dossiers), len(dossiers) :] = 1 / len(experts)
    free[len(dossiers) :, len(dossiers) :] -= 1 / len(experts)
    covariance = variance * free @ bread @ free.T
    hat = design[:-1] @ bread @ design[:-1].T
    return cells, effects, left, freedom, variance, covariance, numpy.diag(hat)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_effects_intervals_and_residuals_are_those_of_least_squares(seed):
    ratings = made(seed)
    fitted = severities(ratings)

    cells, effects, left, freedom, variance, covariance, hat = by_another_hand(ratings)
    assert fitted.is_connected
    assert fitted.freedom == freedom
    assert fitted.rest == pytest.approx(variance * freedom)
    estimates = [*fitted.adjusted.values(), *fitted.severity.values()]
    signs = [1] * len(fitted.adjusted) + [-1] * len(fitted.severity)
    t = stats.t.ppf(0.975, freedom)
    for i, (each, sign) in enumerate(zip(estimates, signs, strict=True)):
        half = t * sqrt(covariance[i, i])
        assert each.value == pytest.approx(sign * effects[i])
        assert each.high - each.value == pytest.approx(half, rel=1e-3)
        assert each.value - each.low == pytest.approx(half, rel=1e-3)
    for i, cell in enumerate(cells):
        expected = left[i] / sqrt(variance * (1 - hat[i]))
        assert fitted.residuals[cell] == pytest.approx(expected)


def test_a_strict_expert_is_found_though_he_saw_the_better_dossiers():
    ratings = {
        "A": {"x": 60.0, "y": 64.0},
        "B": {"x": 70.0, "y": 74.0},
        "C": {"y": 94.0, "z": 90.0},
    }

    fitted = severities(ratings)

    strict = {expert: round(each.value, 6) for expert, each in fitted.severity.items()}
    assert strict["x"] - strict["y"] == pytest.approx(4)
    assert strict["z"] == pytest.approx(strict["x"])
    assert sum(strict.values()) == pytest.approx(0, abs=1e-5)
    assert fitted.adjusted["A"].value == pytest.approx(60 + strict["x"])


def test_groups_that_no_dossier_links_are_told_apart():
    ratings = {
        "A": {"x": 60.0, "y": 64.0},
        "B": {"x": 70.0, "y": 75.0},
        "C": {"v": 80.0, "w": 80.0, "u": 83.0},
        "D": {"v": 70.0, "w": 71.0, "u": 73.0},
    }

    fitted = severities(ratings)

    assert fitted.parts == (("u", "v", "w"), ("x", "y"))
    assert not fitted.is_connected
    assert fitted.freedom == 10 - 4 - 5 + 2
    for part in fitted.parts:
        assert sum(fitted.severity[e].value for e in part) == pytest.approx(0)


def test_without_anything_left_over_no_interval_is_stated():
    fitted = severities({"A": {"x": 60.0, "y": 64.0}, "B": {"x": 61.0}})

    assert fitted.freedom == 0
    assert fitted.severity["x"].value == pytest.approx(2)
    assert fitted.severity["x"].low is None
    assert not fitted.severity["x"].excludes_zero
    assert set(fitted.residuals.values()) == {None}


def test_nothing_marked_is_nothing_fitted():
    fitted = severities({})

    assert (fitted.parts, fitted.severity, fitted.freedom) == ((), {}, 0)


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**6), st.floats(-20, 20))
def test_a_constant_on_every_mark_changes_no_severity(seed, more):
    ratings = made(seed, dossiers=5, experts=4, seats=2)
    raised = {d: {e: m + more for e, m in each.items()} for d, each in ratings.items()}

    one, other = severities(ratings), severities(raised)

    for expert, each in one.severity.items():
        assert other.severity[expert].value == pytest.approx(each.value, abs=1e-6)
    for dossier, each in one.adjusted.items():
        assert other.adjusted[dossier].value == pytest.approx(each.value + more)


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 7, 20, 300])
def test_quantiles_are_those_of_the_tables(freedom):
    assert student(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=2e-3)
    if freedom >= 7:
        high, low = (stats.chi2.ppf(p, freedom) for p in (0.975, 0.025))
        assert chi_square(freedom, True) == pytest.approx(high, rel=0.02)
        assert chi_square(freedom, False) == pytest.approx(low, rel=0.02)


def test_no_interval_comes_of_nothing():
    with pytest.raises(ValueError, match="degree of freedom"):
        student(0)
    assert deviation([70.0]) is None
    assert deviation([70.0, 72.0]).low is None
    spread = deviation([70.0, 72.0, 80.0, 85.0] * 2)
    assert spread.low < spread.value < spread.high
