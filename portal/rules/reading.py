"""Guides and the vocabulary, out of their files: the only module that knows the form.

The form is TOML; ``docs/guides.md`` describes it for those who write a province.
"""

import re
import tomllib
from decimal import Decimal
from types import MappingProxyType

from portal.rules.bands import metric_problem
from portal.rules.guide import Clause, Guide, Kind, Measure, Wording
from portal.rules.needs import read_need
from portal.rules.nodes import DocumentError, GuideError, Node
from portal.rules.tables import read_table
from portal.rules.vocabulary import (
    DERIVED,
    METRICS,
    ROW_SCOPES,
    TYPES,
    Count,
    Metric,
    Percent,
    Sum,
    Vocabulary,
)

KINDS = ("enterprise", "industry", "regional", "comprehensive", "specialized")
_CAPABILITY = re.compile(r"cap_[a-z0-9_]+")
_CLAUSE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def read_guide(key: str, text: str, vocabulary: Vocabulary) -> Guide:
    """A guide out of the text of its file.

    Units   bounds are exact: int, or Decimal where the file has a fraction.
    Source  a clause without its source or its wording is refused.
    Raises  GuideError, naming the file and the clause.
    """
    try:
        return _guide(key, _toml(text), vocabulary)
    except DocumentError as error:
        raise GuideError(f"{key}.toml {error.place}".strip(), error.message) from None


def read_capabilities(key: str, text: str) -> dict[str, str]:
    """Only the bool ids that a guide adds to the vocabulary, with their labels."""
    try:
        return _capabilities(Node(_toml(text), ""))
    except DocumentError as error:
        raise GuideError(f"{key}.toml {error.place}".strip(), error.message) from None


def read_vocabulary(text: str) -> Vocabulary:
    """The vocabulary out of the text of its file; raises DocumentError."""
    node = Node(_toml(text), "")
    metrics = _metrics(node.node(METRICS), METRICS)
    rows = {scope: _metrics(node.node(scope), scope) for scope in ROW_SCOPES}
    derived = _derived(node.node(DERIVED), metrics)
    node.done()
    return Vocabulary(
        MappingProxyType(metrics), MappingProxyType(rows), MappingProxyType(derived)
    )


def _toml(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise DocumentError("", f"不是合法的 TOML：{error}") from None


def _metrics(node: Node, scope: str) -> dict[str, Metric]:
    metrics = {}
    for id in node:
        each = node.node(id)
        type = each.choice("type", TYPES)
        metrics[id] = Metric(
            id=id,
            scope=scope,
            type=type,
            unit=each.text("unit", default="") or None,
            label=each.text("zh"),
            choices=each.texts("choices") if type == "choice" else (),
        )
        each.done()
    return metrics


def _derived(node: Node, stated: dict[str, Metric]) -> dict[str, Metric]:
    metrics = {}
    for id in node:
        each = node.node(id)
        rule: Sum | Percent | Count
        if each.has("sum"):
            rule = Sum(_parts(each, "sum", stated))
        elif each.has("percent"):
            rule = Percent(*_parts(each, "percent", stated)[:2])
        else:
            rule = Count(each.choice("count", ROW_SCOPES))
        metrics[id] = Metric(
            id=id,
            scope=DERIVED,
            type="decimal" if isinstance(rule, Percent) else "int",
            unit=each.text("unit"),
            label=each.text("zh"),
            derived=rule,
        )
        each.done()
    return metrics


def _parts(node: Node, key: str, stated: dict[str, Metric]) -> tuple[str, ...]:
    """What a derived metric is made of: two counts or more, so that it stays exact."""
    parts = node.texts(key)
    if len(parts) < 2 or any(p not in stated or stated[p].type != "int" for p in parts):
        raise node.refuse("应为两个以上的整数数据项。", key)
    return parts


def _guide(key: str, data: dict[str, object], vocabulary: Vocabulary) -> Guide:
    node = Node(data, "")
    capabilities = _capabilities(node)
    for id in capabilities:
        if vocabulary.find(id):
            raise node.refuse(f"{id} 已在公共词表中。", "capabilities")
    vocabulary = vocabulary.with_capabilities(capabilities)
    guide = Guide(
        key=key,
        title=node.text("title"),
        province=node.text("province"),
        seed=node.text("seed"),
        edition_basis=node.text("edition_basis"),
        capabilities=MappingProxyType(capabilities),
        kinds=MappingProxyType(_kinds(node, vocabulary)),
        table=read_table(node.take("table"), id=key) if node.has("table") else None,
        measures=tuple(_measure(each) for each in node.nodes("measure")),
        document=node.text("document", default=""),
        abbreviation=node.text("abbreviation", default=""),
        short_name=node.text("short_name", default=""),
        cities=MappingProxyType(node.strings("cities")),
    )
    _check_province(guide, node)
    _check_scales(guide, vocabulary, node)
    node.done()
    return guide


def _check_province(guide: Guide, node: Node) -> None:
    """A guide that asks something belongs to a province whose cities recommend."""
    if guide.kinds and not guide.abbreviation:
        raise node.refuse("缺少省份缩写，例如 JL。", "abbreviation")
    if guide.kinds and not guide.cities:
        raise node.refuse("缺少设区市名单。", "cities")


def _check_scales(guide: Guide, vocabulary: Vocabulary, node: Node) -> None:
    for each in guide.table.indicators if guide.table else ():
        problem = each.scale and metric_problem(each.scale, vocabulary)
        if problem:
            raise node.refuse(problem, f"table（{each.code}）.scale.metric")


def _capabilities(node: Node) -> dict[str, str]:
    capabilities = node.strings("capabilities")
    for id in capabilities:
        if not _CAPABILITY.fullmatch(id):
            raise node.refuse(
                "能力编号应为 cap_ 加小写字母、数字。", f"capabilities.{id}"
            )
    return capabilities


def _kinds(node: Node, vocabulary: Vocabulary) -> dict[str, Kind]:
    inner = node.node("kinds")
    heads = {id: inner.node(id) for id in inner}
    clauses: dict[str, dict[str, Clause]] = {id: {} for id in heads}
    for each in node.nodes("clause"):
        clause, kinds = _clause(each, vocabulary)
        for kind in kinds:
            if kind not in heads:
                raise each.refuse(f"本指南没有平台类型 {kind}。", "kinds")
            if clause.id in clauses[kind]:
                raise each.refuse(f"{kind} 已有同名条款。", "id")
            clauses[kind][clause.id] = clause
    return {
        id: _kind(id, head, tuple(clauses[id].values())) for id, head in heads.items()
    }


def _kind(id: str, node: Node, clauses: tuple[Clause, ...]) -> Kind:
    if id not in KINDS:
        raise node.refuse(f"平台类型应为以下之一：{'、'.join(KINDS)}。")
    if not clauses:
        raise node.refuse("没有任何条款。")
    kind = Kind(
        id=id,
        label=node.text("label"),
        document=node.text("document"),
        library=node.text("library", default="") or None,
        clauses=clauses,
    )
    node.done()
    return kind


def _clause(node: Node, vocabulary: Vocabulary) -> tuple[Clause, tuple[str, ...]]:
    id = node.text("id")
    node.place = f"clause {id}"
    if not _CLAUSE_ID.fullmatch(id):
        raise node.refuse("编号只用小写字母、数字和连字符。", "id")
    kinds = node.texts("kinds")
    clause = Clause(
        id=id,
        source=node.text("source"),
        text=node.text("text"),
        wording=Wording(node.choice("wording", tuple(Wording))),
        need=read_need(node.node("need"), vocabulary),
        note=node.text("note", default=""),
    )
    node.done()
    return clause, kinds


def _measure(node: Node) -> Measure:
    measure = Measure(
        node.text("id"), node.text("chapter"), node.text("heading"), node.text("text")
    )
    node.done()
    return measure
