"""How far experts agree (一致性): intraclass correlations and Kendall's two figures."""

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from portal.rules.severity import Ratings, Severities


@dataclass(frozen=True, slots=True)
class Correlation:
    """An intraclass correlation: of one expert's mark, and of the panel's mean."""

    single: float
    panel: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """The three models; ``experts`` is how many a dossier has, on average.

    ``one_way`` is ICC(1,·): each dossier's experts are taken as any. ``absolute`` is
    ICC(2,·): strict and lenient experts are told apart, and count as disagreement.
    ``consistent`` is ICC(3,·): only the order counts, severity does not.
    """

    one_way: Correlation | None
    absolute: Correlation | None
    consistent: Correlation | None
    experts: float


def agreement(ratings: Ratings, fitted: Severities) -> Agreement:
    """ICC of marks by dossier and expert; None where the data do not determine it.

    For a complete design these are the six forms of P. E. Shrout, J. L. Fleiss,
    Intraclass correlations, Psychological Bulletin 86 (1979), 420-428. Where each
    dossier has only some experts, the same components of variance are estimated by
    the fitting of constants (C. R. Henderson, Biometrics 9 (1953), method 3).

    Units   none. A negative value says that there is no agreement at all.
    """
    rows = [list(each.values()) for each in ratings.values() if each]
    total, dossiers, experts = sum(map(len, rows)), len(rows), len(fitted.severity)
    size, parts = total / dossiers if dossiers else 0.0, len(fitted.parts)
    if dossiers < 2 or total == dossiers:
        return Agreement(None, None, None, size)
    within = sum(map(_squares, rows))
    between = _squares([mark for row in rows for mark in row]) - within
    noise = within / (total - dossiers)
    usual = (total - sum(len(row) ** 2 for row in rows) / total) / (dossiers - 1)
    signal = (between / (dossiers - 1) - noise) / usual
    one_way = _correlation(signal, noise, size)
    if not fitted.freedom or total == experts:
        return Agreement(one_way, None, None, size)
    error = fitted.rest / fitted.freedom
    by_expert = sum(map(_squares, _columns(ratings)))
    signal = (by_expert - fitted.rest - (dossiers - parts) * error) / (total - experts)
    severe = (within - fitted.rest - (experts - parts) * error) / (total - dossiers)
    return Agreement(
        one_way,
        _correlation(signal, severe + error, size),
        _correlation(signal, error, size),
        size,
    )


def _correlation(signal: float, noise: float, size: float) -> Correlation | None:
    if signal + noise <= 0 or signal + noise / size <= 0:
        return None
    return Correlation(signal / (signal + noise), signal / (signal + noise / size))


def _columns(ratings: Ratings) -> list[list[float]]:
    columns: dict[str, list[float]] = {}
    for marks in ratings.values():
        for expert, mark in marks.items():
            columns.setdefault(expert, []).append(mark)
    return list(columns.values())


def _squares(values: Sequence[float]) -> float:
    mean = sum(values) / len(values)
    return sum((value - mean) ** 2 for value in values)


def panels(ratings: Ratings) -> dict[tuple[str, ...], list[Mapping[str, float]]]:
    """The dossiers that have the very same experts, by those experts."""
    found: dict[tuple[str, ...], list[Mapping[str, float]]] = {}
    for marks in ratings.values():
        found.setdefault(tuple(sorted(marks)), []).append(marks)
    return found


def concordance(judges: Collection[Sequence[float]]) -> float | None:
    """Kendall's W of judges who marked the same objects, in the same order.

    From 0 (no common order) to 1 (all the same). Equal marks share the mean rank and
    the correction for ties is made. None for fewer than two judges or objects, or
    where nobody tells any two objects apart.

    Source  M. G. Kendall, B. Babington Smith 1939; S. Siegel, Nonparametric
            Statistics, 1956, pages 229-238.
    """
    ranked = [_ranks(each) for each in judges]
    count = len(ranked)
    objects = len(ranked[0]) if ranked else 0
    if count < 2 or objects < 2:
        return None
    sums = [sum(column) for column in zip(*ranked, strict=True)]
    ties = sum(t**3 - t for each in judges for t in Counter(each).values())
    whole = count**2 * (objects**3 - objects) - count * ties
    return 12 * _squares(sums) / whole if whole else None


def _ranks(values: Sequence[float]) -> list[float]:
    order = sorted(values)
    return [
        (bisect_left(order, value) + bisect_right(order, value) + 1) / 2
        for value in values
    ]


def kendall_tau(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Kendall's tau-b of two rankings of the same objects; None where one is all ties.

    From 1 (the same order) through 0 to -1 (the reverse).

    Source  M. G. Kendall 1945; counted in the manner of W. R. Knight 1966.
    """
    pairs = sorted(zip(one, other, strict=True))
    whole = len(pairs) * (len(pairs) - 1) // 2
    lone, ltwo, both = (_tied(each) for each in (one, other, pairs))
    if whole in (lone, ltwo):
        return None
    discordant = 0
    seen: list[float] = []
    for _, value in pairs:
        discordant += len(seen) - bisect_right(seen, value)
        insort(seen, value)
    concordant = whole - lone - ltwo + both - discordant
    below = sqrt((whole - lone) * (whole - ltwo))
    return (concordant - discordant) / below


def _tied(values: Sequence[object]) -> int:
    return sum(n * (n - 1) // 2 for n in Counter(values).values())
