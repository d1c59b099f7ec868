"""What a round asks of its experts beyond the table (评审规定)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from portal.rules.gaps import plain
from portal.rules.limits import SelectionRules, read_selection, selection_data
from portal.rules.nodes import Node

FULL = Decimal(100)


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """What a round fixes before it opens; None: nothing is asked.

    Units   ``comment_below`` and ``comment_above`` are percent of an indicator's
            weight. A comment is due beyond them, not at them.
            ``spread`` is points between the highest and the lowest total of a dossier;
            beyond it its experts talk it over (会商), at it they need not.
            ``selection`` is, by kind, what is asked of who is selected.
    """

    comment_below: Decimal | None = None
    comment_above: Decimal | None = None
    spread: Decimal | None = None
    selection: Mapping[str, SelectionRules] = field(default_factory=dict)

    def wants_comment(self, points: Decimal, weight: Decimal) -> bool:
        """Whether points so low or so high need a reason; compared without rounding."""
        scaled = points * FULL
        low, high = self.comment_below, self.comment_above
        return (low is not None and scaled < low * weight) or (
            high is not None and scaled > high * weight
        )


def read_review(data: object, place: str = "review") -> ReviewRules:
    """``{"comment_below": "60", "comment_above": "95", "spread": "15"}``; what is left
    out is None. ``selection`` holds a table a kind.

    Raises  DocumentError, for what is above 100, for a lower limit that is not below
            the upper one, and for a key that is none of these.
    """
    node = Node(data, place)
    below, above = _share(node, "comment_below"), _share(node, "comment_above")
    spread = _most(node, "spread", "应为 0 至 100 之间的分数。")
    selection = read_selection(node.node("selection"))
    node.done()
    if below is not None and above is not None and below >= above:
        raise node.refuse("下限应低于上限。", "comment_below")
    return ReviewRules(below, above, spread, selection)


def review_data(review: ReviewRules) -> dict[str, Any]:
    """The rules as JSON knows them; ``read_review`` of it is the rules again."""
    limits = {
        "comment_below": review.comment_below,
        "comment_above": review.comment_above,
        "spread": review.spread,
    }
    data = {key: plain(value) for key, value in limits.items() if value is not None}
    selection = selection_data(review.selection)
    return {**data, "selection": selection} if selection else data


def _share(node: Node, key: str) -> Decimal | None:
    return _most(node, key, "应为 0 至 100 之间的百分数。")


def _most(node: Node, key: str, rule: str) -> Decimal | None:
    if not node.has(key):
        return None
    value = Decimal(node.number(key))
    if value > FULL:
        raise node.refuse(rule, key)
    return value
