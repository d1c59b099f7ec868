"""Indicator tables, out of files and back into them."""

from decimal import Decimal

from portal.rules.bands import read_scale, scale_data
from portal.rules.guide import Heading, Indicator, IndicatorTable
from portal.rules.nodes import DocumentError, GuideError, Node

FULL_MARKS = Decimal(100)
PROVENANCE = ("verbatim", "weight_only", "reconstructed")
METHODS = ("expert", "objective")


def read_table(data: object, *, id: str | None = None) -> IndicatorTable:
    """A table as a guide, a round's copy or a rank file states it.

    Lists are ``indicator`` or ``indicators``, ``heading`` or ``headings``.

    Units   weights are points; they sum to 100 exactly, or every leaf lacks one.
    Raises  GuideError, naming the indicator or heading and what is wrong with it.
    """
    try:
        return _table(Node(data, "table"), id)
    except DocumentError as error:
        raise GuideError(error.place, error.message) from None


def table_data(table: IndicatorTable) -> dict[str, object]:
    """The table as JSON knows it; ``read_table`` of it is the table again."""
    return {
        "id": table.id,
        "title": table.title,
        "source": table.source,
        "note": table.note,
        "ties": list(table.ties),
        "headings": [
            {
                "path": list(each.path),
                "weight": _shown(each.weight),
                "provenance": each.provenance,
            }
            for each in table.headings
        ],
        "indicators": [_indicator_data(each) for each in table.indicators],
    }


def _indicator_data(indicator: Indicator) -> dict[str, object]:
    """Without the key ``scale`` where there is none, as tables of before have it."""
    scale = {"scale": scale_data(indicator.scale)} if indicator.scale else {}
    return {
        "code": indicator.code,
        "path": list(indicator.path),
        "weight": _shown(indicator.weight),
        "provenance": indicator.provenance,
        "metric": indicator.metric,
        "method": indicator.method,
        "basis": indicator.basis,
        "content": indicator.content,
        **scale,
    }


def _shown(weight: Decimal | None) -> str | None:
    return None if weight is None else f"{weight:f}"


def _table(node: Node, id: str | None) -> IndicatorTable:
    stated = node.text("id", default="")
    table = IndicatorTable(
        id=id or stated or None,
        title=node.text("title", default=""),
        source=node.text("source", default=""),
        note=node.text("note", default=""),
        ties=node.texts("ties") if node.has("ties") and node.peek("ties") else (),
        headings=tuple(_heading(each) for each in _list(node, "heading")),
        indicators=tuple(_indicator(each) for each in _list(node, "indicator")),
    )
    node.take("ties")
    node.done()
    _check(table, node)
    return table


def _list(node: Node, name: str) -> list[Node]:
    return [*node.nodes(name), *node.nodes(f"{name}s")]


def _heading(node: Node) -> Heading:
    heading = Heading(
        path=node.texts("path"), weight=_weight(node), provenance=_provenance(node)
    )
    node.done()
    return heading


def _indicator(node: Node) -> Indicator:
    code = node.text("code")
    node.place = f"{node.place}（{code}）"
    weight = _weight(node)
    indicator = Indicator(
        code=code,
        path=node.texts("path"),
        weight=weight,
        provenance=_provenance(node),
        metric=node.text("metric", default="") or None,
        method=node.choice("method", METHODS) if node.peek("method") else None,
        basis=node.text("basis", default=""),
        content=node.text("content", default=""),
        scale=read_scale(node.node("scale"), weight) if node.peek("scale") else None,
    )
    node.take("method")
    node.take("scale")
    node.done()
    return indicator


def _weight(node: Node) -> Decimal | None:
    if node.peek("weight") is None:
        node.take("weight")
        return None
    return Decimal(node.number("weight"))


def _provenance(node: Node) -> str | None:
    if node.peek("provenance") is None:
        node.take("provenance")
        return None
    return node.choice("provenance", PROVENANCE)


def _check(table: IndicatorTable, node: Node) -> None:
    codes = [each.code for each in table.indicators]
    if not codes:
        raise node.refuse("至少要有一项指标。", "indicators")
    for code in codes:
        if codes.count(code) > 1:
            raise node.refuse(f"指标编号 {code} 重复。", "indicators")
    for group in table.ties:
        if group not in table.groups:
            raise node.refuse(f"“{group}”不是本表的一级指标。", "ties")
    if table.is_weighted:
        _check_sums(table, node)
    elif any(each.weight is not None for each in table.indicators):
        raise node.refuse("各项指标要么都有权重，要么都没有。", "indicators")


def _check_sums(table: IndicatorTable, node: Node) -> None:
    total = _sum_under(table, ())
    if total != FULL_MARKS:
        raise node.refuse(f"各项权重之和应为 100，现为 {total:f}。", "indicators")
    for heading in table.headings:
        below = _sum_under(table, heading.path)
        if heading.weight is not None and heading.weight != below:
            name = " / ".join(heading.path)
            raise node.refuse(
                f"“{name}”权重 {heading.weight:f}，其下各项之和为 {below:f}。",
                "headings",
            )


def _sum_under(table: IndicatorTable, path: tuple[str, ...]) -> Decimal:
    below = (each for each in table.indicators if each.path[: len(path)] == path)
    return sum((each.weight or Decimal(0) for each in below), Decimal(0))
