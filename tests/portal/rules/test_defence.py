"""An on-site defence: its rules, both parts of a total, the ranking by it."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules import DocumentError, aggregate, read_rule, read_sheets, read_table
from portal.rules.defence import called, defence_data, read_defence
from portal.rules.ranking import Standing
from portal.rules.totals import (
    DEFENCE,
    DOCUMENT,
    Parts,
    final_ranking,
    mean_of,
    rank_data,
)

ITEMS = [
    {"name": "平台演示", "points": "60", "about": "现场演示，看功能是否属实"},
    {"name": "回答提问", "points": "40", "about": ""},
]
STATED = {"weight": "30", "sheet": ITEMS, "absence": "zero", "bring": "演示电脑"}


def parts(document: str, defence: str, weight: int = 30) -> Parts:
    return Parts(Decimal(document), Decimal(defence), weight)


@pytest.mark.parametrize("more", [{}, {"first": 5}, {"absence": "out", "bring": ""}])
def test_what_was_written_is_read_again(more):
    stated = {**STATED, **more}

    assert defence_data(read_defence(stated)) == stated


def test_its_table_is_one_to_score_by():
    table = read_defence(STATED).table

    assert [each.code for each in table.indicators] == ["1", "2"]
    assert [each.weight for each in table.indicators] == [60, 40]
    assert table.is_weighted


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"weight": "0"}, "defence.weight"),
        ({"weight": "4"}, "defence.weight"),
        ({"weight": "52"}, "defence.weight"),
        ({"weight": "55"}, "defence.weight"),
        ({"first": 0}, "defence.first"),
        ({"first": True}, "defence.first"),
        ({"first": "5"}, "defence.first"),
        ({"absence": "perhaps"}, "defence.absence"),
        ({"sheet": []}, "defence.sheet"),
        ({"sheet": [{**ITEMS[0], "points": "59.9"}, ITEMS[1]]}, "defence.sheet"),
        ({"sheet": [{**ITEMS[0], "points": "60.1"}, ITEMS[1]]}, "defence.sheet"),
        ({"sheet": [ITEMS[0], {**ITEMS[0], "points": "40"}]}, "defence.sheet"),
        ({"sheet": [{**ITEMS[0], "points": "0"}]}, "defence.sheet[0].points"),
        ({"sheet": [{**ITEMS[0], "points": "60.05"}]}, "defence.sheet[0].points"),
        ({"sheet": [{**ITEMS[0], "more": "1"}]}, "defence.sheet[0].more"),
        ({"more": 1}, "defence.more"),
    ],
)
def test_what_is_no_rule_is_refused_with_its_place(more, place):
    with pytest.raises(DocumentError) as refusal:
        read_defence({**STATED, **more})

    assert refusal.value.place == place


@pytest.mark.parametrize("weight", ["5", "50"])
def test_the_smallest_and_the_largest_share_hold(weight):
    assert read_defence({**STATED, "weight": weight}).weight == int(weight)


@pytest.mark.parametrize(
    ("document", "defence", "weight", "total"),
    [
        ("80.00", "90.00", 30, "83.00"),
        ("80.01", "90.00", 50, "85.01"),  # 85.005: half up
        ("79.99", "90.00", 50, "85.00"),  # 84.995: half up
        ("80.00", "90.01", 30, "83.00"),  # 83.003
        ("80.01", "90.01", 30, "83.01"),  # 56.007 + 27.003, rounded once
        ("80.05", "90.05", 50, "85.05"),  # 40.025 + 45.025: parts up, the sum not
        ("0.00", "0.00", 5, "0.00"),
        ("100.00", "100.00", 45, "100.00"),
    ],
)
def test_a_total_is_rounded_once_and_half_up(document, defence, weight, total):
    assert parts(document, defence, weight).total == Decimal(total)


@pytest.mark.parametrize(
    ("marks", "mean"),
    [
        (["88"], "88.00"),
        (["88.1", "88.2"], "88.15"),
        (["0", "0", "0.1"], "0.03"),
        (["88.0", "88.0", "88.1", "88.4"], "88.13"),  # 88.125
    ],
)
def test_the_mean_of_the_defence_sheets_is_rounded_half_up(marks, mean):
    assert mean_of([Decimal(each) for each in marks]) == Decimal(mean)


PLACED = [
    Standing(1, "A", Decimal(90)),
    Standing(2, "B", Decimal(80)),
    Standing(2, "C", Decimal(80)),
    Standing(4, "D", Decimal(70)),
    Standing(None, "X", Decimal(95)),
]


@pytest.mark.parametrize(
    ("first", "numbers"),
    [(1, "A"), (2, "ABC"), (3, "ABC"), (4, "ABCD"), (9, "ABCD"), (None, "ABCD")],
)
def test_who_shares_the_last_place_is_called_too_and_nobody_without_a_place(
    first, numbers
):
    assert called(PLACED, first) == tuple(numbers)


def test_equal_totals_go_by_the_document_share_and_then_share_the_place():
    found = final_ranking(
        {
            "A": parts("80.00", "80.00"),
            "B": parts("83.00", "73.00"),  # 58.10 + 21.90 = 80 too
            "C": parts("80.00", "80.00"),
            "D": parts("90.00", "90.00"),
        },
        ["Z", "Y"],
    )

    assert [(each.place, each.dossier) for each in found] == [
        *((1, "D"), (2, "B"), (3, "A"), (3, "C")),
        *((None, "Y"), (None, "Z")),
    ]
    assert found[1].groups == {DOCUMENT: Decimal("58.10"), DEFENCE: Decimal("21.90")}
    assert found[4].mark is None


mark = st.decimals(0, 100, places=2)
share = st.integers(1, 10).map(lambda n: 5 * n)


@settings(deadline=None)
@given(mark, mark, share)
def test_a_total_is_what_the_sentence_of_the_rule_says(document, defence, weight):
    exact = document * (100 - weight) / 100 + defence * weight / 100

    found = Parts(document, defence, weight)

    assert found.total == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert min(document, defence) <= found.total <= max(document, defence)


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(st.sampled_from("ABCDE"), st.tuples(mark, mark), min_size=1),
    share,
)
def test_the_contract_s_rank_of_its_data_is_the_final_ranking(marks, weight):
    """Places, marks and shares: rounding once, ties and all, out of plain sheets."""
    given_parts = {n: Parts(*both, weight) for n, both in marks.items()}

    asked = rank_data(given_parts, ["X"], weight)

    ranked = aggregate(
        read_sheets(asked["sheets"]),
        read_table(asked["table"]),
        read_rule(asked["rule"]),
        asked["ineligible"],
    )
    assert ranked == final_ranking(given_parts, ["X"])
