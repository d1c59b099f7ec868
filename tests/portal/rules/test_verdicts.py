"""Whether clauses are met: three outcomes, alternatives, conditions, rows."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import guides
from portal.rules import Wording, evaluate, is_eligible, read_facts
from tests.portal.rules.made import (
    WORDS,
    make_clause,
    make_facts,
    make_guide,
    make_need,
    outcome,
)

MET = {"metric": "staff", ">=": 10}
UNMET = {"metric": "subscribers", ">=": 10}
UNKNOWN = {"metric": "served_smes", ">=": 10}
FACTS = make_facts(staff=10, subscribers=9)

EITHER_MODE = {
    "any": [
        {
            "all": [
                {"metric": "production_mode", "one_of": ["discrete", "mixed"]},
                {"metric": "connected_devices", ">=": 60},
            ]
        },
        {
            "all": [
                {"metric": "production_mode", "one_of": ["process", "mixed"]},
                {"metric": "collection_points", ">=": 1000},
            ]
        },
    ]
}


@pytest.mark.parametrize(
    ("need", "expected"),
    [
        (MET, "met"),
        (UNMET, "unmet"),
        (UNKNOWN, "unknown"),
        ({"any": [UNMET, UNKNOWN, MET]}, "met"),
        ({"any": [UNMET, UNKNOWN]}, "unknown"),
        ({"any": [UNMET, UNMET]}, "unmet"),
        ({"all": [MET, MET]}, "met"),
        ({"all": [MET, UNKNOWN]}, "unknown"),
        ({"all": [MET, UNKNOWN, UNMET]}, "unmet"),
    ],
)
def test_the_unknown_stays_unknown_unless_the_rest_decides(need, expected):
    assert outcome(need, FACTS) == expected


@pytest.mark.parametrize(
    ("mode", "devices", "points", "expected"),
    [
        ("discrete", 60, 0, "met"),
        ("discrete", 59, 1000, "unmet"),
        ("process", 0, 1000, "met"),
        ("process", 60, 999, "unmet"),
        ("mixed", 60, 0, "met"),
        ("mixed", 0, 1000, "met"),
        ("mixed", 59, 999, "unmet"),
        ("mixed", 59, None, "unknown"),
        ("discrete", None, 1000, "unknown"),
        (None, 60, 1000, "unknown"),
        (None, 59, 999, "unmet"),
    ],
)
def test_the_production_mode_decides_what_is_looked_at(mode, devices, points, expected):
    facts = make_facts(
        production_mode=mode, connected_devices=devices, collection_points=points
    )
    assert outcome(EITHER_MODE, facts) == expected


def test_in_a_row_it_is_the_row_s_own_mode_that_decides():
    need = {"in": "industries", "at_least": 2, "need": EITHER_MODE}
    rows = [
        {"production_mode": "discrete", "connected_devices": 60},
        {"production_mode": "process", "collection_points": 1000},
    ]
    assert outcome(need, make_facts({"industries": rows})) == "met"
    rows[1]["production_mode"] = "discrete"
    facts = make_facts({"industries": rows}, production_mode="process")
    assert outcome(need, facts) == "unknown"


@pytest.mark.parametrize(
    ("models", "expected"),
    [
        ([10, 10], "met"),
        ([10, 10, 0], "met"),
        ([10, 9], "unmet"),
        ([10], "unmet"),
        ([], "unmet"),
        ([10, None], "unknown"),
        ([9, None], "unmet"),
        ([9, None, 10], "unknown"),
    ],
)
def test_enough_rows_must_reach_every_figure(models, expected):
    figure = {"metric": "industrial_models", ">=": 10}
    need = {"in": "industries", "at_least": 2, "need": figure}
    rows = [{"industrial_models": each} for each in models]
    assert outcome(need, make_facts({"industries": rows})) == expected


@pytest.mark.parametrize(
    ("industries", "parks", "expected"),
    [
        ([1, 2], [1], "met"),
        ([1, 0], [1], "unmet"),
        ([1, None], [1], "unknown"),
        ([1, None], [0], "unmet"),
        ([1], [], "met"),
        ([], [], "met"),
    ],
)
def test_every_listed_row_must_have_one_and_none_listed_is_none_due(
    industries, parks, expected
):
    case = {"metric": "benchmark_cases", ">=": 1}
    need = {"every": ["industries", "parks"], "need": case}
    rows = {
        "industries": [{"benchmark_cases": each} for each in industries],
        "parks": [{"benchmark_cases": each} for each in parks],
    }
    assert outcome(need, make_facts(rows)) == expected


@pytest.mark.parametrize(
    ("connected", "all_devices", "expected"),
    [
        (1, 2, "met"),
        (4999999, 10000000, "unmet"),
        (5000000, 10000000, "met"),
        (333333333333333, 666666666666667, "unmet"),
        (0, 0, "unknown"),
        (5, 0, "unknown"),
        (5, None, "unknown"),
        (None, 5, "unknown"),
    ],
)
def test_a_share_is_compared_unrounded(connected, all_devices, expected):
    need = {"metric": "connected_device_ratio", ">=": 50}
    facts = make_facts(connected_devices=connected, enterprise_devices=all_devices)
    assert outcome(need, facts) == expected


def test_a_share_is_held_against_a_fractional_bound_exactly():
    need = {"metric": "connected_device_ratio", ">": "33.3"}
    facts = make_facts(connected_devices=333, enterprise_devices=1000)
    assert outcome(need, facts) == "unmet"
    facts = make_facts(connected_devices=334, enterprise_devices=1000)
    assert outcome(need, facts) == "met"


def test_a_sum_is_known_only_when_all_its_parts_are():
    need = {"metric": "models_and_microservices", ">=": 20}
    assert outcome(need, make_facts(industrial_models=12, microservices=8)) == "met"
    assert outcome(need, make_facts(industrial_models=12, microservices=7)) == "unmet"
    assert outcome(need, make_facts(industrial_models=99)) == "unknown"


def test_a_decimal_is_compared_as_written():
    need = {"metric": "annual_platform_revenue", ">": 100}
    for stated, expected in [("100", "unmet"), ("100.00", "unmet"), ("100.01", "met")]:
        facts = make_facts(annual_platform_revenue=stated)
        assert outcome(need, facts) == expected
        assert outcome(need, make_facts(annual_platform_revenue=Decimal(stated))) == (
            expected
        )


def test_encouraged_clauses_are_reported_and_never_decide():
    guide = make_guide(
        make_clause(make_need(MET), id="a"),
        make_clause(make_need(UNMET), id="b", wording=Wording.ENCOURAGED),
    )
    verdicts = evaluate(guide, "enterprise", FACTS)
    assert [each.outcome for each in verdicts] == ["met", "unmet"]
    assert is_eligible(verdicts)


@pytest.mark.parametrize("need", [UNMET, UNKNOWN])
def test_one_mandatory_clause_that_is_not_met_decides(need):
    guide = make_guide(
        make_clause(make_need(MET), id="a"), make_clause(make_need(need), id="b")
    )
    assert not is_eligible(evaluate(guide, "enterprise", FACTS))


def test_a_kind_that_the_guide_lacks_is_a_key_error():
    with pytest.raises(KeyError):
        evaluate(make_guide(), "regional", FACTS)


# Raising a figure never turns a met clause into an unmet one, save where the figure
# is what others are divided by.
DIVISORS = {
    each.derived.second
    for each in WORDS.derived.values()
    if hasattr(each.derived, "second")
}
RAISED = [
    id
    for id, each in WORDS.metrics.items()
    if each.type == "int" and id not in DIVISORS
]
FIGURES = st.none() | st.sampled_from([0, 1, 2, 5, 10, 50, 60, 100, 1000, 30000, 10**6])
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "production_mode": st.sampled_from([None, "discrete", "process", "mixed"]),
            "connected_devices": FIGURES,
            "collection_points": FIGURES,
            "industrial_models": FIGURES,
            "industrial_apps": FIGURES,
            "enterprise_users": FIGURES,
            "benchmark_cases": FIGURES,
        }
    ),
    max_size=4,
)
PAIRS = [(key, kind) for key in guides.on_file() for kind in guides.load(key).kinds]


@given(
    pair=st.sampled_from(PAIRS),
    metrics=st.fixed_dictionaries(
        {"production_mode": st.sampled_from(["discrete", "process", "mixed"])}
        | dict.fromkeys(RAISED, FIGURES)
    ),
    rows=ROWS,
    raised=st.sampled_from(RAISED),
    by=st.integers(1, 10**6),
)
def test_raising_a_figure_never_unmeets_a_clause(pair, metrics, rows, raised, by):
    key, kind = pair
    guide = guides.load(key)
    more = {**metrics, raised: (metrics[raised] or 0) + by}
    before, after = (
        evaluate(guide, kind, read_facts({"metrics": m, "industries": rows}, WORDS))
        for m in (metrics, more)
    )
    for was, now in zip(before, after, strict=True):
        assert now.is_met or not was.is_met, was.clause.id


@given(rows=ROWS, extra=ROWS)
def test_more_rows_never_unmeet_a_clause_that_asks_for_enough_rows(rows, extra):
    guide = guides.load("jiangsu")
    before, after = (
        evaluate(
            guide,
            "comprehensive",
            read_facts({"metrics": {}, "industries": listed}, WORDS),
        )
        for listed in (rows, rows + extra)
    )
    for was, now in zip(before, after, strict=True):
        assert now.is_met or not was.is_met, was.clause.id
