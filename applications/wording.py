"""Gaps in words: what is lacking, what is asked, what was stated."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from portal import rules
from portal.choices import choice
from portal.rules.vocabulary import METRICS, ROW_SCOPES

_OPERATORS = {">=": "不少于", ">": "超过"}
_OF_THE_ROW = re.compile(r"^该(行业|领域|园区)")

Gap = rules.Gap | Mapping[str, Any]


def sentence(gap: Gap, vocabulary: rules.Vocabulary) -> str:
    """“…还差 12 台，要求不少于 60，现填 48”, of a live gap or a frozen report's."""
    data = gap.data() if isinstance(gap, rules.Gap) else gap
    metric = _metric(gap, vocabulary)
    name = _name(metric, data.get("row"))
    if metric.type == "choice":
        return _condition(name, data)
    if metric.type == "bool":
        return _ability(name, metric, data)
    return _figure(name, metric, data)


def _metric(gap: Gap, vocabulary: rules.Vocabulary) -> rules.Metric:
    if isinstance(gap, rules.Gap):
        return gap.metric
    scopes = ROW_SCOPES if gap.get("row") else ()
    for scope in (*scopes, METRICS):
        if metric := vocabulary.find(gap["metric"], scope):
            return metric
    return vocabulary.count_of(gap["metric"])  # the rows of a scope, as parks


def _name(metric: rules.Metric, row: str | None) -> str:
    label = re.sub(r"（.*）$", "", metric.label)
    return f"“{row}”的{_OF_THE_ROW.sub('', label)}" if row else label


def _condition(name: str, data: Mapping[str, Any]) -> str:
    if data["stated"] is None:
        return f"{name}未填，填写后才能核对"
    wanted = "或".join(choice(each) for each in data["required"].split("/"))
    return f"{name}须为{wanted}，现填{choice(data['stated'])}"


def _ability(name: str, metric: rules.Metric, data: Mapping[str, Any]) -> str:
    if data["stated"] is None:
        return f"“{name}”尚未作答"
    if metric.is_capability:
        return f"“{name}”自评为部分符合或不符合，要求符合"
    return f"{name}：要求“是”，现填“否”"


def _figure(name: str, metric: rules.Metric, data: Mapping[str, Any]) -> str:
    operator, bound = data["required"].split()
    unit = data["unit"] or ""
    sign = "%" if unit == "%" else ""
    asked = f"要求{_OPERATORS[operator]} {_grouped(bound)}{sign}"
    if data["stated"] is None:
        blank = "缺少计算所需的数据" if metric.derived else "未填"
        return f"{name}{blank}，{asked}{'' if sign else f' {unit}'.rstrip()}"
    now = f"{'现为' if metric.derived else '现填'} {_grouped(data['stated'])}{sign}"
    if data["short_by"] in (None, "0"):
        return f"{name}{asked}，{now}"
    lacking = f"{_grouped(data['short_by'])} {'个百分点' if sign else unit}"
    return f"{name}还差 {lacking}，{asked}，{now}"


def _grouped(number: str) -> str:
    """30000 as 30,000; decimals as they stand."""
    return f"{Decimal(number):,f}"
