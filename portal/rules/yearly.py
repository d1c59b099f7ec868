"""A figure of this year beside the one of the year before."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

TENTH = Decimal("0.1")
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Change:
    """How far a figure moved; ``percent`` is None where it began at nothing."""

    difference: Decimal
    percent: Decimal | None

    def is_remarkable(self, bound: Decimal) -> bool:
        """Moved by ``bound`` per cent or more, either way, or up from nothing."""
        if self.percent is None:
            return self.difference != 0
        return abs(self.percent) >= bound

    @property
    def shown(self) -> str:
        """“+12.5%”, “−3.0%”, “持平”; from nothing there is no share."""
        if not self.difference:
            return "持平"
        if self.percent is None:
            return "上年为 0"
        share = abs(self.percent).quantize(TENTH, ROUND_HALF_UP)
        return f"{'+' if self.difference > 0 else '−'}{share}%"


def change(before: Decimal, now: Decimal) -> Change:
    """Exact; what is shown of it is rounded, what is judged is not."""
    difference = now - before
    percent = HUNDRED * difference / before if before else None
    return Change(difference, percent)
