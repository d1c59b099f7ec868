"""What is said to be lacking where a clause is not met."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules import Share, plain, shown
from tests.portal.rules.made import gaps, make_facts, verdict_on
from tests.portal.rules.test_verdicts import EITHER_MODE


def gap(metric, stated, required, short_by, unit, **row):
    return {
        "metric": metric,
        "stated": stated,
        "required": required,
        "short_by": short_by,
        "unit": unit,
        **row,
    }


@pytest.mark.parametrize(
    ("stated", "operator", "short_by"),
    [
        (48, ">=", "12"),
        (59, ">=", "1"),
        (60, ">", "1"),
        (48, ">", "13"),
        (0, ">=", "60"),
    ],
)
def test_a_count_lacks_the_least_whole_increase(stated, operator, short_by):
    need = {"metric": "connected_devices", operator: 60}
    expected = gap("connected_devices", str(stated), f"{operator} 60", short_by, "台")
    assert gaps(need, make_facts(connected_devices=stated)) == [expected]


def test_a_met_clause_lacks_nothing():
    need = {"metric": "connected_devices", ">=": 60}
    assert verdict_on(need, make_facts(connected_devices=60)).gaps == ()


def test_what_is_not_stated_is_null_and_lacks_no_amount():
    need = {"metric": "connected_devices", ">=": 60}
    assert gaps(need, make_facts()) == [
        gap("connected_devices", None, ">= 60", None, "台")
    ]


@pytest.mark.parametrize(
    ("stated", "operator", "bound", "said", "short_by"),
    [
        ("9.99", ">=", 10, "9.99", "0.01"),
        ("9.50", ">=", 10, "9.5", "0.5"),
        ("0", ">=", "2.5", "0", "2.5"),
        ("100", ">", 100, "100", "0"),
    ],
)
def test_a_decimal_lacks_the_difference(stated, operator, bound, said, short_by):
    need = {"metric": "yield_gain", operator: bound}
    expected = gap("yield_gain", said, f"{operator} {bound}", short_by, "%")
    assert gaps(need, make_facts(yield_gain=stated)) == [expected]


@pytest.mark.parametrize(
    ("connected", "all_devices", "stated", "short_by"),
    [
        (1, 3, "33.33", "16.67"),
        (49999, 100000, "49.99", "0.01"),
        (9, 20, "45", "5"),
        (0, 7, "0", "50"),
        (333333333333333, 666666666666667, "49.99", "0.01"),
    ],
)
def test_a_share_is_cut_and_never_shown_as_the_bound_it_misses(
    connected, all_devices, stated, short_by
):
    need = {"metric": "connected_device_ratio", ">=": 50}
    facts = make_facts(connected_devices=connected, enterprise_devices=all_devices)
    expected = gap("connected_device_ratio", stated, ">= 50", short_by, "%")
    assert gaps(need, facts) == [expected]


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_share_below_its_bound_is_printed_below_it(first, second):
    share = Share(first, second)
    if not share >= 50:
        assert float(shown(share, 50)) < 50


def test_an_ability_is_no_or_not_stated():
    need = {"metric": "serves_city_or_county", "is": True}
    no = gap("serves_city_or_county", "no", "yes", None, None)
    assert gaps(need, make_facts(serves_city_or_county=False)) == [no]
    assert gaps(need, make_facts()) == [{**no, "stated": None}]


def test_of_alternatives_the_branch_whose_condition_holds_is_shown():
    facts = make_facts(
        production_mode="process", connected_devices=60, collection_points=1
    )
    assert gaps(EITHER_MODE, facts) == [
        gap("collection_points", "1", ">= 1000", "999", "个")
    ]


def test_of_two_open_branches_the_relatively_nearer_is_shown():
    facts = make_facts(
        production_mode="mixed", connected_devices=50, collection_points=990
    )
    assert [each["metric"] for each in gaps(EITHER_MODE, facts)] == [
        "collection_points"
    ]
    facts = make_facts(
        production_mode="mixed", connected_devices=59, collection_points=900
    )
    assert [each["metric"] for each in gaps(EITHER_MODE, facts)] == [
        "connected_devices"
    ]


def test_of_two_open_branches_the_one_with_fewer_gaps_is_shown():
    need = {
        "any": [
            {
                "all": [
                    {"metric": "connected_devices", ">=": 100},
                    {"metric": "connected_device_kinds", ">": 10},
                ]
            },
            {"metric": "collection_points", ">=": 5000},
        ]
    }
    facts = make_facts(
        connected_devices=99, connected_device_kinds=10, collection_points=1
    )
    assert [each["metric"] for each in gaps(need, facts)] == ["collection_points"]


def test_an_unknown_mode_is_asked_for_with_the_nearest_branch():
    facts = make_facts(connected_devices=60, collection_points=1)
    assert gaps(EITHER_MODE, facts) == [
        gap("production_mode", None, "discrete/mixed", None, None)
    ]


def test_every_part_that_fails_is_listed_in_reading_order():
    need = {
        "all": [
            {"metric": "staff", ">=": 10},
            {"metric": "subscribers", ">=": 5},
            {"metric": "local_cases", ">=": 1},
        ]
    }
    facts = make_facts(staff=9, subscribers=5)
    assert gaps(need, facts) == [
        gap("staff", "9", ">= 10", "1", "人"),
        gap("local_cases", None, ">= 1", None, "个"),
    ]


ROWS = {
    "in": "industries",
    "at_least": 2,
    "need": {"metric": "industrial_models", ">=": 10},
}


def test_of_the_rows_listed_the_nearest_are_shown_by_name():
    rows = [
        {"name": "钢铁", "industrial_models": 2},
        {"industrial_models": 9},
        {"name": "化工", "industrial_models": 10},
    ]
    assert gaps(ROWS, make_facts({"industries": rows})) == [
        gap("industrial_models", "9", ">= 10", "1", "个", row="2")
    ]


def test_rows_that_are_not_listed_are_counted_as_lacking():
    rows = [{"name": "钢铁", "industrial_models": 2}]
    assert gaps(ROWS, make_facts({"industries": rows})) == [
        gap("covered_industries", "1", ">= 2", "1", "个"),
        gap("industrial_models", "2", ">= 10", "8", "个", row="钢铁"),
    ]
    rows[0]["industrial_models"] = 10
    assert gaps(ROWS, make_facts({"industries": rows})) == [
        gap("covered_industries", "1", ">= 2", "1", "个")
    ]


def test_parks_that_are_not_listed_are_counted_under_their_own_name():
    need = {
        "in": "parks",
        "at_least": 1,
        "need": {"metric": "benchmark_cases", ">=": 1},
    }
    assert gaps(need, make_facts()) == [gap("parks", "0", ">= 1", "1", "个")]


def test_where_each_row_must_hold_every_row_that_fails_is_shown():
    need = {
        "every": ["industries", "parks"],
        "need": {"metric": "benchmark_cases", ">=": 1},
    }
    rows = {
        "industries": [{"name": "钢铁"}, {"name": "化工", "benchmark_cases": 1}],
        "parks": [{"name": "示例园区", "benchmark_cases": 0}],
    }
    assert gaps(need, make_facts(rows)) == [
        gap("benchmark_cases", None, ">= 1", None, "个", row="钢铁"),
        gap("benchmark_cases", "0", ">= 1", "1", "个", row="示例园区"),
    ]


def test_plain_numbers_have_no_exponent_and_no_idle_zeros():
    assert [plain(each) for each in (0, 100, 1000000)] == ["0", "100", "1000000"]
