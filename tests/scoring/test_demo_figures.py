"""The figures of the sample dossiers hold together, and still meet their guide."""

from decimal import Decimal
from random import Random

import pytest

from applications.facts import stated
from portal import guides, rules
from scoring.demo import consistent, filling, shortfalls

PROVINCES = ("shanxi", "jiangsu", "jiangxi", "jilin")
PAIRS = [(key, kind) for key in PROVINCES for kind in guides.load(key).kinds]
IDENTITY = {
    "name": "示例公司",
    "person": "示例人",
    "email": "a@example.com",
    "platform": "示例平台",
}
SEEDS = range(12)


def made(key, kind, seed):
    return filling.document_for(guides.load(key), kind, Random(seed), IDENTITY)


def assert_parts_fit(document):
    figures = document["metrics"]
    for part, whole in consistent.PARTS:
        if part in figures and whole in figures:
            assert figures[part] <= figures[whole], (part, whole)
    for scope, column, whole in consistent.COLUMNS:
        total = sum(row.get(column, 0) for row in document[scope])
        if whole in figures:
            assert total <= figures[whole], (scope, column)


@pytest.mark.parametrize(("key", "kind"), PAIRS)
def test_no_part_exceeds_its_whole_and_no_share_a_hundred(key, kind):
    for seed in SEEDS:
        document = made(key, kind, seed)

        assert_parts_fit(document)
        for name, value in document["metrics"].items():
            metric = guides.vocabulary().find(name, "metrics")
            if metric and metric.unit == "%":
                assert Decimal(value) <= 100, name


@pytest.mark.parametrize(("key", "kind"), PAIRS)
def test_people_and_money_of_the_platform_are_part_of_the_enterprises(key, kind):
    for seed in SEEDS:
        document = made(key, kind, seed)
        figures, profile = document["metrics"], document["profile"]

        revenue = Decimal(profile["operating_revenue"])
        assert profile["employees"] >= figures.get("staff", 0)
        assert revenue > Decimal(figures.get("annual_platform_revenue", 0))
        share = Decimal(figures.get("rd_intensity", 5))
        spent = Decimal(profile["rd_expense"])
        assert abs(spent - revenue * share / 100) <= Decimal("0.1")
        assert Decimal(profile["registered_capital"]) < Decimal(profile["total_assets"])
        assert Decimal(figures.get("platform_investment", 0)) < Decimal(
            profile["total_assets"]
        )
        large = profile["employees"] >= 1000 and revenue >= 40000
        assert (profile["size_class"] == "大型") == large


@pytest.mark.parametrize(("key", "kind"), PAIRS)
def test_a_whole_sample_still_meets_every_clause(key, kind):
    guide = guides.load(key)
    for seed in SEEDS:
        document = stated(made(key, kind, seed))
        words = guides.vocabulary().with_capabilities(guide.capabilities)
        report = rules.evaluate(guide, kind, rules.read_facts(document, words))

        assert [each.clause.id for each in report if not each.is_met] == []


@pytest.mark.parametrize("way", shortfalls.WAYS)
def test_a_sample_that_misses_its_guide_does_not_contradict_itself(way):
    for key, kind in PAIRS:
        document = made(key, kind, 7)
        shortfalls.spoil(document, guides.load(key).kinds[kind], way, Random(7))

        consistent.settle(document)

        assert_parts_fit(document)
