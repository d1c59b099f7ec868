"""What a clause demands and what a dossier states to it, each as one text."""

from collections.abc import Iterator

from applications.presentation.values import text_of
from applications.wording import choice
from portal import rules

ROWS = {"industries": "行业", "domains": "领域", "parks": "园区"}
OPERATORS = {rules.Operator.AT_LEAST: "≥", rules.Operator.ABOVE: ">"}


def demand_of(need: rules.Need) -> str:
    """连接设备数 ≥ 60 台 或 …, as the thresholds are joined."""
    match need:
        case rules.Threshold():
            return _threshold(need)
        case rules.AllOf(needs):
            return " 且 ".join(_inner(each) for each in needs)
        case rules.AnyOf(needs):
            return " 或 ".join(_inner(each) for each in needs)
        case rules.InRows(scope, at_least, inner):
            return f"不少于 {at_least} 个{ROWS[scope]}，每个：{demand_of(inner)}"
        case rules.EveryRow(scope, inner):
            return f"所列每个{ROWS[scope]}：{demand_of(inner)}"


def _inner(need: rules.Need) -> str:
    text = demand_of(need)
    return f"（{text}）" if isinstance(need, rules.AllOf | rules.AnyOf) else text


def _threshold(threshold: rules.Threshold) -> str:
    metric, bound = threshold.metric, threshold.bound
    match threshold.operator:
        case rules.Operator.IS:
            return f"{metric.label}：{_answer(metric, bool(bound))}"
        case rules.Operator.ONE_OF:
            return f"{metric.label}为{'、'.join(choice(each) for each in bound)}"
    figure = text_of(metric.type, bound)
    return f"{metric.label} {OPERATORS[threshold.operator]} {figure} {_unit(metric)}"


def _answer(metric: rules.Metric, is_so: bool) -> str:
    """An ability is claimed whole, or in part or not at all; else it is yes or no."""
    if metric.is_capability:
        return "符合" if is_so else "部分符合或不符合"
    return "是" if is_so else "否"


def _unit(metric: rules.Metric) -> str:
    return metric.unit or ""


def statement_of(need: rules.Need, facts: rules.Facts) -> str:
    """What the dossier states to each figure that the clause looks at."""
    return "；".join(dict.fromkeys(_statements(need, facts)))


def _statements(need: rules.Need, facts: rules.Facts) -> Iterator[str]:
    match need:
        case rules.Threshold(metric):
            yield f"{metric.label} {_stated(metric, facts)}"
        case rules.AllOf(needs) | rules.AnyOf(needs):
            for each in needs:
                yield from _statements(each, facts)
        case rules.InRows(scope=scope, need=inner) | rules.EveryRow(scope, inner):
            yield from _rows(scope, inner, facts)


def _rows(scope: str, inner: rules.Need, facts: rules.Facts) -> Iterator[str]:
    rows = facts.rows.get(scope, ())
    if not rows:
        yield f"没有填报{ROWS[scope]}"
    for number, row in enumerate(rows, start=1):
        name = row.get("name") or f"第 {number} 个{ROWS[scope]}"
        yield f"{name}：{'，'.join(_statements(inner, rules.Facts(row)))}"


def _stated(metric: rules.Metric, facts: rules.Facts) -> str:
    value = rules.value_of(metric, facts)
    if value is None:
        return "未填"
    if isinstance(value, bool):
        return _answer(metric, value)
    shown = choice(str(value)) if metric.type == "choice" else rules.shown(value)
    return f"{text_of(metric.type, shown)} {_unit(metric)}".strip()
