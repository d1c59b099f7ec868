"""The rules of a round as one document, its digest, and what keeps it from opening."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from applications.facts import (
    anchors_of,
    defence_of,
    guide_of,
    review_of,
    table_of,
)
from applications.models import Round
from portal import guides, rules
from portal.rules.nodes import DocumentError

MOST_EXPERTS = 15


def rules_of(round: Round) -> dict[str, Any]:
    """All that decides who may be selected: what is frozen when a round opens.

    The closing instant is not part of it: it may be put off, and then has an audit
    entry of its own, while the digest stays what was published.
    """
    text = round.guide_text or guides.text_of(round.guide_key)
    return {
        **({"review": round.review} if round.review else {}),
        **({"anchors": round.anchors} if round.anchors else {}),
        **({"defence": round.defence} if round.defence else {}),
        "code": round.code,
        "province": round.province,
        "title": round.title,
        "year": round.year,
        "guide": {
            "key": round.guide_key,
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
        },
        "kinds": round.kinds,
        "quotas": round.quotas,
        "table": round.table,
        "rule": round.rule,
        "citations": round.citations,
        "panel_size": round.panel_size,
        "is_blind": round.is_blind,
        "opens_at": _utc(round.opens_at),
    }


def _utc(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def digest_of(round: Round) -> str:
    """SHA-256 of the rules as canonical JSON: sorted keys, no white space, UTF-8."""
    text = json.dumps(
        rules_of(round), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


def obstacles_of(round: Round, at: datetime) -> tuple[str, ...]:
    """What keeps the round from opening, each with its remedy; empty: nothing."""
    return tuple(_obstacles(round, at))


def _obstacles(round: Round, at: datetime) -> Iterator[str]:
    yield from _kinds(round)
    yield from _instants(round, at)
    yield from _scoring(round)


def _kinds(round: Round) -> Iterator[str]:
    guide = guide_of(round)
    if not round.kinds:
        yield "没有选择平台类型。请在批次设置中至少选择一类。"
    for kind in round.kinds:
        if kind not in guide.kinds:
            yield f"指南没有平台类型“{kind}”。请在批次设置中重新选择。"
        elif not round.quotas.get(kind):
            label = guide.kinds[kind].label
            yield f"“{label}”没有名额。请在批次设置中填写不小于 1 的名额。"


def _instants(round: Round, at: datetime) -> Iterator[str]:
    if round.opens_at is None or round.closes_at is None:
        yield "没有设定申报起止时间。请在批次设置中填写开始和截止的日期、时间。"
    elif round.opens_at >= round.closes_at:
        yield "申报开始时间不早于截止时间。请在批次设置中改正。"
    elif round.closes_at <= at:
        yield "申报截止时间已过。请在批次设置中改为将来的时间。"


def _scoring(round: Round) -> Iterator[str]:
    if not 1 <= round.panel_size <= MOST_EXPERTS:
        yield f"每份申报的专家数应为 1 至 {MOST_EXPERTS}。请在批次设置中改正。"
    try:
        rules.read_rule(round.rule)
    except DocumentError as error:
        yield f"汇总规则不完整：{error.message}请在批次设置中改正。"
    try:
        review_of(round)
    except DocumentError as error:
        yield f"评审规定不成立：{error.message}请在“评审规定”中改正。"
    try:
        defence_of(round)
    except DocumentError as error:
        yield f"答辩规则不成立：{error.message}请在“现场答辩”中改正。"
    try:
        table = table_of(round)
    except DocumentError as error:
        yield f"指标表不成立：{error.message}请调整指标权重。"
        return
    yield from _selection(round, table)
    try:
        anchors_of(round)
    except DocumentError as error:
        yield f"分档说明不成立：{error.message}请在“分档说明”中改正。"
    if not table.is_weighted:
        yield "指标表没有权重，不能打分。请先给出各项权重，合计为 100。"


def _selection(round: Round, table: rules.IndicatorTable) -> Iterator[str]:
    """What is asked of the selected must be within the table, and within the places."""
    try:
        asked = review_of(round).selection
    except DocumentError:  # said already
        return
    remedy = "请在“评审规定”中改正。"
    for kind, limits in asked.items():
        if kind not in round.kinds:
            yield f"入选规定的平台类型“{kind}”不在本批次中。{remedy}"
        for group, least in limits.groups.items():
            full = sum(i.weight or 0 for i in table.indicators if i.group == group)
            if least > full:
                yield (
                    f"入选规定“{group}”不低于 {rules.plain(least)} 分，"
                    f"高于该项满分 {rules.plain(Decimal(full))} 分。{remedy}"
                )
