"""Statistics as the analysis page prints them: two places, never minus nothing."""

from dataclasses import dataclass
from decimal import Decimal

from portal.rules.intervals import Estimate


def two(value: float | None) -> Decimal | None:
    """A statistic for the page; 0.00 has no sign."""
    return None if value is None else Decimal(f"{value:.2f}") + 0


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its bounds, which may be missing."""

    value: Decimal
    low: Decimal | None
    high: Decimal | None

    @property
    def words(self) -> str:
        if self.low is None:
            return "无法估计"
        return f"{_signed(self.low)} 至 {_signed(self.high)}"

    @property
    def shown(self) -> str:
        return _signed(self.value)


def interval(estimate: Estimate) -> Interval:
    value = two(estimate.value) or Decimal(0)
    return Interval(value, two(estimate.low), two(estimate.high))


def _signed(value: Decimal | None) -> str:
    return f"{value}".replace("-", "−")
