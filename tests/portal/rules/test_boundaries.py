"""Every figure of every guide on file, held just below, on and above its bound.

Made from the guides themselves: a new province is tested by being on file.
"""

import pytest

from portal import guides
from portal.rules import Operator, evaluate, is_eligible, read_facts
from portal.rules.vocabulary import Count
from tests.portal.rules.filled import Target, filled, targets

PAIRS = [
    pytest.param(key, kind, id=f"{key}-{kind}")
    for key in guides.on_file()
    for kind in guides.load(key).kinds
]
TARGETS = [
    target
    for key in guides.on_file()
    for kind in guides.load(key).kinds
    for target in targets(guides.load(key), kind)
]
FIGURES = [each for each in TARGETS if each.threshold.operator is not Operator.IS]
#: A count of rows is always known; every other figure may be left out.
STATED = [
    each for each in FIGURES if not isinstance(each.threshold.metric.derived, Count)
]
ABILITIES = [each for each in TARGETS if each.threshold.operator is Operator.IS]


def outcomes(target: Target, document: dict) -> dict[str, str]:
    facts = read_facts(document, guides.vocabulary())
    verdicts = evaluate(target.guide, target.kind, facts)
    return {each.clause.id: each.outcome.value for each in verdicts}


@pytest.mark.parametrize("mode", ["discrete", "process", "mixed"])
@pytest.mark.parametrize(("key", "kind"), PAIRS)
def test_a_dossier_filled_to_the_guide_is_eligible(key, kind, mode):
    guide = guides.load(key)
    for sector in ("manufacturing", "mining"):
        document = filled(guide, kind, mode, sector)
        verdicts = evaluate(guide, kind, read_facts(document, guides.vocabulary()))
        assert all(each.is_met for each in verdicts)
        assert is_eligible(verdicts)


@pytest.mark.parametrize("target", FIGURES, ids=str)
def test_a_figure_decides_at_its_bound_and_nowhere_else(target):
    strict = target.threshold.operator is Operator.ABOVE
    expected = {-1: "unmet", 0: "unmet" if strict else "met", 1: "met"}
    for way in target.choices():
        for offset, outcome in expected.items():
            for document in target.documents(way, offset):
                assert outcomes(target, document)[target.clause.id] == outcome, way


@pytest.mark.parametrize("target", STATED, ids=str)
def test_a_figure_that_is_not_stated_is_unknown_and_meets_nothing(target):
    metric = target.threshold.metric
    for way in target.choices():
        for document in target.documents(way, 1):
            typed = next(iter(guides.vocabulary().typed_in(metric)))
            target.values(document)[typed.id] = None
            assert outcomes(target, document)[target.clause.id] == "unknown"


@pytest.mark.parametrize("target", ABILITIES, ids=str)
def test_an_ability_is_met_by_yes_unmet_by_no_unknown_by_silence(target):
    expected = {True: "met", False: "unmet", None: "unknown"}
    for way in target.choices():
        for answer, outcome in expected.items():
            document = target.document(way)
            target.values(document)[target.threshold.metric.id] = answer
            assert outcomes(target, document)[target.clause.id] == outcome


@pytest.mark.parametrize("target", [each for each in FIGURES if each.rows], ids=str)
def test_weaker_rows_beyond_those_needed_do_no_harm_unless_each_must_hold(target):
    from_each = not hasattr(target.rows, "at_least")
    for document in target.documents(target.choices()[0], 1):
        document[target.rows.scope].append({"name": "示例弱项"})
        met = outcomes(target, document)[target.clause.id]
        assert met == ("unknown" if from_each else "met")
