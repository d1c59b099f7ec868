"""Guidance beside an indicator (分档说明): what which points stand for, in words.

Only for reading: no mark follows from it. What does follow is a scale (``bands``).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from portal.rules.entry import EntryError, odd_character
from portal.rules.gaps import plain
from portal.rules.guide import IndicatorTable
from portal.rules.nodes import DocumentError, Node

MOST_ANCHORS, LONGEST_ANCHOR = 5, 200
_LINE = re.compile(
    r"(\d{1,3}(?:\.\d{1,2})?)\s*分?\s*[-\u2013\u2014~至到]\s*"
    r"(\d{1,3}(?:\.\d{1,2})?)\s*分?\s*[:,\s]\s*(\S.*)"
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """What marks from ``low`` to ``high``, both of them included, stand for.

    Units   points of the indicator, 0 to its weight.
    """

    low: Decimal
    high: Decimal
    text: str


Anchors = tuple[Anchor, ...]


def typed_anchors(raw: str, weight: Decimal) -> Anchors:
    """One a line: “8-10 案例完整……”, given back from the highest down.

    Raises  EntryError, naming the line and how to put it right.
    """
    lines = [line.strip() for line in raw.splitlines() if line.strip()]
    return _checked([_typed(line) for line in lines], weight)


def anchors_text(anchors: Iterable[Anchor]) -> str:
    """As one types them; ``typed_anchors`` of it is the anchors again."""
    return "\n".join(
        f"{plain(each.low)}-{plain(each.high)} {each.text}" for each in anchors
    )


def read_anchors(data: object, table: IndicatorTable) -> dict[str, Anchors]:
    """``{"4.1.5": [{"from": "8", "to": "10", "text": "…"}]}``, by indicator.

    Raises  DocumentError, for a code that the table lacks and whatever
            ``typed_anchors`` refuses.
    """
    node = Node(data, "anchors")
    found = {}
    for leaf in table.indicators:
        if node.has(leaf.code):
            given = [_read(each) for each in node.nodes(leaf.code)]
            try:
                found[leaf.code] = _checked(given, leaf.weight or Decimal(0))
            except EntryError as error:
                raise DocumentError(f"anchors.{leaf.code}", error.message) from None
    node.done()
    return found


def anchors_data(anchors: Mapping[str, Anchors]) -> dict[str, list[dict[str, str]]]:
    """As JSON knows them; ``read_anchors`` of it is the anchors again."""
    return {
        code: [
            {"from": plain(one.low), "to": plain(one.high), "text": one.text}
            for one in some
        ]
        for code, some in anchors.items()
        if some
    }


def _read(node: Node) -> Anchor:
    low, high = Decimal(node.number("from")), Decimal(node.number("to"))
    anchor = Anchor(low, high, node.text("text"))
    node.done()
    return anchor


def _typed(line: str) -> Anchor:
    match = _LINE.fullmatch(unicodedata.normalize("NFKC", line))
    if match is None:
        raise EntryError(
            "E-ANCHOR-FORM",
            f"“{line[:20]}”不是“起-止 说明”。请写作例如：8-10 案例完整，有佐证。",
        )
    # The words stay as they were typed; what stands before them keeps its length.
    return Anchor(Decimal(match[1]), Decimal(match[2]), line[match.start(3) :])


def _checked(given: list[Anchor], weight: Decimal) -> Anchors:
    if len(given) > MOST_ANCHORS:
        raise EntryError(
            "E-ANCHOR-MANY", f"最多 {MOST_ANCHORS} 档，现为 {len(given)} 档。请合并。"
        )
    for each in given:
        _check(each, weight)
    falling = sorted(given, key=lambda each: -each.low)
    for above, below in pairwise(falling):
        if below.high >= above.low:
            raise EntryError(
                "E-ANCHOR-OVERLAP",
                f"{_range(below)}与 {_range(above)}重叠。一个分数只能属于一档，"
                f"请把 {_range(below)}的止点改为小于 {plain(above.low)}。",
            )
    return tuple(falling)


def _check(anchor: Anchor, weight: Decimal) -> None:
    if not anchor.low <= anchor.high <= weight:
        raise EntryError(
            "E-ANCHOR-RANGE",
            f"{_range(anchor)}应由低到高，在 0 至 {plain(weight)} 分之间。请改正起止。",
        )
    if len(anchor.text) > LONGEST_ANCHOR or odd_character(anchor.text):
        raise EntryError(
            "E-ANCHOR-TEXT",
            f"{_range(anchor)}的说明最多 {LONGEST_ANCHOR} 字，不能有特殊字符。请缩短。",
        )


def _range(anchor: Anchor) -> str:
    return f"{plain(anchor.low)}-{plain(anchor.high)} 分"
