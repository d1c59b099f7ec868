"""How sure a place above the line is (线上概率), given how far experts differ."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations_with_replacement
from math import factorial, prod
from random import Random

from portal.rules.ranking import Rule, counted, mean_mark

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
    above = [0.0] * len(names)
    for marked in zip(*drawn, strict=True):
        for index, share in _above(marked, quota, minimum):
            above[index] += share
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
    ways = list(combinations_with_replacement(range(count), count))
    found = [_mark([marks[i] for i in way], rule) for way in ways]
    weights = [
        factorial(count) // prod(factorial(way.count(i)) for i in set(way))
        for way in ways
    ]
    return random.choices(found, weights, k=draws)


def _mark(marks: list[int], rule: Rule) -> int:
    kept = counted(marks, rule)
    return int(mean_mark(sum(kept), len(kept)) * 100)


def _above(
    marks: Sequence[int], quota: int | None, minimum: Decimal | None
) -> Iterator[tuple[int, float]]:
    """Which of the marks stand above the line, and with what share of a place."""
    if minimum is not None:
        line = minimum * 100
        yield from ((i, 1.0) for i, mark in enumerate(marks) if mark >= line)
        return
    places = min(quota or 0, len(marks))
    if not places:
        return
    last = sorted(marks, reverse=True)[places - 1]
    over = sum(mark > last for mark in marks)
    share = (places - over) / sum(mark == last for mark in marks)
    for index, mark in enumerate(marks):
        if mark >= last:
            yield index, 1.0 if mark > last else share
