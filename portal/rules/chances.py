"""How sure a place above the line is (线上概率), given how far experts differ."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import accumulate, combinations_with_replacement, compress
from math import factorial, prod
from operator import eq, gt
from random import Random

from portal.rules.ranking import Rule, counted

DRAWS = 1000
#: Up to so many sheets, each way to draw them again is weighed beforehand.
_FEW = 6


def chances(
    marks: Mapping[str, Sequence[Decimal]],
    rule: Rule,
    *,
    quota: int | None,
    minimum: Decimal | None,
    seed: str,
    draws: int = DRAWS,
) -> dict[str, float]:
    """The share of draws in which a dossier stands above the line.

    In each draw every dossier's sheets are drawn again from its own, with replacement,
    and the official rule makes its mark of them; the line runs after ``quota``
    dossiers, or at ``minimum``. Where equal marks straddle a quota, the places left
    are shared out equally. Dossiers are redrawn each by itself: that an expert is
    strict with all of his is not in it, and with few sheets a dossier the spread is
    understated. The same marks and seed give the same figures anywhere.

    Units   shares from 0 to 1; ``marks`` out of 100.
    Source  B. Efron, Annals of Statistics 7 (1979): the bootstrap.
    """
    random = Random(seed)
    names = sorted(marks)
    drawn = [
        _redrawn([int(mark * 100) for mark in marks[name]], rule, random, draws)
        for name in names
    ]
    if minimum is not None:
        line = int(minimum * 100)
        above = [float(sum(mark >= line for mark in each)) for each in drawn]
    else:
        above = _within(drawn, min(quota or 0, len(names)))
    return {name: count / draws for name, count in zip(names, above, strict=True)}


def _redrawn(marks: list[int], rule: Rule, random: Random, draws: int) -> Sequence[int]:
    """So many marks in hundredths of a dossier whose sheets are drawn again."""
    marks = sorted(marks)
    if marks[0] == marks[-1]:
        return [_mark(marks, rule)] * draws
    count = len(marks)
    if count > _FEW:
        again = (random.choices(marks, k=count) for _ in range(draws))
        return [_mark(sorted(each), rule) for each in again]
    ways, weights = _ways(count)
    found = [_mark([marks[i] for i in way], rule) for way in ways]
    return random.choices(found, cum_weights=weights, k=draws)


@cache
def _ways(count: int) -> tuple[tuple[tuple[int, ...], ...], tuple[int, ...]]:
    """Each way to draw so many sheets again, and how often it occurs, summed up."""
    ways = tuple(combinations_with_replacement(range(count), count))
    weights = (
        factorial(count) // prod(factorial(way.count(i)) for i in set(way))
        for way in ways
    )
    return ways, tuple(accumulate(weights))


def _mark(marks: list[int], rule: Rule) -> int:
    """In hundredths, rounded as ``mean_mark`` rounds."""
    kept = counted(marks, rule)
    return (2 * sum(kept) + len(kept)) // (2 * len(kept))


def _within(drawn: Sequence[Sequence[int]], places: int) -> list[float]:
    """How often each stands within so many places; what is shared counts in part."""
    if not places:
        return [0.0] * len(drawn)
    lasts, shares = [], []
    for each in map(sorted, zip(*drawn, strict=True)):
        last = each[-places]
        first, end = bisect_left(each, last), bisect_right(each, last)
        lasts.append(last)
        shares.append((places - (len(each) - end)) / (end - first))
    return [
        sum(map(gt, marks, lasts)) + sum(compress(shares, map(eq, marks, lasts)))
        for marks in drawn
    ]
