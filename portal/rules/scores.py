"""Rules and score sheets, out of documents."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any

from portal.rules.entry import odd_character
from portal.rules.exactjson import MOST_DIGITS, Inexact
from portal.rules.guide import IndicatorTable
from portal.rules.nodes import DocumentError, Node
from portal.rules.ranking import Method, Row, Rule, ScoreError, Sheet, Sums

LONGEST_ID = 200
SHEET = {"dossier", "reviewer", "points"}


def read_rule(data: object, place: str = "rule") -> Rule:
    """``{"method": …, "drop": …, "from": …}``; the two numbers only where trimming.

    Raises  DocumentError, for an unknown method, numbers that are not positive whole
            ones, or a ``from`` that is not more than twice ``drop``.
    """
    node = Node(data, place)
    method = Method(node.choice("method", tuple(Method)))
    drop, start = _count(node, "drop"), _count(node, "from")
    node.done()
    if method is Method.TRIMMED_MEAN and (drop is None or start is None):
        raise node.refuse("去极值平均须写明 drop 和 from。")
    try:
        return Rule(method, drop or 0, start or 0)
    except ScoreError as error:
        raise node.refuse(str(error)) from None


def rule_data(rule: Rule) -> dict[str, object]:
    """The rule as JSON knows it; ``read_rule`` of it is the rule again."""
    if rule.method is not Method.TRIMMED_MEAN:
        return {"method": rule.method.value}
    return {"method": rule.method.value, "drop": rule.drop, "from": rule.start}


def read_sheets(data: object, place: str = "sheets") -> list[Sheet]:
    """A list of ``{"dossier", "reviewer", "points": {code: points}}``.

    Points are numbers, or text of plain digits. Whether they suit the table is for
    ``aggregate`` to say.

    Raises  DocumentError, naming the sheet and the indicator.
    """
    return list(each_sheet(_listed(data, place), place))


def each_sheet(items: Iterable[object], place: str = "sheets") -> Iterator[Sheet]:
    """The same one by one, of many that nobody holds at a time."""
    known = _Known()
    for index, item in enumerate(items):
        yield _sheet(Node(item, f"{place}[{index}]"), known)


def sum_up(
    items: object, table: IndicatorTable, place: str = "sheets"
) -> dict[str, list[Row]]:
    """``summed`` of ``each_sheet`` in one step: no value is made of a text whose like
    was found right before.

    Raises  DocumentError and ScoreError, as they do.
    """
    sums, known = Sums(table), _Known()
    for index, item in enumerate(_listed(items, place)):
        found = sums.row_of_texts(item["points"]) if _is_plain(item) else None
        if found is None:
            sheet = _sheet(Node(item, f"{place}[{index}]"), known)
            found = sums.row(sheet)
            sums.learn(item["points"], sheet)
        sums.add(item["dossier"], item["reviewer"], found)
    return sums.given


def _listed(data: Any, place: str) -> Iterable[Any]:
    """A list, or what reads one item by item."""
    if not isinstance(data, list | Iterator):
        raise DocumentError(place, "应为数组，每份评分表一个对象。")
    return data


def _is_plain(item: Any) -> bool:
    """Whether nothing but its points is left to be judged."""
    if type(item) is not dict or item.keys() != SHEET:
        return False
    dossier, reviewer = item["dossier"], item["reviewer"]
    are_texts = type(dossier) is str and type(reviewer) is str
    are_sound = are_texts and _is_id(dossier) and _is_id(reviewer)
    return are_sound and type(item["points"]) is dict


def read_ids(data: object, place: str) -> tuple[str, ...]:
    """A list of dossier ids; raises DocumentError."""
    if not isinstance(data, list):
        raise DocumentError(place, "应为数组。")
    for index, item in enumerate(data):
        if not isinstance(item, str) or not _is_id(item):
            raise DocumentError(f"{place}[{index}]", "应为申报编号（文字）。")
    return tuple(data)


class _Known:
    """Codes and texts that were found sound before: the same few come again and again
    in a round's sheets, and each is judged once."""

    def __init__(self) -> None:
        self._codes: set[str] = set()
        self._values: dict[object, Decimal] = {}

    def points(self, node: Node) -> dict[str, Decimal]:
        given = dict(node.rest())
        if given.keys() <= self._codes:
            try:
                return {code: self._values[raw] for code, raw in given.items()}
            except (KeyError, TypeError):
                pass
        found = {code: _points(node, code) for code in node}
        self._codes |= found.keys()
        # Texts alone: true would be found under 1.
        self._values |= {
            raw: found[code] for code, raw in given.items() if isinstance(raw, str)
        }
        return found


def _sheet(node: Node, known: _Known) -> Sheet:
    dossier, reviewer = _id(node, "dossier"), _id(node, "reviewer")
    if not node.has("points"):
        raise node.refuse("缺少这一键。", "points")
    points = node.node("points")
    node.done()
    return Sheet(dossier, reviewer, known.points(points))


def _id(node: Node, key: str) -> str:
    value = node.take(key)
    if not isinstance(value, str) or not _is_id(value):
        raise node.refuse("应为编号（文字）。", key)
    return value


@lru_cache(maxsize=65_536)
def _is_id(value: str) -> bool:
    if not value.strip():
        return False
    return len(value) <= LONGEST_ID and not odd_character(value)


def _points(node: Node, code: str) -> Decimal:
    raw = node.peek(code)
    if isinstance(raw, Inexact) or len(str(raw)) > MOST_DIGITS or not _is_id(code):
        raise node.refuse("应为不小于 0 的普通数字。", code)
    return Decimal(node.number(code))


def _count(node: Node, key: str) -> int | None:
    value = node.take(key)
    if value is None:
        return None
    if type(value) is not int or not 1 <= value <= 1000:
        raise node.refuse("应为正整数。", key)
    return value
