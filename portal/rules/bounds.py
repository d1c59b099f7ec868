"""What a figure or a day can mean at most: beyond it is refused, or asked about."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.rules.entry import EntryError
from portal.rules.gaps import plain

REFUSED, DOUBTED = "refused", "doubted"
CHECK = "请核对后改填。"


@dataclass(frozen=True, slots=True)
class Bound:
    """Of one figure or day of the form.

    Units   ``most`` and ``doubt`` are in the unit of the figure.
    Source  ``why`` says what the figure means, so that the bound can be understood.
    ``future`` is "" where a day may lie ahead, else REFUSED or DOUBTED.
    """

    why: str
    most: Decimal | None = None
    doubt: Decimal | None = None
    future: str = ""

    @property
    def example(self) -> str:
        """A figure that fits where only small ones do."""
        return "" if self.most is None or self.most >= 100 else plain(self.most)

    def check(self, value: Any, today: date, unit: str = "", label: str = "") -> None:
        """Raises EntryError, for what the figure or the day cannot be."""
        if isinstance(value, date):
            if self.future == REFUSED and value > today:
                rule = f"{label}不能晚于今天（{today}）：{self.why}"
                raise EntryError("E-DATE-FUTURE", f"{rule}，现为 {value}。{CHECK}")
        elif self.most is not None and value > self.most:
            most, found = (_with(unit, plain(Decimal(n))) for n in (self.most, value))
            space = " " if most[-1].isascii() else ""
            rule = f"{label}应在 0 至 {most}{space}之间：{self.why}"
            raise EntryError("E-NUM-RANGE", f"{rule}，现为 {found}。{CHECK}")

    def question(self, value: Any, today: date, unit: str = "") -> str:
        """Whether what was stated is meant so; "" where nobody would ask."""
        if isinstance(value, date):
            is_odd = self.future == DOUBTED and value > today
            said = f"现填 {value}，晚于今天"
        else:
            is_odd = self.doubt is not None and value > self.doubt
            most, found = self.doubt or Decimal(0), plain(Decimal(value))
            said = f"现填 {_with(unit, found)}，超过 {_with(unit, plain(most))}"
        if not is_odd:
            return ""
        return f"{said}：{self.why}。请再核对；确实如此的，不必修改。"

    def reading(
        self,
        read: Callable[[str], Any],
        today: Callable[[], date],
        unit: str = "",
        label: str = "",
    ) -> Callable[[str], Any]:
        """``read``, and then this bound; a control may outlive the day it was made."""

        def judged(raw: str) -> Any:
            value = read(raw)
            if value is not None:
                self.check(value, today(), unit, label)
            return value

        return judged


def _with(unit: str, number: str) -> str:
    return f"{number}{unit}" if unit == "%" else f"{number} {unit}".rstrip()
