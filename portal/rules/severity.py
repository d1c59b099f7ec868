"""How strict each expert is (宽严): a dossier's effect plus an expert's, least squares.

Each dossier has only some of the experts, so a plain average of an expert's marks says
more about the dossiers than about the expert. The additive model takes them apart:
mark = dossier + expert + rest. It describes and decides nothing; so it, and what is
built on it, reckons in floats, and no official mark ever passes through here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import sqrt

from portal.rules.intervals import Estimate, student

Ratings = Mapping[str, Mapping[str, float]]
_NONE = 1e-9


@dataclass(frozen=True)
class Severities:
    """The fitted model.

    ``severity``   by expert: points below what the average expert gives for the same
                   dossier; positive is strict. Within a part they sum to 0.
    ``adjusted``   by dossier: the mark that experts of average severity would give.
    ``parts``      the experts, in groups that no dossier links. In more parts than one
                   the design is not connected, and what belongs to different parts
                   must not be compared.
    ``residuals``  by dossier and expert: what neither effect explains, in standard
                   deviations of its own; None where that cannot be known.
    ``rest``       sum of squares left over, with ``freedom`` degrees of freedom.
    """

    severity: Mapping[str, Estimate]
    adjusted: Mapping[str, Estimate]
    parts: tuple[tuple[str, ...], ...]
    residuals: Mapping[tuple[str, str], float | None]
    rest: float
    freedom: int

    @property
    def is_connected(self) -> bool:
        return len(self.parts) == 1


def severities(ratings: Ratings) -> Severities:
    """Fit the model to marks by dossier and expert; a dossier has one at least.

    Units   points, as the marks are.
    Source  the intra-block analysis of incomplete block designs (F. Yates 1940;
            S. R. Searle, Linear Models, 1971, chapter 7); intervals of 95 %, by
            Student's t. None where no degree of freedom is left.
    """
    return _Fit(ratings).solved()


class _Fit:
    """One fit: the reduced normal equations of the experts, and what follows."""

    def __init__(self, ratings: Ratings) -> None:
        self.ratings = {d: dict(each) for d, each in ratings.items() if each}
        experts = sorted({e for each in self.ratings.values() for e in each})
        self.index = {expert: i for i, expert in enumerate(experts)}
        self.parts = _parts(self.ratings, experts)

    @cached_property
    def inverse(self) -> list[list[float]]:
        """The generalised inverse of the reduced equations; effects sum to 0."""
        size = len(self.index)
        matrix = [[0.0] * size for _ in range(size)]
        for marks in self.ratings.values():
            seats = [self.index[expert] for expert in marks]
            for i in seats:
                matrix[i][i] += 1
                for j in seats:
                    matrix[i][j] -= 1 / len(seats)
        self._fill(matrix, 1)
        found = _inverse(matrix)
        self._fill(found, -1)
        return found

    def _fill(self, matrix: list[list[float]], sign: int) -> None:
        """Add what the equations leave open: the level of each part."""
        for part in self.parts:
            for one in part:
                for other in part:
                    matrix[self.index[one]][self.index[other]] += sign / len(part)

    @cached_property
    def kindness(self) -> list[float]:
        right = [0.0] * len(self.index)
        for marks in self.ratings.values():
            mean = sum(marks.values()) / len(marks)
            for expert, mark in marks.items():
                right[self.index[expert]] += mark - mean
        return [sum(map(_times, row, right)) for row in self.inverse]

    def level(self, marks: Mapping[str, float]) -> float:
        kind = (self.kindness[self.index[expert]] for expert in marks)
        return (sum(marks.values()) - sum(kind)) / len(marks)

    def solved(self) -> Severities:
        levels = {d: self.level(marks) for d, marks in self.ratings.items()}
        left = {
            (dossier, expert): mark
            - levels[dossier]
            - self.kindness[self.index[expert]]
            for dossier, marks in self.ratings.items()
            for expert, mark in marks.items()
        }
        rest = sum(each * each for each in left.values())
        freedom = len(left) - len(levels) - len(self.index) + len(self.parts)
        error = sqrt(rest / freedom) if freedom else None
        t = student(freedom) if freedom else 0.0

        def estimate(value: float, variance: float) -> Estimate:
            if error is None:
                return Estimate(value)
            half = t * error * sqrt(max(variance, 0.0))
            return Estimate(value, value - half, value + half)

        adjusted, residuals = {}, {}
        for dossier, marks in self.ratings.items():
            shares, own = self._variances(marks)
            adjusted[dossier] = estimate(levels[dossier], own)
            for expert, share in shares.items():
                raw = left[dossier, expert]
                residuals[dossier, expert] = _standard(raw, share, error)
        severity = {
            expert: estimate(-self.kindness[i], self.inverse[i][i])
            for expert, i in self.index.items()
        }
        return Severities(severity, adjusted, self.parts, residuals, rest, freedom)

    def _variances(self, marks: Mapping[str, float]) -> tuple[dict[str, float], float]:
        """Of each residual and of the dossier's level, in units of the error's."""
        count = len(marks)
        rows = {expert: self.inverse[self.index[expert]] for expert in marks}
        seats = [self.index[expert] for expert in marks]
        sums = {e: sum(row[i] for i in seats) for e, row in rows.items()}
        both = sum(sums.values()) / count**2
        shares = {
            expert: 1 - 1 / count - (row[self.index[expert]] - 2 * sums[expert] / count)
            - both
            for expert, row in rows.items()
        }  # fmt: skip
        return shares, 1 / count + both


def _times(one: float, other: float) -> float:
    return one * other


def _standard(raw: float, share: float, error: float | None) -> float | None:
    if error is None or error < _NONE or share < _NONE:
        return None
    return raw / (error * sqrt(share))


def _parts(ratings: Ratings, experts: list[str]) -> tuple[tuple[str, ...], ...]:
    """The experts in groups that the dossiers link, the largest group first."""
    head = {expert: expert for expert in experts}

    def find(expert: str) -> str:
        while head[expert] != expert:
            head[expert] = expert = head[head[expert]]
        return expert

    for marks in ratings.values():
        first, *others = marks
        for other in others:
            head[find(other)] = find(first)
    groups: dict[str, list[str]] = {}
    for expert in experts:
        groups.setdefault(find(expert), []).append(expert)
    return tuple(sorted(map(tuple, groups.values()), key=lambda g: (-len(g), g)))


def _inverse(matrix: list[list[float]]) -> list[list[float]]:
    """By Gauss and Jordan; the matrix is symmetric and positive definite."""
    size = len(matrix)
    work = [
        [*row, *(float(i == j) for j in range(size))] for i, row in enumerate(matrix)
    ]
    for column in range(size):
        best = max(range(column, size), key=lambda row: abs(work[row][column]))
        work[column], work[best] = work[best], work[column]
        pivot = work[column][column]
        row = work[column] = [each / pivot for each in work[column]]
        for other in range(size):
            factor = work[other][column]
            if other != column and factor:
                work[other] = [
                    a - factor * b for a, b in zip(work[other], row, strict=True)
                ]
    return [row[size:] for row in work]
