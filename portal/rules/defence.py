"""What a round fixes about its on-site defence (现场答辩), and who is called to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from portal.rules.gaps import plain
from portal.rules.guide import Indicator, IndicatorTable
from portal.rules.nodes import Node
from portal.rules.ranking import Standing

FULL = Decimal(100)
#: Shares in steps of five percent: so a ranking can be written in sheets of the
#: contract, whose points run in steps of 0.1.
STEP, LEAST, MOST = 5, 5, 50
TENTHS = Decimal("0.1")
MOST_ITEMS = 8


class Absence(StrEnum):
    """What becomes of a dossier whose applicant does not come."""

    ZERO = "zero"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class DefenceRules:
    """What a round fixes about its defence before it opens.

    Units   ``weight`` is the percent of the total that the defence decides; ``first``
            how many places of each kind are called, None: all that are placed.
    """

    weight: int
    table: IndicatorTable
    absence: Absence
    first: int | None = None
    bring: str = ""


def read_defence(data: object, place: str = "defence") -> DefenceRules:
    """``{"weight": "30", "sheet": [{"name", "points", "about"}], "absence": "zero",
    "bring": "", "first": 10}``; ``first`` may be left out.

    Raises  DocumentError, for a share that is not 5 to 50 in steps of 5, for items
            that do not sum to 100, and for a key that is none of these.
    """
    node = Node(data, place)
    weight = Decimal(node.number("weight"))
    if weight % STEP or not LEAST <= weight <= MOST:
        rule = f"应为 {LEAST} 至 {MOST} 之间、{STEP} 的整数倍的百分数。"
        raise node.refuse(rule, "weight")
    items = tuple(_item(each, n) for n, each in enumerate(node.nodes("sheet"), start=1))
    _check(node, items)
    rules = DefenceRules(
        weight=int(weight),
        table=IndicatorTable(items, title="现场答辩评分表"),
        absence=Absence(node.choice("absence", tuple(Absence))),
        first=_first(node),
        bring=node.text("bring", default=""),
    )
    node.done()
    return rules


def _item(node: Node, number: int) -> Indicator:
    name = node.text("name")
    points = Decimal(node.number("points"))
    if not 1 <= points <= FULL or points % TENTHS:
        raise node.refuse("应为 1 至 100 之间、不超过 1 位小数的分值。", "points")
    about = node.text("about", default="")
    node.done()
    return Indicator(str(number), (name,), points, content=about)


def _check(node: Node, items: tuple[Indicator, ...]) -> None:
    if not 1 <= len(items) <= MOST_ITEMS:
        raise node.refuse(f"应有 1 至 {MOST_ITEMS} 项。", "sheet")
    if len({each.label for each in items}) < len(items):
        raise node.refuse("同一名称重复出现。", "sheet")
    total = sum((each.weight or Decimal(0) for each in items), Decimal(0))
    if total != FULL:
        raise node.refuse(f"各项分值合计应为 100，现为 {plain(total)}。", "sheet")


def _first(node: Node) -> int | None:
    if not node.has("first"):
        return None
    value = node.take("first")
    if type(value) is not int or not 1 <= value <= 999:
        raise node.refuse("应为 1 至 999 之间的整数。", "first")
    return value


def defence_data(rules: DefenceRules) -> dict[str, object]:
    """The rules as JSON knows them; ``read_defence`` of it is the rules again."""
    return {
        "weight": str(rules.weight),
        "sheet": [
            {
                "name": each.label,
                "points": plain(each.weight or 0),
                "about": each.content,
            }
            for each in rules.table.indicators
        ],
        "absence": rules.absence.value,
        "bring": rules.bring,
        **({} if rules.first is None else {"first": rules.first}),
    }


def called(standings: Iterable[Standing], first: int | None) -> tuple[str, ...]:
    """Who is called after the documents were judged: whoever has one of the first
    places, who shares the last of them too; nobody without a place."""
    return tuple(
        each.dossier
        for each in standings
        if each.place is not None and (first is None or each.place <= first)
    )
