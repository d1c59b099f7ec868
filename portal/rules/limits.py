"""What a round asks of who is selected in one kind (入选规定)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from portal.rules.gaps import plain
from portal.rules.nodes import Node

FULL = Decimal(100)
#: More places than this no list has.
MOST = 9999


@dataclass(frozen=True, slots=True)
class SelectionRules:
    """Fixed before a round opens; None, {} and 0: nothing is asked.

    Units   ``total`` and ``groups`` are points that a mark may not fall below, at them
            it is met. ``city_most`` and ``city_least`` are selected dossiers of one
            city; ``reserve`` how many may follow one that leaves.
    """

    total: Decimal | None = None
    groups: Mapping[str, Decimal] = field(default_factory=dict)
    city_most: int | None = None
    city_least: int | None = None
    reserve: int = 0

    def __bool__(self) -> bool:
        return self != SelectionRules()


def read_selection(node: Node) -> dict[str, SelectionRules]:
    """By kind; raises DocumentError, naming what cannot be."""
    found = {kind: _read(node.node(kind)) for kind in node}
    node.done()
    return {kind: limits for kind, limits in found.items() if limits}


def selection_data(selection: Mapping[str, SelectionRules]) -> dict[str, Any]:
    """As JSON knows them; kinds of which nothing is asked are left out."""
    return {kind: _data(limits) for kind, limits in selection.items() if limits}


def _read(node: Node) -> SelectionRules:
    groups = node.node("groups")
    limits = SelectionRules(
        _points(node, "total"),
        {name: _points(groups, name) or Decimal(0) for name in groups},
        _count(node, "city_most"),
        _count(node, "city_least"),
        _count(node, "reserve") or 0,
    )
    groups.done()
    node.done()
    most, least = limits.city_most, limits.city_least
    if most is not None and least is not None and least > most:
        raise node.refuse("每市至少的家数不得多于每市至多的家数。", "city_least")
    return limits


def _points(node: Node, key: str) -> Decimal | None:
    if not node.has(key):
        return None
    value = Decimal(node.number(key))
    if value > FULL:
        raise node.refuse("应为 0 至 100 之间的分数。", key)
    return value


def _count(node: Node, key: str) -> int | None:
    if not node.has(key):
        return None
    value = node.number(key)
    if not isinstance(value, int) or not 1 <= value <= MOST:
        raise node.refuse("应为不小于 1 的整数。", key)
    return value


def _data(limits: SelectionRules) -> dict[str, Any]:
    points = {name: plain(least) for name, least in limits.groups.items()}
    figures = {
        "total": None if limits.total is None else plain(limits.total),
        "groups": points or None,
        "city_most": limits.city_most,
        "city_least": limits.city_least,
        "reserve": limits.reserve or None,
    }
    return {key: value for key, value in figures.items() if value is not None}
