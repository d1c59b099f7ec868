"""What a clause demands and what is stated to it, as the workbook writes it."""

from decimal import Decimal

import pytest

from portal import guides, rules
from scoring.exports.clause_words import demand_of, statement_of

WORDS = guides.vocabulary()
DEVICES = WORDS.metrics["connected_devices"]
POINTS = WORDS.metrics["collection_points"]
MODE = WORDS.metrics["production_mode"]
CITY = WORDS.metrics["serves_city_or_county"]
ROW_DEVICES = WORDS.rows["industries"]["connected_devices"]

AT_LEAST_60 = rules.Threshold(DEVICES, rules.Operator.AT_LEAST, 60)
ABOVE_1000 = rules.Threshold(POINTS, rules.Operator.ABOVE, 1000)
DISCRETE = rules.Threshold(MODE, rules.Operator.ONE_OF, ("discrete", "mixed"))
SERVES = rules.Threshold(CITY, rules.Operator.IS, True)


def words_of(metric: rules.Metric, rest: str) -> str:
    return f"{metric.label}{rest}"


@pytest.mark.parametrize(
    ("need", "words"),
    [
        (AT_LEAST_60, words_of(DEVICES, " ≥ 60 台")),
        (
            rules.AnyOf((rules.AllOf((DISCRETE, AT_LEAST_60)), ABOVE_1000)),
            f"（{MODE.label}为离散、兼有 且 {DEVICES.label} ≥ 60 台）"
            f" 或 {POINTS.label} > 1,000 {POINTS.unit}",
        ),
        (SERVES, words_of(CITY, "：是")),
    ],
)
def test_a_demand_is_written_as_its_thresholds_are_joined(need, words):
    assert demand_of(need) == words


def test_a_demand_on_rows_names_how_many_and_what_each_must_have():
    each = rules.Threshold(ROW_DEVICES, rules.Operator.AT_LEAST, 500)
    rows = rules.InRows("industries", 5, each, WORDS.count_of("industries"))

    assert demand_of(rows).startswith("不少于 5 个行业，每个：")
    assert demand_of(rules.EveryRow("parks", SERVES)).startswith("所列每个园区：")


def test_what_is_stated_stands_beside_it_and_what_is_not_is_said_to_be_missing():
    facts = rules.Facts(
        {"connected_devices": 48, "production_mode": "discrete"},
        {"industries": ({"name": "示例行业", "connected_devices": 1200},)},
    )
    each = rules.Threshold(ROW_DEVICES, rules.Operator.AT_LEAST, 500)
    rows = rules.InRows("industries", 5, each, WORDS.count_of("industries"))

    assert statement_of(AT_LEAST_60, facts) == words_of(DEVICES, " 48 台")
    assert statement_of(DISCRETE, facts) == words_of(MODE, " 离散")
    assert statement_of(ABOVE_1000, facts) == words_of(POINTS, " 未填")
    assert statement_of(rows, facts).startswith("示例行业：")
    assert statement_of(rules.EveryRow("parks", SERVES), facts) == "没有填报园区"


@pytest.mark.parametrize("key", guides.on_file())
def test_every_clause_of_every_guide_can_be_written(key):
    nothing = rules.Facts({})

    for kind in guides.load(key).kinds.values():
        for clause in kind.clauses:
            assert demand_of(clause.need)
            assert statement_of(clause.need, nothing)


def test_figures_are_exact():
    revenue = next(m for m in WORDS.metrics.values() if m.type == "decimal")
    need = rules.Threshold(revenue, rules.Operator.AT_LEAST, Decimal("2.50"))

    assert " ≥ 2.5" in demand_of(need)
