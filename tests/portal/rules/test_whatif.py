"""What the ranking would be: under other weights, another rule, other luck."""

from collections import Counter
from decimal import Decimal
from itertools import product
from math import prod, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules import Method, Rule, ScoreError, aggregate
from portal.rules.chances import chances
from portal.rules.whatif import Shift, tally
from tests.portal.rules.made import make_sheet, make_table

TABLE = make_table({"a.1": "30", "a.2": "10", "b.1": "60"}, ties=("b", "a"))
MEAN = Rule(Method.MEAN)
RULES = [MEAN, Rule(Method.MEDIAN), Rule(Method.TRIMMED_MEAN, drop=1, start=3)]

points = st.integers(min_value=0, max_value=100).map(lambda n: Decimal(n) / 10)
panels = st.lists(
    st.lists(st.tuples(points, points, points), min_size=1, max_size=5),
    min_size=1,
    max_size=6,
)


def sheets_of(found):
    return [
        make_sheet(f"D{n}", f"R{m}", a_1=a, a_2=b, b_1=c)
        for n, sheets in enumerate(found)
        for m, (a, b, c) in enumerate(sheets)
    ]


@settings(deadline=None)
@given(panels, st.sampled_from(RULES))
def test_under_its_own_weights_the_ranking_is_the_official_one(found, rule):
    sheets = sheets_of(found)
    counted = tally(sheets, TABLE)

    assert counted.standings(rule) == aggregate(sheets, TABLE, rule)
    own = counted.own_weights()
    assert counted.standings(rule, own) == aggregate(sheets, TABLE, rule)


@settings(deadline=None)
@given(panels, st.sampled_from(RULES), st.integers(min_value=0, max_value=1000))
def test_a_group_s_points_grow_with_its_weight(found, rule, tenths):
    """As if every expert had given the same shares of other full marks."""
    weight = Decimal(tenths) / 10
    counted = tally(sheets_of(found), TABLE)

    standings = counted.standings(rule, {"a": weight, "b": 100 - weight})

    for each in standings:
        sheets = found[int(each.dossier[1:])]
        shares = [(a + b) / 40 * weight + c / 60 * (100 - weight) for a, b, c in sheets]
        assert min(shares) - Decimal("0.01") <= each.mark
        assert each.mark <= max(shares) + Decimal("0.01")
        if len(sheets) == 1:
            assert abs(each.mark - shares[0]) <= Decimal("0.006")


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({"a": "40", "b": "50"}, "现为 90"),
        ({"a": "-1", "b": "101"}, "不能为负数"),
        ({"a": "40.001", "b": "59.999"}, "最多 2 位小数"),
    ],
)
def test_weights_that_cannot_be_tried_are_refused(weights, said):
    counted = tally([make_sheet("D1", "R1", a_1=1, a_2=1, b_1=1)], TABLE)

    with pytest.raises(ScoreError, match=said):
        counted.standings(MEAN, {g: Decimal(w) for g, w in weights.items()})


def test_a_group_without_weight_cannot_be_given_any():
    table = make_table({"a.1": "0", "b.1": "100"})
    counted = tally([make_sheet("D1", "R1", a_1=0, b_1=50)], table)

    assert str(counted.standings(MEAN)[0].mark) == "50.00"
    with pytest.raises(ScoreError, match="没有得分可以折算"):
        counted.standings(MEAN, {"a": Decimal(10), "b": Decimal(90)})


def test_the_smallest_shift_swaps_the_pair_and_a_smaller_one_does_not():
    sheets = [
        make_sheet("D1", "R1", a_1=15, a_2=5, b_1=50),  # 20 of 40, 50 of 60
        make_sheet("D2", "R1", a_1=29, a_2=10, b_1=30),  # 39 of 40, 30 of 60
    ]
    counted = tally(sheets, TABLE)

    shift = counted.smallest_shift(MEAN, "D1", "D2")

    # They are 1 point apart; each point moved brings them 0.80833… nearer.
    assert shift == Shift("b", "a", Decimal("1.3"))
    for moved, first in (("1.2", "D1"), ("1.3", "D2")):
        weights = {"a": 40 + Decimal(moved), "b": 60 - Decimal(moved)}
        assert counted.standings(MEAN, weights)[0].dossier == first


def test_no_shift_swaps_a_pair_of_which_one_is_better_in_all():
    sheets = [
        make_sheet("D1", "R1", a_1=30, a_2=10, b_1=60),
        make_sheet("D2", "R1", a_1=1, a_2=1, b_1=1),
    ]

    assert tally(sheets, TABLE).smallest_shift(MEAN, "D1", "D2") is None


def chance(marks, **given):
    line = {"quota": None, "minimum": None, **given}
    exact = {name: [Decimal(m) for m in each] for name, each in marks.items()}
    return chances(exact, MEAN, seed="示例", **line)


def test_who_is_far_above_stays_there_and_who_is_at_the_line_may_fall():
    marks = {"A": (90, 92, 94), "B": (78, 80, 84), "C": (76, 80, 83), "D": (50, 52, 60)}

    found = chance(marks, quota=2)

    assert found["A"] == 1
    assert found["D"] == 0
    assert 0.5 < found["B"] < 0.9
    assert found["B"] + found["C"] == pytest.approx(1)


def test_a_minimum_is_met_or_not_by_each_alone():
    found = chance({"A": (70, 90), "B": (80, 80)}, minimum=Decimal(80))

    assert found["B"] == 1
    assert found["A"] == pytest.approx(0.75, abs=0.05)  # 70, 80, 80, 90


def every_way(marks, rule, quota):
    """The chances exactly: each way to draw the sheets again, with its weight."""
    outcomes = {}
    for name, each in marks.items():
        again = product(each, repeat=len(each))
        found = aggregate(
            [
                make_sheet(f"{n:05}", f"R{m}", a_1=0, a_2=0, b_1=mark)
                for n, way in enumerate(again)
                for m, mark in enumerate(way)
            ],
            TABLE,
            rule,
        )
        tally = Counter(standing.mark for standing in found)
        outcomes[name] = [(m, c / tally.total()) for m, c in tally.items()]
    above = dict.fromkeys(marks, 0.0)
    for world in product(*outcomes.values()):
        drawn = dict(zip(marks, [mark for mark, _ in world], strict=True))
        weight = prod(share for _, share in world)
        last = sorted(drawn.values(), reverse=True)[quota - 1]
        over = sum(mark > last for mark in drawn.values())
        level = [name for name, mark in drawn.items() if mark == last]
        for name, mark in drawn.items():
            whole = 1.0 if mark > last else 0.0
            above[name] += weight * (
                (quota - over) / len(level) if name in level else whole
            )
    return above


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.method)
def test_the_chances_are_those_of_every_way_there_is(rule):
    """Drawn 20,000 times they lie within four standard errors of the exact ones."""
    marks = {"A": (40, 46, 50), "B": (38, 44, 49), "C": (45, 45, 41), "D": (30, 52, 43)}
    exact = every_way(marks, rule, quota=2)
    given = {name: [Decimal(m) for m in each] for name, each in marks.items()}

    found = chances(given, rule, quota=2, minimum=None, seed="示例", draws=20_000)

    assert sum(exact.values()) == pytest.approx(2)
    for name, share in exact.items():
        error = sqrt(share * (1 - share) / 20_000)
        assert found[name] == pytest.approx(share, abs=4 * error)


def test_equal_marks_share_what_is_left_of_a_quota():
    found = chance({"A": (80,), "B": (80,), "C": (90,)}, quota=2)

    assert found == {"A": 0.5, "B": 0.5, "C": 1.0}
    assert chance({"A": (80,)}, quota=0) == {"A": 0.0}
    assert chance({}, quota=2) == {}


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from("ABCDEF"),
        st.lists(st.integers(0, 100), min_size=1, max_size=8),
        min_size=1,
    ),
    st.integers(0, 7),
)
def test_the_chances_add_up_to_the_places_and_come_out_the_same_again(marks, quota):
    found = chance(marks, quota=quota)

    assert sum(found.values()) == pytest.approx(min(quota, len(marks)))
    assert found == chance(dict(reversed(marks.items())), quota=quota)
