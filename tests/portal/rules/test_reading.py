"""Guides and tables out of their files, and what is refused with its place."""

from decimal import Decimal

import pytest

from portal import guides
from portal.rules import (
    AllOf,
    AnyOf,
    EveryRow,
    GuideError,
    InRows,
    Operator,
    Threshold,
    fields_of,
    read_guide,
    read_table,
    table_data,
)
from portal.rules.nodes import DocumentError
from portal.rules.reading import read_vocabulary
from tests.portal.rules.made import WORDS, make_need

HEAD = """
title = "示例省指南"
province = "示例省"
abbreviation = "DM"
seed = "demo.txt"
edition_basis = "Invented."
[cities]
990100 = "示例市"
[kinds.enterprise]
label = "企业级"
document = "示例"
library = "示例库"
[capabilities]
cap_demo = "示例能力"
"""
CLAUSE = """
[[clause]]
id = "demo"
kinds = ["enterprise"]
source = "一、示例"
text = "示例条款"
wording = "mandatory"
need = { metric = "cap_demo", is = true }
"""


def read(text: str):
    return read_guide("demo/2020", text, WORDS_OF_THE_CONTRACT)


WORDS_OF_THE_CONTRACT = read_vocabulary(
    (guides.FOLDER / "vocabulary.toml").read_text("utf-8")
)


def refusal(text: str) -> str:
    with pytest.raises(GuideError) as caught:
        read(text)
    assert "demo/2020.toml" in str(caught.value)
    return str(caught.value)


def test_a_guide_is_read_with_its_kinds_and_clauses():
    guide = read(HEAD + CLAUSE)
    kind = guide.kinds["enterprise"]
    assert (guide.id, guide.edition) == ("demo", "2020")
    assert (kind.label, kind.library) == ("企业级", "示例库")
    [clause] = kind.clauses
    assert clause.is_mandatory
    assert clause.metrics == ("cap_demo",)
    assert clause.need.metric.label == "示例能力"


def test_a_guide_without_kinds_is_a_guide():
    text = HEAD.partition("[cities")[0]
    measure = '[[measure]]\nid="1"\nchapter="一"\nheading="（一）"\ntext="示例"\n'
    guide = read(text + measure)
    assert not guide.kinds
    assert [each.heading for each in guide.measures] == ["（一）"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (CLAUSE.replace('source = "一、示例"', 'source = " "'), "clause demo.source"),
        (CLAUSE.replace('text = "示例条款"', ""), "clause demo.text"),
        (CLAUSE.replace("mandatory", "should"), "clause demo.wording"),
        (CLAUSE.replace('["enterprise"]', '["regional"]'), "clause demo.kinds"),
        (CLAUSE.replace('["enterprise"]', "[]"), "clause demo.kinds"),
        (CLAUSE + CLAUSE, "clause demo.id"),
        (CLAUSE.replace('"demo"', '"Demo 1"'), "clause Demo 1.id"),
        (CLAUSE.replace('"cap_demo"', '"cap_demi"'), "clause demo.need.metric"),
        (CLAUSE.replace("is = true", "is = false"), "clause demo.need.is"),
        (CLAUSE.replace("is = true", '">=" = 1'), "clause demo.need.>="),
        (CLAUSE.replace(", is = true", ""), "clause demo.need"),
        (CLAUSE + 'wording2 = "x"', "clause demo.wording2"),
        (CLAUSE + "[[claws]]", "claws"),
        ("", "kinds.enterprise"),
        (CLAUSE + "[cities]", "TOML"),
        ('cap_staff2 = "x"\nstaff = "y"' + CLAUSE, "capabilities.staff"),
        (CLAUSE + "= 1", "TOML"),
    ],
)
def test_a_guide_that_does_not_hold_is_refused_by_its_place(text, said):
    assert said in refusal(HEAD + text)


@pytest.mark.parametrize("missing", ['abbreviation = "DM"', '990100 = "示例市"'])
def test_a_guide_that_asks_something_names_its_province_s_cities(missing):
    refusal(HEAD.replace(missing, "") + CLAUSE)


@pytest.mark.parametrize(
    "need",
    [
        {"metric": "staff", ">=": -1},
        {"metric": "staff", ">=": "1e3"},
        {"metric": "staff", ">=": True},
        {"metric": "staff", ">=": 1, ">": 1},
        {"metric": "staff", "is": True},
        {"metric": "production_mode", "one_of": ["batch"]},
        {"metric": "production_mode", "one_of": []},
        {"all": []},
        {"any": [{"metric": "staff", ">=": 1}]},
        {"in": "factories", "at_least": 1, "need": {"metric": "name", ">=": 1}},
        {"in": "parks", "at_least": 0, "need": {"metric": "benchmark_cases", ">=": 1}},
        {"in": "parks", "at_least": 1, "need": {"metric": "staff", ">=": 1}},
        {"every": ["parks", "staff"], "need": {"metric": "staff", ">=": 1}},
        {"metric": "staff", ">=": 1, "note": "x"},
        {},
    ],
    ids=repr,
)
def test_a_need_that_makes_no_sense_is_refused(need):
    with pytest.raises(DocumentError) as caught:
        make_need(need)
    assert caught.value.place.startswith("need")


def test_needs_are_read_as_they_are_written():
    devices = WORDS.find("connected_devices")
    assert make_need({"metric": "connected_devices", ">": "2.50"}) == Threshold(
        devices, Operator.ABOVE, Decimal("2.50")
    )
    assert make_need({"metric": "connected_devices", ">=": "60.0"}).bound == 60
    row = {"metric": "benchmark_cases", ">=": 1}
    need = make_need({"every": ["industries", "parks"], "need": row})
    assert isinstance(need, AllOf)
    assert [each.scope for each in need.needs] == ["industries", "parks"]
    assert isinstance(make_need({"every": ["parks"], "need": row}), EveryRow)
    need = make_need({"in": "industries", "at_least": 2, "need": row})
    assert isinstance(need, InRows)
    assert need.count.id == "covered_industries"
    assert isinstance(make_need({"any": [row, row]}), AnyOf)


# Tables


def leaf(code: str, weight: str | None, group: str = "甲") -> dict:
    return {"code": code, "path": [group, code]} | (
        {"weight": weight} if weight else {}
    )


def table_refusal(data: object) -> str:
    with pytest.raises(GuideError) as caught:
        read_table(data)
    return str(caught.value)


def test_a_table_s_weights_sum_to_100_exactly():
    table = read_table({"indicators": [leaf("1", "33.35"), leaf("2", "66.65", "乙")]})
    assert table.groups == ("甲", "乙")
    assert table.is_weighted
    said = table_refusal({"indicators": [leaf("1", "33.3"), leaf("2", "66.6")]})
    assert "99.9" in said


def test_a_table_without_any_weight_is_unweighted():
    assert not read_table(
        {"indicators": [leaf("1", None), leaf("2", None)]}
    ).is_weighted
    assert "都" in table_refusal({"indicators": [leaf("1", None), leaf("2", "100")]})


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "table"),
        ([], "table"),
        ({}, "indicators"),
        ({"indicators": {}}, "indicators"),
        ({"indicators": [leaf("1", "50"), leaf("1", "50")]}, "指标编号 1 重复"),
        (
            {"indicators": [leaf("1", "-1"), leaf("2", "101")]},
            "indicators[0]（1）.weight",
        ),
        ({"indicators": [leaf("1", "1e2")]}, "weight"),
        ({"indicators": [leaf("1", "NaN")]}, "weight"),
        ({"indicators": [leaf("1", ".5")]}, "weight"),
        ({"indicators": [leaf("1", "9" * 6000)]}, "weight"),
        ({"indicators": [leaf("\ud800", "100")]}, "code"),
        ({"indicators": [leaf("1", "100", "\ud800")]}, "path"),
        ({"x" * 999: 1, "indicators": [leaf("1", "100")]}, "xxx…"),
        ({"indicators": [{**leaf("1", "100"), "path": []}]}, "path"),
        ({"indicators": [{**leaf("1", "100"), "path": "甲"}]}, "path"),
        ({"indicators": [{**leaf("1", "100"), "provenance": "guess"}]}, "provenance"),
        ({"indicators": [{**leaf("1", "100"), "colour": "red"}]}, "colour"),
        ({"indicators": [leaf("1", "100")], "ties": ["丙"]}, "ties"),
        ({"indicators": [leaf("1", "100")], "ties": ["甲", "甲"]}, "ties"),
        ({"indicators": [leaf("1", "100")], "tie": ["甲"]}, "tie"),
        (
            {
                "indicators": [leaf("1", "60"), leaf("2", "40", "乙")],
                "headings": [{"path": ["甲"], "weight": "61"}],
            },
            "“甲”权重 61",
        ),
    ],
)
def test_a_table_that_does_not_hold_is_refused(data, said):
    assert said in table_refusal(data)


@pytest.mark.parametrize("key", ["jilin", "shanxi"])
def test_a_table_survives_being_written_down(key):
    table = guides.load(key).table
    assert read_table(table_data(table)) == table


def test_steps_are_finer_under_a_weight_of_one():
    steps = {w: read_step(w) for w in ("0.95", "1", "99.05")}
    assert steps == {"0.95": "0.05", "1": "0.1", "99.05": "0.1"}


def read_step(weight: str) -> str:
    rest = str(100 - Decimal(weight))
    table = read_table({"indicators": [leaf("1", weight), leaf("2", rest)]})
    return str(table.indicators[0].step)


# Fields


def ids(key: str, kind: str) -> list[str]:
    fields = fields_of(guides.load(key), kind, WORDS)
    return [f"{each.scope}.{each.id}" for each in fields]


def test_derived_figures_are_asked_for_by_their_parts():
    asked = ids("jiangsu", "regional")
    assert "metrics.served_park_enterprises" in asked
    assert "metrics.park_enterprises_above_scale" in asked
    assert not any("ratio" in each for each in asked)


def test_rows_are_asked_for_with_their_names_and_conditions():
    asked = ids("jiangsu", "comprehensive")
    assert "industries.name" in asked
    assert "industries.production_mode" in asked
    assert asked.index("metrics.connected_devices") < asked.index("industries.name")
    assert asked[-1].startswith("metrics.cap_")


def test_conditions_are_asked_for():
    assert "metrics.sector" in ids("shanxi", "enterprise")


def test_a_table_s_own_data_items_are_asked_for():
    asked = ids("jilin", "specialized")
    assert "metrics.rd_intensity" in asked
    assert "metrics.cap_business_model" in asked
    assert "industries.name" in asked  # the table scores the number of industries
    assert not any("case_enterprise" in each for each in asked)
