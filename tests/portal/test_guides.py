"""Every guide on file: reads, says what its source says, and passes its cases."""

import os
import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from portal import guides
from portal.rules import GuideError, evaluate, read_facts
from tests.house.tree import ROOT

CASES = ROOT / "tests" / "guides"
SEEDS = Path(os.environ.get("PORTAL_SEEDS") or ROOT.parent / "shared" / "seeds")
KINDS = {
    "shanxi": {"enterprise", "industry", "regional", "comprehensive"},
    "jiangsu": {"enterprise", "industry", "regional", "comprehensive"},
    "jiangxi": {"enterprise", "industry", "regional", "comprehensive"},
    "jilin": {"comprehensive", "industry", "regional", "specialized"},
    "miit": set(),
}
#: Where one part of a joined heading ends and the next begins.
HEADING = re.compile(
    r"\s|(?=[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）])"
    r"|(?=(?<![0-9])[0-9]+\.|[一二三四五六]是)"
)

with_seeds = pytest.mark.skipif(
    not SEEDS.is_dir(), reason=f"the guides' own texts are not at {SEEDS}"
)


def squeezed(text: str) -> str:
    """A text without what layout added: white space and bold marks."""
    return re.sub(r"\s|\*\*", "", text)


def seed_of(key: str) -> str:
    return squeezed((SEEDS / guides.load(key).seed).read_text("utf-8"))


def all_cases() -> list[tuple[str, dict]]:
    """The cases that policy officers wrote, with the guide that each is about."""
    return [
        (file.stem, case)
        for file in sorted(CASES.glob("*.toml"))
        for case in tomllib.loads(file.read_text("utf-8"), parse_float=Decimal)["case"]
    ]


def name_of(value: object) -> str:
    return value["name"] if isinstance(value, dict) else str(value)


@pytest.mark.parametrize(("guide", "kinds"), KINDS.items())
def test_each_province_has_its_kinds(guide, kinds):
    assert set(guides.load(guide).kinds) == kinds


def test_the_nation_s_guide_has_eighteen_measures_and_no_threshold():
    guide = guides.load("miit")
    assert [each.id for each in guide.measures] == [str(n) for n in range(1, 19)]
    assert guide.table is None


@with_seeds
@pytest.mark.parametrize("key", guides.on_file())
def test_each_clause_says_what_the_guide_says_character_by_character(key):
    seed = seed_of(key)
    for kind in guides.load(key).kinds.values():
        assert squeezed(kind.document) in seed
        for clause in kind.clauses:
            assert squeezed(clause.text) in seed, f"{kind.id} {clause.id}"


@with_seeds
@pytest.mark.parametrize("key", guides.on_file())
def test_each_clause_stands_under_the_guide_s_own_headings(key):
    seed = seed_of(key)
    for kind in guides.load(key).kinds.values():
        for clause in kind.clauses:
            for part in filter(None, HEADING.split(clause.source)):
                assert squeezed(part) in seed, f"{kind.id} {clause.id}: {part}"


@with_seeds
@pytest.mark.parametrize("key", guides.on_file())
def test_each_measure_and_each_verbatim_indicator_is_the_guide_s_own(key):
    guide, seed = guides.load(key), seed_of(key)
    for measure in guide.measures:
        for part in (measure.chapter, measure.heading, measure.text):
            assert squeezed(part) in seed, measure.id
    for indicator in guide.table.indicators if guide.table else ():
        if indicator.provenance == "verbatim":
            weight = "" if indicator.weight is None else f"{indicator.weight:f}%"
            assert squeezed(indicator.label) + weight in seed, indicator.code


@pytest.mark.parametrize(("guide", "case"), all_cases(), ids=name_of)
def test_each_case_leaves_unmet_what_it_says(guide, case):
    stated = {k: v for k, v in case.items() if k not in ("name", "kind", "unmet")}
    facts = read_facts(stated, guides.vocabulary(), case["name"])
    verdicts = evaluate(guides.load(guide), case["kind"], facts)
    unmet = [each.clause.id for each in verdicts if not each.is_met]
    assert sorted(unmet) == sorted(case["unmet"])


def test_each_kind_has_a_case_that_meets_all_and_one_that_does_not():
    found = {(guide, case["kind"], not case["unmet"]) for guide, case in all_cases()}
    for guide, kinds in KINDS.items():
        for kind in kinds:
            assert {(guide, kind, True), (guide, kind, False)} <= found


# Loading


def test_a_guide_is_named_by_its_id_or_by_its_edition():
    assert guides.load("jilin") is guides.load("jilin/2025")
    assert guides.load("jilin").key == "jilin/2025"


@pytest.mark.parametrize("name", ["", "jilin/1999", "hunan", "../jilin", "vocabulary"])
def test_a_guide_that_is_not_on_file_is_said_to_be_missing(name):
    with pytest.raises(guides.UnknownGuide, match="jilin/2025"):
        guides.load(name)


def test_the_vocabulary_holds_every_guide_s_abilities():
    words = guides.vocabulary()
    for key in guides.on_file():
        assert set(guides.load(key).capabilities) <= set(words.metrics)


def test_a_copy_of_a_guide_s_text_is_the_guide():
    copy = guides.read("jilin/2025", guides.text_of("jilin"))
    assert copy.table == guides.load("jilin").table
    with pytest.raises(GuideError, match=r"jilin/2025\.toml"):
        guides.read("jilin/2025", "title = 1")


DEMO = """
title = "示例省指南"
province = "示例省"
abbreviation = "DM"
seed = "demo.txt"
edition_basis = "Invented."
[cities]
990100 = "示例市"
[kinds.enterprise]
label = "企业级"
document = "示例省指南"
[capabilities]
cap_demo_only = "示例能力"
[[clause]]
id = "demo"
kinds = ["enterprise"]
source = "一、示例"
text = "连接不少于{bound}台设备"
wording = "mandatory"
need = {{ metric = "connected_devices", ">=" = {bound} }}
"""


@pytest.fixture
def another_province(tmp_path, monkeypatch):
    """The guides on file, and one more, each in a folder of its own."""
    for file in guides.FOLDER.rglob("*.toml"):
        copy = tmp_path / file.relative_to(guides.FOLDER)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(file.read_bytes())
    (tmp_path / "demo").mkdir()
    for edition, bound in (("2020", 10), ("2024", 20)):
        text = DEMO.format(bound=bound)
        (tmp_path / "demo" / f"{edition}.toml").write_text(text, "utf-8")
    cached = [guides.on_file, guides.vocabulary, guides._contract, guides._load]
    monkeypatch.setattr(guides, "FOLDER", tmp_path)
    for each in cached:
        each.cache_clear()
    yield
    for each in cached:
        each.cache_clear()


@pytest.mark.usefixtures("another_province")
def test_a_new_province_costs_one_file():
    guide = guides.load("demo")
    assert guide.key == "demo/2024"
    document = {"metrics": {"connected_devices": 19, "cap_demo_only": True}}
    facts = read_facts(document, guides.vocabulary())
    [verdict] = evaluate(guide, "enterprise", facts)
    assert verdict.gaps[0].short_by == "1"
    [verdict] = evaluate(guides.load("demo/2020"), "enterprise", facts)
    assert verdict.is_met
