"""Who comes when: an order, and slots of a day after another."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from portal.rules.dates import BEIJING

Slot = tuple[datetime, datetime]


def in_order(numbers: Iterable[str], seed: str) -> list[str]:
    """By number; with a seed by SHA-256 of "seed number", which anybody can redo."""
    if not seed:
        return sorted(numbers)

    def lot(number: str) -> tuple[str, str]:
        return sha256(f"{seed} {number}".encode()).hexdigest(), number

    return sorted(numbers, key=lot)


def starts(
    days: Sequence[date],
    begins: timedelta,
    step: timedelta,
    *,
    per_day: int,
    count: int,
) -> list[datetime]:
    """``count`` instants: ``per_day`` of them on each day, ``step`` apart."""
    return [
        datetime.combine(days[nth // per_day], time(), BEIJING)
        + begins
        + step * (nth % per_day)
        for nth in range(count)
    ]


def overlapping(one: Slot, other: Slot) -> bool:
    """Half-open: one may begin as the other ends."""
    return one[0] < other[1] and other[0] < one[1]
