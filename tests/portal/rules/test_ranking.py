"""Marks, places, ties: each as an official would redo it from the printed list."""

import random
from decimal import Decimal
from fractions import Fraction
from statistics import mean, median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules import (
    Method,
    Rule,
    ScoreError,
    Sheet,
    aggregate,
    mark_of,
    read_rule,
    read_sheets,
    rule_data,
    sum_up,
    summed,
)
from portal.rules.nodes import DocumentError
from tests.portal.rules.made import make_sheet, make_table

TABLE = make_table({"a.1": "40", "a.2": "0.5", "b.1": "59.5"}, ties=("b", "a"))
MEAN, MEDIAN = Rule(Method.MEAN), Rule(Method.MEDIAN)
TRIMMED = Rule(Method.TRIMMED_MEAN, drop=1, start=5)


def sheets_of(dossier: str, *marks: object) -> list[Sheet]:
    """One sheet for each mark, all of it given in group b."""
    return [
        make_sheet(dossier, f"R{n}", a_1=0, a_2=0, b_1=mark)
        for n, mark in enumerate(marks, start=1)
    ]


def mark(rule: Rule, *marks: object) -> str:
    [standing] = aggregate(sheets_of("D1", *marks), TABLE, rule)
    return str(standing.mark)


def places(sheets, ineligible=()) -> list[tuple]:
    ranking = aggregate(sheets, TABLE, MEAN, ineligible)
    return [(each.place, each.dossier) for each in ranking]


def test_a_sheet_s_mark_is_the_sum_of_its_points():
    assert mark_of({"a": Decimal("8.5"), "b": Decimal("0.05")}) == Decimal("8.55")
    assert mark_of({}) == 0


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        (["50"], "50.00"),
        (["50", "50.1"], "50.05"),
        (["50", "50", "50.1"], "50.03"),
        (["50.1", "50.1", "50"], "50.07"),
        (["0.1", "0", "0", "0", "0", "0", "0", "0"], "0.01"),  # 0.0125
        (["0.2", "0.2", "0.2", "0.2", "0.2", "0", "0", "0"], "0.13"),  # 0.125, half up
        (["0.1", *["0"] * 19], "0.01"),  # 0.005, half up
    ],
)
def test_the_mean_is_rounded_once_half_up(marks, expected):
    assert mark(MEAN, *marks) == expected


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        (["10", "20", "30", "59"], "29.75"),  # fewer than five: the plain mean
        (["10", "20", "30", "40", "59"], "30.00"),
        (["59", "10", "30", "10", "20"], "20.00"),
        (["0", "10", "20", "30", "40", "59"], "25.00"),
    ],
)
def test_a_trimmed_mean_leaves_out_the_ends_from_its_start_on(marks, expected):
    assert mark(TRIMMED, *marks) == expected


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        (["10"], "10.00"),
        (["10", "11"], "10.50"),
        (["59", "10", "11"], "11.00"),
        (["59", "10.1", "11", "10"], "10.55"),
    ],
)
def test_a_median_of_an_even_number_is_the_mean_of_the_middle_two(marks, expected):
    assert mark(MEDIAN, *marks) == expected


def test_dropping_two_leaves_out_two_at_each_end():
    rule = Rule(Method.TRIMMED_MEAN, drop=2, start=5)
    assert mark(rule, "1", "2", "30", "58", "59") == "30.00"


def test_the_better_group_mark_breaks_a_tie_in_the_order_of_the_table():
    sheets = [
        make_sheet("D1", "R1", a_1=30, a_2="0.5", b_1=20),
        make_sheet("D2", "R1", a_1=20, a_2="0.5", b_1=30),
        make_sheet("D3", "R1", a_1=20, a_2=0, b_1="30.5"),
    ]
    assert places(sheets) == [(1, "D3"), (2, "D2"), (3, "D1")]


def test_what_is_still_equal_shares_a_place_and_is_listed_by_id():
    sheets = [
        *sheets_of("D9", 10),
        *sheets_of("D3", 20),
        *sheets_of("D2", 20),
        *sheets_of("D1", 30),
    ]
    assert places(sheets) == [(1, "D1"), (2, "D2"), (2, "D3"), (4, "D9")]


def test_it_is_the_published_mark_that_is_compared():
    """Means of 10.0333… and 10.03 are both published as 10.03, so they are a tie."""
    sheets = [
        *sheets_of("D2", 10, 10, "10.1"),
        *sheets_of("D1", *[10] * 7, *["10.1"] * 3),
    ]
    assert places(sheets) == [(1, "D1"), (1, "D2")]


def test_group_marks_are_means_over_all_sheets_even_where_marks_are_trimmed():
    sheets = sheets_of("D1", "0", "10", "20", "30", "59")
    [standing] = aggregate(sheets, TABLE, TRIMMED)
    assert str(standing.mark) == "20.00"
    assert {k: str(v) for k, v in standing.groups.items()} == {
        "a": "0.00",
        "b": "23.80",
    }
    assert standing.sheets == 5


def test_ineligible_dossiers_stand_at_the_end_and_take_no_place():
    sheets = [*sheets_of("D1", 50), *sheets_of("D2", 40), *sheets_of("D3", 30)]
    ranking = aggregate(sheets, TABLE, MEAN, ["D7", "D1"])
    assert [(each.place, each.dossier) for each in ranking] == [
        (1, "D2"),
        (2, "D3"),
        (None, "D1"),
        (None, "D7"),
    ]
    assert [each.mark for each in ranking[2:]] == [Decimal("50.00"), None]
    assert ranking[3].sheets == 0


def test_no_sheets_make_an_empty_list():
    assert aggregate([], TABLE, MEAN) == ()


@pytest.mark.parametrize(
    ("points", "code", "said"),
    [
        ({"a.1": "1", "a.2": "0.5"}, "b.1", "没有打分"),
        ({"a.1": "1", "a.2": "0.5", "b.1": "1", "c.1": "1"}, "c.1", "没有这一编号"),
        ({"a.1": "40.1", "a.2": "0.5", "b.1": "1"}, "a.1", "0 至 40"),
        ({"a.1": "-0.1", "a.2": "0.5", "b.1": "1"}, "a.1", "0 至 40"),
        ({"a.1": "8.55", "a.2": "0.5", "b.1": "1"}, "a.1", "0.1 的整数倍"),
        ({"a.1": "8", "a.2": "0.01", "b.1": "1"}, "a.2", "0.05 的整数倍"),
        ({"a.1": "NaN", "a.2": "0.5", "b.1": "1"}, "a.1", "0 至 40"),
    ],
)
def test_a_bad_sheet_is_named_with_its_indicator(points, code, said):
    sheet = Sheet("D1", "R3", {k: Decimal(v) for k, v in points.items()})
    with pytest.raises(ScoreError) as caught:
        aggregate([*sheets_of("D2", 1), sheet], TABLE, MEAN)
    for part in ("D1", "R3", code, said):
        assert part in str(caught.value)


def test_full_marks_and_the_finer_step_are_taken():
    sheet = make_sheet("D1", "R1", a_1=40, a_2="0.45", b_1="59.5")
    [standing] = aggregate([sheet], TABLE, MEAN)
    assert str(standing.mark) == "99.95"


def test_two_sheets_of_one_reviewer_for_one_dossier_are_refused():
    twice = [*sheets_of("D1", 1), *sheets_of("D1", 2)]
    with pytest.raises(ScoreError, match="D1/R1"):
        aggregate(twice, TABLE, MEAN)


def test_nothing_is_scored_by_a_table_without_weights():
    bare = make_table({"a.1": "100"})
    unweighted = type(bare)(
        tuple(type(i)(i.code, i.path, None) for i in bare.indicators)
    )
    with pytest.raises(ScoreError, match="权重"):
        aggregate([], unweighted, MEAN)


# Rules and sheets out of documents


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        ({"method": "mean"}, MEAN),
        ({"method": "median"}, MEDIAN),
        ({"method": "trimmed_mean", "drop": 1, "from": 5}, TRIMMED),
    ],
)
def test_a_rule_is_read_and_written_down(data, rule):
    assert read_rule(data) == rule
    assert rule_data(rule) == data


@pytest.mark.parametrize(
    "data",
    [
        None,
        "mean",
        {},
        {"method": "average"},
        {"method": None},
        {"method": "trimmed_mean"},
        {"method": "trimmed_mean", "drop": 1},
        {"method": "trimmed_mean", "drop": 0, "from": 5},
        {"method": "trimmed_mean", "drop": 1, "from": 2},
        {"method": "trimmed_mean", "drop": 2, "from": 4},
        {"method": "trimmed_mean", "drop": "1", "from": 5},
        {"method": "trimmed_mean", "drop": True, "from": 5},
        {"method": "trimmed_mean", "drop": Decimal("1.5"), "from": 5},
        {"method": "mean", "weights": 1},
    ],
    ids=repr,
)
def test_a_rule_that_makes_no_sense_is_refused(data):
    with pytest.raises(DocumentError) as caught:
        read_rule(data)
    assert caught.value.place.startswith("rule")


def test_points_are_numbers_or_text_of_plain_digits():
    points = {"a": 8, "b": Decimal("8.5"), "c": "8.50"}
    [sheet] = read_sheets([{"dossier": "D1", "reviewer": "R1", "points": points}])
    assert sheet == Sheet(
        "D1", "R1", {"a": Decimal(8), "b": Decimal("8.5"), "c": Decimal("8.5")}
    )


def written(dossier: str, b_1: object = "1") -> dict:
    points = {"a.1": "40", "a.2": "0.50", "b.1": b_1}
    return {"dossier": dossier, "reviewer": "R1", "points": points}


def test_sheets_as_they_are_written_are_summed_as_their_values_are():
    sheets = [written("D1"), written("D2", 59), written("D3", "59.5"), written("D4")]
    assert sum_up(sheets, TABLE) == summed(read_sheets(sheets), TABLE)
    assert sum_up(iter(sheets), TABLE)["D4"] == [(4050, 100)]


@pytest.mark.parametrize(
    ("sheet", "error"),
    [
        (written("D2", True), DocumentError),
        (written("D2", "59.6"), ScoreError),
        (written("D1"), ScoreError),
        (written("\n"), DocumentError),
        ({**written("D2"), "extra": 1}, DocumentError),
        ({**written("D2"), "points": {"a.1": "40"}}, ScoreError),
    ],
)
def test_what_was_right_before_makes_no_other_sheet_right(sheet, error):
    with pytest.raises(error):
        sum_up([written("D1"), sheet], TABLE)


@pytest.mark.parametrize("bad", [None, True, -1, "-1", "1e1", "NaN", "", [], 8.5])
def test_points_that_are_no_plain_number_are_refused_by_place(bad):
    sheet = {"dossier": "D1", "reviewer": "R1", "points": {"4.1.5": bad}}
    with pytest.raises(DocumentError) as caught:
        read_sheets([sheet])
    assert caught.value.place == "sheets[0].points.4.1.5"


@pytest.mark.parametrize(
    ("sheet", "place"),
    [
        ({"reviewer": "R1", "points": {}}, "sheets[0].dossier"),
        ({"dossier": 1, "reviewer": "R1", "points": {}}, "sheets[0].dossier"),
        ({"dossier": "D1", "reviewer": " ", "points": {}}, "sheets[0].reviewer"),
        ({"dossier": "D1", "reviewer": "R\n1", "points": {}}, "sheets[0].reviewer"),
        ({"dossier": "D1", "reviewer": "R1"}, "sheets[0].points"),
        ({"dossier": "D1", "reviewer": "R1", "points": []}, "sheets[0].points"),
        (
            {"dossier": "D1", "reviewer": "R1", "points": {}, "mark": 1},
            "sheets[0].mark",
        ),
        ([], "sheets[0]"),
    ],
)
def test_a_malformed_sheet_is_refused_by_place(sheet, place):
    with pytest.raises(DocumentError) as caught:
        read_sheets([sheet])
    assert caught.value.place == place


# Properties

MARKS = st.lists(
    st.integers(0, 595).map(lambda n: Decimal(n) / 10), min_size=1, max_size=9
)
PANELS = st.dictionaries(st.sampled_from([f"D{n}" for n in range(6)]), MARKS)
RULES = st.sampled_from([MEAN, MEDIAN, TRIMMED, Rule(Method.TRIMMED_MEAN, 2, 6)])


def all_sheets(panels: dict) -> list[Sheet]:
    return [sheet for dossier, m in panels.items() for sheet in sheets_of(dossier, *m)]


@given(PANELS, RULES, st.randoms(use_true_random=False))
def test_the_order_of_the_sheets_makes_no_difference(
    panels, rule, chance: random.Random
):
    sheets = all_sheets(panels)
    shuffled = list(sheets)
    chance.shuffle(shuffled)
    assert aggregate(sheets, TABLE, rule) == aggregate(shuffled, TABLE, rule)


@given(PANELS, RULES, st.sets(st.sampled_from([f"D{n}" for n in range(8)])))
def test_places_agree_with_the_printed_marks(panels, rule, ineligible):
    ranking = aggregate(all_sheets(panels), TABLE, rule, ineligible)
    placed = [each for each in ranking if each.place is not None]
    for each in placed:
        key = (each.mark, each.groups["b"], each.groups["a"])
        better = [o for o in placed if (o.mark, o.groups["b"], o.groups["a"]) > key]
        assert each.place == 1 + len(better)
    assert [(e.place, e.dossier) for e in placed] == sorted(
        (e.place, e.dossier) for e in placed
    )
    assert {e.dossier for e in ranking if e.place is None} == ineligible
    assert {e.dossier for e in ranking} == set(panels) | ineligible


@given(MARKS)
def test_marks_agree_with_another_way_of_reckoning(marks):
    exact = [Fraction(each) for each in marks]
    trimmed = sorted(exact)[1:-1] if len(exact) >= 5 else exact
    for rule, value in [
        (MEAN, mean(exact)),
        (MEDIAN, median(exact)),
        (TRIMMED, mean(trimmed)),
    ]:
        assert Fraction(mark(rule, *marks)) == Fraction(
            int(value * 100 + Fraction(1, 2)), 100
        )


@given(
    st.lists(st.integers(0, 595).map(lambda n: Decimal(n) / 10), min_size=1, max_size=4)
)
def test_below_its_start_a_trimmed_mean_is_the_mean(marks):
    assert mark(TRIMMED, *marks) == mark(MEAN, *marks)
