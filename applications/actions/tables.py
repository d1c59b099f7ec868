"""A round's own copy of an indicator table, and the weights that officials give it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from applications.actions.holding import hold_round
from applications.actions.rounds import RoundIsFrozen
from applications.facts import ORIGINAL, original_weights, table_of
from applications.models import Round
from portal import rules
from portal.audit import record
from portal.models import User

FULL_MARKS = Decimal(100)
SEPARATOR = " / "


class WeightsAreRefused(ValueError):
    """The weights do not make a table; says what is wrong with which."""


def copy_of(table: rules.IndicatorTable) -> dict[str, Any]:
    """A table on file as a round keeps it: its data, and its weights as issued."""
    data = rules.table_data(table)
    return {**data, ORIGINAL: _weights_in(data)}


def _weights_in(data: Mapping[str, Any]) -> dict[str, str | None]:
    leaves = {each["code"]: each["weight"] for each in data["indicators"]}
    headings = {SEPARATOR.join(h["path"]): h["weight"] for h in data["headings"]}
    return {**headings, **leaves}


@transaction.atomic
def set_table(
    *, round: Round, weights: Mapping[str, Decimal], reason: str, by: User
) -> None:
    """Give every indicator its weight; what was issued stays written beside it.

    Raises WeightsAreRefused, or RoundIsFrozen once the round has opened.
    """
    current = hold_round(round.pk)
    if current.status != Round.Status.DRAFT:
        raise RoundIsFrozen
    before, data = table_of(current), weighed(current, weights)
    moved = Round.objects.filter(pk=round.pk, status=Round.Status.DRAFT).update(
        table=data
    )
    if not moved:
        raise RoundIsFrozen
    round.table = data
    changes = [
        {"code": leaf.code, "before": leaf.weight, "after": weights[leaf.code]}
        for leaf in before.indicators
        if leaf.weight != weights[leaf.code]
    ]
    record(
        by=by,
        action="round.weights_set",
        subject=round,
        table=before.id,
        changes=changes,
        reason=reason,
    )


def weighed(round: Round, weights: Mapping[str, Decimal]) -> dict[str, Any]:
    """The round's table with these weights; headings follow from what they head."""
    table = table_of(round)
    check_weights(table, weights)
    data = rules.table_data(table)
    for leaf in data["indicators"]:
        leaf["weight"] = rules.plain(weights[leaf["code"]])
    for heading in data["headings"]:
        depth = len(heading["path"])
        below = (
            weights[leaf["code"]]
            for leaf in data["indicators"]
            if leaf["path"][:depth] == heading["path"]
        )
        heading["weight"] = rules.plain(sum(below, Decimal(0)))
    try:
        rules.read_table(data)
    except rules.GuideError as error:
        raise WeightsAreRefused(_against_bands(error)) from None
    return {**data, ORIGINAL: original_weights(round)}


def _against_bands(error: rules.GuideError) -> str:
    """Bands of an indicator no longer come to its new weight."""
    code = error.place.partition("（")[2].partition("）")[0]
    return (
        f"{code} 的分档标准与新权重不合：{error.message}"
        "请先修改或取消这项的分档，再调整权重。"
    )


def check_weights(table: rules.IndicatorTable, weights: Mapping[str, Decimal]) -> None:
    """Each above 0 and on its step, for every indicator, 100 in all."""
    for leaf in table.indicators:
        if problem := weight_problem(weights.get(leaf.code)):
            raise WeightsAreRefused(f"{leaf.code} {leaf.label}：{problem}")
    if strangers := set(weights) - {leaf.code for leaf in table.indicators}:
        raise WeightsAreRefused(f"指标表没有 {'、'.join(sorted(strangers))}。")
    total = sum(weights.values(), Decimal(0))
    if total != FULL_MARKS:
        raise WeightsAreRefused(sum_problem(total))


def weight_problem(weight: Decimal | None) -> str | None:
    """What is wrong with one weight; points run in steps, and must reach it."""
    if weight is None:
        return "没有填写权重。请填写大于 0 的数。"
    if weight <= 0:
        return "权重应大于 0。不用的指标请换用其他指标表。"
    step = Decimal("0.1") if weight >= 1 else Decimal("0.05")
    if weight % step:
        return f"权重应为 {step} 的整数倍，否则打不出满分。请调整。"
    return None


def sum_problem(total: Decimal) -> str:
    difference = FULL_MARKS - total
    side = "还差" if difference > 0 else "多出"
    return (
        f"各项权重合计应为 100，现为 {rules.plain(total)}，"
        f"{side} {rules.plain(abs(difference))}。请调整后再保存。"
    )
