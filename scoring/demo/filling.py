"""A dossier that meets a guide, or misses it at a chosen place."""

from collections import defaultdict
from decimal import Decimal
from random import Random
from typing import Any

from applications.presentation.sections import sections_of
from portal import guides, rules
from portal.guides import vetoes
from portal.rules.vocabulary import ROW_SCOPES, Percent, Sum
from scoring.demo import consistent

INDUSTRIES = [
    "36 汽车制造业",
    "26 化学原料和化学制品制造业",
    "35 专用设备制造业",
    "38 电气机械和器材制造业",
    "39 计算机、通信和其他电子设备制造业",
    "31 黑色金属冶炼和压延加工业",
    "34 通用设备制造业",
    "27 医药制造业",
]
DOMAINS = [
    *("研发设计", "供应链", "生产制造", "运营管理", "企业管理", "仓储物流"),
    *("产品服务", "设备运维"),
]
PARKS = ["示例高新技术产业园", "示例经济技术开发区", "示例智能制造基地"]
NAMES = {"industries": INDUSTRIES, "domains": DOMAINS, "parks": PARKS}

Bounds = dict[str, dict[str, Any]]


def bounds_of(kind: rules.Kind) -> Bounds:
    """The highest bound on each metric, by scope; ``rows`` says how many rows."""
    found: Bounds = defaultdict(dict)
    for clause in kind.clauses:
        _collect(clause.need, "metrics", found)
    return found


def _collect(need: rules.Need, scope: str, found: Bounds) -> None:
    match need:
        case rules.Threshold(metric, operator, bound):
            if operator in {rules.Operator.AT_LEAST, rules.Operator.ABOVE}:
                at_least = Decimal(str(bound)) + (operator is rules.Operator.ABOVE)
                known = found[scope].get(metric.id, Decimal(0))
                found[scope][metric.id] = max(known, at_least)
        case rules.AllOf(needs) | rules.AnyOf(needs):
            for each in needs:
                _collect(each, scope, found)
        case rules.InRows(rows, at_least, inner):
            known = found["rows"].get(rows, 0)
            found["rows"][rows] = max(known, at_least)
            _collect(inner, rows, found)
        case rules.EveryRow(rows, inner):
            found["rows"].setdefault(rows, 1)
            _collect(inner, rows, found)


def document_for(
    guide: rules.Guide, kind: str, random: Random, identity: dict[str, str]
) -> dict[str, Any]:
    """A document that meets every clause, its figures spread above the bounds."""
    words = guides.vocabulary().with_capabilities(guide.capabilities)
    bounds = bounds_of(guide.kinds[kind])
    _pass_on(bounds["metrics"], words, bounds["rows"])
    asked = rules.fields_of(guide, kind, words)
    metrics = {
        each.id: _value(each, bounds["metrics"], random)
        for each in asked
        if each.scope == "metrics" and not each.is_capability
    }
    shares = consistent.shares_of(words, bounds["metrics"], metrics)
    _widen(metrics, shares)
    document = {
        "guide": guide.key,
        "kind": kind,
        "name": identity["name"],
        "metrics": metrics,
        **{scope: _rows(scope, asked, bounds, random, metrics) for scope in ROW_SCOPES},
        "capabilities": {
            each.id: {
                "answer": "yes",
                "statement": f"平台已具备{each.label}，说明见佐证材料。（示例）",
            }
            for each in asked
            if each.is_capability
        },
        "profile": _profile(guide, kind, random, identity),
        "cases": _cases(random),
    }
    consistent.reconcile(document, shares)
    return document


def _pass_on(bounds: dict[str, Any], words: rules.Vocabulary, rows: Any) -> None:
    """What is computed asks something of what it is computed from."""
    for metric in words.derived.values():
        bound = bounds.get(metric.id)
        if bound is None:
            continue
        match metric.derived:
            case Sum(ids):
                for id in ids:
                    bounds[id] = max(bounds.get(id, Decimal(0)), bound)
            case Percent():
                pass
            case counted:
                scope = counted.scope
                rows[scope] = max(rows.get(scope, 0), int(bound))


def _widen(metrics: dict[str, Any], shares: consistent.Shares) -> None:
    """Wholes that are larger than their parts, parts that clear their share."""
    for first, second, _ in shares:
        metrics[second] = max(metrics[second], int(metrics[first] * Decimal("1.3")) + 1)
    for first, second, share in shares:
        cleared = int(metrics[second] * share * Decimal("1.15") / 100) + 1
        metrics[first] = max(metrics[first], min(cleared, metrics[second]))


def _value(metric: rules.Metric, bounds: dict[str, Any], random: Random) -> Any:
    match metric.type:
        case "choice":
            return metric.choices[0]
        case "bool":
            return True
    bound = bounds.get(metric.id)
    if metric.id == "security_self_grade":
        return 2
    if bound is None:
        usual = [3, 5, 8] if metric.unit == "%" else [8, 12, 20, 30, 60, 120]
        bound = Decimal(random.choice(usual))
    above = bound * Decimal(random.randint(104, 240)) / 100
    if metric.type == "int":
        return int(above) + 1
    if metric.unit == "%":
        return str(min(above, Decimal(95)).quantize(Decimal("0.1")))
    return str((above * 10).quantize(Decimal("0.1")))


def _rows(
    scope: str, asked: Any, bounds: Bounds, random: Random, metrics: dict[str, Any]
) -> list[dict[str, Any]]:
    columns = [each for each in asked if each.scope == scope]
    if not columns:
        return []
    count = bounds["rows"].get(scope, 2) + random.randint(0, 1)
    rows = []
    for name in random.sample(NAMES[scope], min(count, len(NAMES[scope]))):
        row = {each.id: _value(each, bounds[scope], random) for each in columns}
        rows.append({**row, "name": name})
    return rows


def _profile(
    guide: rules.Guide, kind: str, random: Random, identity: dict[str, str]
) -> dict[str, Any]:
    known = {
        "legal_representative": identity["person"],
        "contact_name": identity["person"],
        "contact_mobile": f"1390000{random.randint(1000, 9999)}",
        "contact_email": identity["email"],
        "founded_on": f"20{random.randint(10, 19)}-0{random.randint(1, 9)}-15",
        "launched_on": f"20{random.randint(20, 24)}-0{random.randint(1, 9)}-01",
        "figures_as_of": "2026-06-30",
        "industry": random.choice(INDUSTRIES),
        "platform_name": identity["platform"],
        "platform_url": "https://platform.example.com/",
        **dict.fromkeys((item.field for item in vetoes.items()), "无"),
    }
    unsaid = {item.statement for item in vetoes.items()}
    fields = [each for section in sections_of(guide, kind) for each in section.fields]
    return {
        each.id: known.get(each.id) or _answer(each, random, identity)
        for each in fields
        if each.id in known
        or each.required
        or (each.type == "longtext" and each.id not in unsaid)
    }


def _answer(field: Any, random: Random, identity: dict[str, str]) -> Any:
    match field.type:
        case "choice":
            return random.choice(field.choices)
        case "int":
            return random.randint(60, 900)
        case "decimal" if field.unit == "%":
            return str(random.randint(20, 68))
        case "decimal":
            return str(Decimal(random.randint(100, 90000)) / 10)
        case "longtext":
            return (
                f"{identity['platform']}面向制造业企业提供设备接入、工业知识沉淀和应用"
                f"服务。本段为“{field.label}”的示例内容，仅供演示，不代表任何真实单位。"
            )
        case _:
            return f"示例{field.label}"


def _cases(random: Random) -> list[dict[str, Any]]:
    columns = next(
        section["column"]
        for section in guides.form()["section"]
        if section.get("rows") == "cases"
    )
    return [
        {column["id"]: _case_value(column, n, random) for column in columns}
        for n in range(1, random.randint(3, 4))
    ]


def _case_value(column: dict[str, Any], n: int, random: Random) -> Any:
    if "suggest" in column:
        return random.choice(INDUSTRIES)
    match column["type"]:
        case "choice":
            return random.choice(column["choices"])
        case "date":
            return f"2025-0{n}-20"
        case "longtext":
            return (
                "问题：设备数据孤立；做法：统一接入并建立模型；成效：停机减少。（示例）"
            )
        case _:
            return f"示例{column['label']}{n}"
