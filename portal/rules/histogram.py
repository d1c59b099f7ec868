"""How values spread over a scale: whole counts by equal intervals, and their middle."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import mean, median

PLACES = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Bin:
    """An interval and how many values it holds: ``low`` is in it, ``high`` only in the
    last one of its scale."""

    low: Decimal
    high: Decimal
    count: int
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """What a reader asks first; rounded half up to 0.01, as marks are."""

    count: int
    lowest: Decimal
    median: Decimal
    mean: Decimal
    highest: Decimal


def histogram(values: Iterable[Decimal], top: Decimal, parts: int) -> tuple[Bin, ...]:
    """How many values lie in each of ``parts`` equal intervals from 0 to ``top``.

    Bounds are compared exactly, also where no decimal holds them (a third of 100).
    Raises  ValueError, for a value off the scale, or a scale without length or parts.
    """
    if parts < 1 or not top > 0:
        raise ValueError(f"no scale: {parts} parts of {top}")
    counts = [0] * parts
    for value in values:
        if not value.is_finite() or not 0 <= value <= top:
            raise ValueError(f"{value} is not in 0 … {top}")
        counts[min(int(value * parts // top), parts - 1)] += 1
    bounds = [top * place / parts for place in range(parts + 1)]
    return tuple(
        Bin(bounds[place], bounds[place + 1], count, place == parts - 1)
        for place, count in enumerate(counts)
    )


def without_empty_ends(bins: Sequence[Bin]) -> tuple[Bin, ...]:
    """From the first interval that holds a value to the last."""
    held = [place for place, each in enumerate(bins) if each.count]
    return tuple(bins[held[0] : held[-1] + 1]) if held else ()


def summary(values: Sequence[Decimal]) -> Summary | None:
    """None where there are no values."""
    if not values:
        return None
    middle = (min(values), median(values), mean(values), max(values))
    rounded = [each.quantize(PLACES, ROUND_HALF_UP) for each in middle]
    return Summary(len(values), *rounded)
