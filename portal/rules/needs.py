"""What a clause demands, out of its file: figures, abilities, and how they join."""

from portal.rules.guide import (
    AllOf,
    AnyOf,
    Bound,
    EveryRow,
    InRows,
    Need,
    Operator,
    Threshold,
)
from portal.rules.nodes import Node
from portal.rules.vocabulary import METRICS, ROW_SCOPES, Metric, Vocabulary


def read_need(node: Node, vocabulary: Vocabulary, scope: str = METRICS) -> Need:
    """One need; ``scope`` says whether its metrics are the dossier's or a row's."""
    need: Need
    if node.has("all"):
        need = AllOf(_inner(node, "all", vocabulary, scope))
    elif node.has("any"):
        need = AnyOf(_inner(node, "any", vocabulary, scope))
    elif node.has("in"):
        need = _in_rows(node, vocabulary, scope)
    elif node.has("every"):
        need = _every_row(node, vocabulary, scope)
    else:
        need = _threshold(node, vocabulary, scope)
    node.done()
    return need


def _inner(
    node: Node, key: str, vocabulary: Vocabulary, scope: str
) -> tuple[Need, ...]:
    needs = tuple(read_need(each, vocabulary, scope) for each in node.nodes(key))
    if len(needs) < 2:
        raise node.refuse("至少要有两项。", key)
    return needs


def _in_rows(node: Node, vocabulary: Vocabulary, scope: str) -> InRows:
    rows = node.choice("in", ROW_SCOPES)
    at_least = node.number("at_least")
    if scope != METRICS or not isinstance(at_least, int) or not at_least:
        raise node.refuse("行内不能再套行；at_least 应为正整数。", "at_least")
    need = read_need(node.node("need"), vocabulary, rows)
    return InRows(rows, at_least, need, vocabulary.count_of(rows))


def _every_row(node: Node, vocabulary: Vocabulary, scope: str) -> Need:
    scopes = node.texts("every")
    if scope != METRICS or not set(scopes) <= set(ROW_SCOPES):
        raise node.refuse(f"应为以下之一：{'、'.join(ROW_SCOPES)}。", "every")
    inner = node.peek("need")
    place = f"{node.place}.need"
    node.take("need")
    every = tuple(
        EveryRow(rows, read_need(Node(inner, place), vocabulary, rows))
        for rows in scopes
    )
    return every[0] if len(every) == 1 else AllOf(every)


def _threshold(node: Node, vocabulary: Vocabulary, scope: str) -> Threshold:
    id = node.text("metric")
    metric = vocabulary.find(id, scope)
    if metric is None:
        raise node.refuse(f"词表的 {scope} 中没有 {id}。", "metric")
    stated = [each for each in Operator if node.has(each)]
    if len(stated) != 1:
        raise node.refuse(f"{id} 应有且只有一个比较：{'、'.join(Operator)}。")
    return Threshold(metric, stated[0], _bound(node, metric, stated[0]))


def _bound(node: Node, metric: Metric, operator: Operator) -> Bound:
    if operator in (Operator.AT_LEAST, Operator.ABOVE):
        if not metric.is_numeric:
            raise node.refuse(f"{metric.id} 不是数量。", operator)
        return node.number(operator)
    if operator is Operator.IS:
        if metric.type != "bool" or node.take(operator) is not True:
            raise node.refuse("只能要求“有”：{ metric = …, is = true }。", operator)
        return True
    choices = node.texts(operator)
    if not set(choices) <= set(metric.choices):
        raise node.refuse(f"{metric.id} 没有这些取值。", operator)
    return choices
