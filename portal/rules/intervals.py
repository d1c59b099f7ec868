"""Estimates with their 95 % intervals, without a table of quantiles."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sqrt, tan
from statistics import NormalDist, stdev

#: Half of what an interval of 95 % leaves out stands on each side.
_UPPER = 0.975
_Z = NormalDist().inv_cdf(_UPPER)
#: With fewer degrees of freedom an interval of a deviation says next to nothing.
_ENOUGH = 7


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value between two bounds; None where the data allow no interval."""

    value: float
    low: float | None = None
    high: float | None = None

    @property
    def excludes_zero(self) -> bool:
        if self.low is None or self.high is None:
            return False
        return self.low > 0 or self.high < 0


def student(freedom: int) -> float:
    """Student's t at 97.5 %, to three digits or better.

    Source  exact for 1 and 2 degrees of freedom; else M. Abramowitz, I. A. Stegun,
            Handbook of Mathematical Functions, 26.7.5.
    Raises  ValueError, without a degree of freedom.
    """
    if freedom < 1:
        raise ValueError("an interval needs a degree of freedom")
    if freedom == 1:
        return tan(pi * (_UPPER - 0.5))
    if freedom == 2:
        return (2 * _UPPER - 1) * sqrt(2 / (4 * _UPPER * (1 - _UPPER)))
    z = _Z
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(t / float(freedom) ** (i + 1) for i, t in enumerate(terms))


def chi_square(freedom: int, upper: bool) -> float:
    """Chi-squared at 97.5 % or 2.5 %.

    Source  E. B. Wilson, M. M. Hilferty 1931: within 2 % from 7 degrees of freedom on.
    """
    step = 2 / (9 * freedom)
    z = _Z if upper else -_Z
    root = 1 - step + z * sqrt(step)
    return freedom * root * root * root


def deviation(values: Sequence[float]) -> Estimate | None:
    """The standard deviation; None for fewer than two, no interval for under eight."""
    if len(values) < 2:
        return None
    found, freedom = stdev(values), len(values) - 1
    if freedom < _ENOUGH:
        return Estimate(found)
    low, high = (sqrt(freedom / chi_square(freedom, up)) for up in (True, False))
    return Estimate(found, found * low, found * high)
