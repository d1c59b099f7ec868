# ruff: noqa: RUF001
"""Guidance beside an indicator: ranges inside the weight, none over another."""

from decimal import Decimal

import pytest

from portal import guides
from portal.rules.anchors import (
    Anchor,
    anchors_data,
    anchors_text,
    read_anchors,
    typed_anchors,
)
from portal.rules.entry import EntryError
from portal.rules.nodes import DocumentError

TEN = Decimal(10)


def test_lines_are_read_from_the_highest_down_and_written_again():
    found = typed_anchors("0-5.9 没有佐证\n\n８－１０ 分：案例，完整\n6至7.9 一般", TEN)

    assert found == (
        Anchor(Decimal(8), TEN, "案例，完整"),
        Anchor(Decimal(6), Decimal("7.9"), "一般"),
        Anchor(Decimal(0), Decimal("5.9"), "没有佐证"),
    )
    assert typed_anchors(anchors_text(found), TEN) == found
    assert typed_anchors(" \n", TEN) == ()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("优秀", "不是“起-止 说明”"),
        ("8-10", "不是“起-止 说明”"),
        ("8-10.1 超出", "在 0 至 10 分之间"),
        ("9-8 颠倒", "由低到高"),
        ("6-8 一般\n8-10 好", "6-8 分与 8-10 分重叠"),
        ("\n".join(f"{n}-{n} 档" for n in range(6)), "最多 5 档，现为 6 档"),
        (f"1-2 {'长' * 201}", "最多 200 字"),
        ("1-2 坏\x00字", "特殊字符"),
    ],
)
def test_what_does_not_hold_is_said_with_its_remedy(typed, said):
    with pytest.raises(EntryError, match=said) as caught:
        typed_anchors(typed, TEN)
    assert caught.value.message.endswith("。")


def test_on_the_weight_is_in_and_beyond_is_out():
    assert typed_anchors("9.9-10 好", TEN)
    with pytest.raises(EntryError):
        typed_anchors("9.9-10.01 好", TEN)


def test_the_data_of_a_round_come_back_as_they_were_and_fit_its_table():
    table = guides.load("jilin").table
    anchors = {"4.1.5": typed_anchors("8-10 好\n0-7.9 其余", TEN)}

    assert read_anchors(anchors_data(anchors), table) == anchors
    assert read_anchors({}, table) == {}
    assert anchors_data({"4.1.5": ()}) == {}
    for wrong in (
        {"9.9.9": []},
        {"4.1.5": [{"from": "8", "to": "11", "text": "好"}]},
        {"4.1.5": [{"from": "8", "to": "10", "text": "好", "x": 1}]},
        [],
    ):
        with pytest.raises(DocumentError):
            read_anchors(wrong, table)
