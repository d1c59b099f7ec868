"""A total of two parts, documents and defence, and the ranking by it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from portal.rules.guide import Indicator, IndicatorTable
from portal.rules.ranking import Standing, ranked

#: The two parts of a total; they stand where a table's groups do.
DOCUMENT, DEFENCE = "材料评审折合", "答辩折合"
#: What decides between equal totals.
ORDER = (DOCUMENT,)
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Parts:
    """Both published marks of a dossier, and what the total makes of them.

    Units   points out of 100; ``weight`` percent for the defence.
    """

    document: Decimal
    defence: Decimal
    weight: int

    @property
    def total(self) -> Decimal:
        """document × (1 − weight) + defence × weight, rounded once, half up."""
        return rounded(
            self.document * (100 - self.weight) / 100 + self.defence * self.weight / 100
        )

    @property
    def shares(self) -> dict[str, Decimal]:
        """Each part's share alone, rounded likewise: what decides equal totals."""
        return {
            DOCUMENT: rounded(self.document * (100 - self.weight) / 100),
            DEFENCE: rounded(self.defence * self.weight / 100),
        }


def rounded(value: Decimal) -> Decimal:
    return value.quantize(HUNDREDTH, ROUND_HALF_UP)


def mean_of(marks: Sequence[Decimal]) -> Decimal:
    """The defence mark: the plain mean of the sheets, rounded half up to 0.01."""
    return rounded(sum(marks, Decimal(0)) / len(marks))


def final_ranking(
    parts: Mapping[str, Parts], outside: Collection[str]
) -> tuple[Standing, ...]:
    """Places by total; equal ones by the share of the documents, then the same place.

    ``outside`` have no place and no mark, and stand at the end by id.
    """
    placed = {
        number: Standing(None, number, each.total, each.shares, sheets_for(each.weight))
        for number, each in parts.items()
    }
    table = _table(0)  # by its ties alone: weights do not matter here
    rest = (Standing(None, number, None) for number in sorted(set(outside)))
    return (*ranked(placed, table), *rest)


def _table(weight: int) -> IndicatorTable:
    return IndicatorTable(
        (
            Indicator("1", (DOCUMENT,), Decimal(100 - weight)),
            Indicator("2", (DEFENCE,), Decimal(weight)),
        ),
        ties=ORDER,
    )


def sheets_for(weight: int) -> int:
    """Of how many sheets in tenths the mean can be every total of this weight."""
    return 100 if weight % 10 == 0 else 200


def rank_data(
    parts: Mapping[str, Parts], outside: Iterable[str], weight: int
) -> dict[str, object]:
    """The final ranking as the contract's ``rank`` takes it: no sheet of an expert,
    but sheets whose exact mean are a dossier's two shares before they are rounded."""
    table = _table(weight)
    return {
        "table": {
            "indicators": [
                {"code": each.code, "path": list(each.path), "weight": str(each.weight)}
                for each in table.indicators
            ],
            "ties": list(table.ties),
        },
        "rule": {"method": "mean"},
        "ineligible": sorted(set(outside)),
        "sheets": [
            sheet
            for number in sorted(parts)
            for sheet in _sheets(number, parts[number])
        ],
    }


def _sheets(number: str, parts: Parts) -> Iterator[dict[str, object]]:
    """Points in whole tenths, spread evenly: the first ones have a tenth more."""
    count = sheets_for(parts.weight)
    exact = (
        parts.document * (100 - parts.weight) / 100 * count * 10,
        parts.defence * parts.weight / 100 * count * 10,
    )
    split = [divmod(int(each), count) for each in exact]
    for nth in range(count):
        tenths = [low + (nth < more) for low, more in split]
        points = {
            code: str(Decimal(each).scaleb(-1))
            for code, each in zip("12", tenths, strict=True)
        }
        yield {"dossier": number, "reviewer": f"换算{nth + 1:03d}", "points": points}
