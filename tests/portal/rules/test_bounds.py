"""What a figure or a day can mean at most: refused beyond it, or asked about."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from portal import guides
from portal.rules import Bound, EntryError

TODAY = date(2026, 11, 20)
GRADE = Bound("自主定级为一级至三级", most=Decimal(3))


@pytest.mark.parametrize("value", [0, 3, Decimal("2.5"), Decimal(3)])
def test_up_to_the_bound_it_is_taken(value):
    GRADE.check(value, TODAY, "级")


@pytest.mark.parametrize("value", [4, Decimal("3.01"), 200])
def test_above_it_the_refusal_names_rule_and_remedy(value):
    with pytest.raises(EntryError) as refused:
        GRADE.check(value, TODAY, "级", "自主定级")

    said = f"自主定级应在 0 至 3 级之间：自主定级为一级至三级，现为 {value} 级。"
    assert refused.value.message == f"{said}请核对后改填。"


def test_a_day_ahead_is_refused_or_asked_about():
    refused, doubted = Bound("示例", future="refused"), Bound("示例", future="doubted")
    tomorrow = TODAY + timedelta(days=1)

    refused.check(TODAY, TODAY)
    doubted.check(tomorrow, TODAY)
    with pytest.raises(EntryError, match="不能晚于今天（2026-11-20）"):
        refused.check(tomorrow, TODAY)
    assert doubted.question(TODAY, TODAY) == ""
    assert "晚于今天" in doubted.question(tomorrow, TODAY)


def test_the_unusual_is_asked_about_above_its_bound_alone():
    bound = Bound("负债超过了资产", doubt=Decimal(100))

    bound.check(Decimal(108), TODAY, "%")
    assert bound.question(Decimal(100), TODAY, "%") == ""
    assert "现填 100.5%，超过 100%" in bound.question(Decimal("100.50"), TODAY, "%")


def test_every_bound_is_of_something_that_the_form_asks_and_says_why():
    asked = {m.id for m in guides.vocabulary().metrics.values()}
    for section in guides.form()["section"]:
        for asks in ("field", "column"):
            asked |= {each["id"] for each in section.get(asks, ())}
    for id, bound in guides.bounds().items():
        assert id in asked
        assert bound.why
        assert bound.future in ("", "refused", "doubted")
        assert (bound.most, bound.doubt, bound.future) != (None, None, "")


def test_every_percentage_was_thought_about():
    """A new one is named in the form's bounds, or here: it may be any figure."""
    free = {"efficiency_gain"}
    percentages = {
        metric.id
        for metric in guides.vocabulary().metrics.values()
        if metric.unit == "%"
    }
    for section in guides.form()["section"]:
        fields = (*section.get("field", ()), *section.get("column", ()))
        percentages |= {each["id"] for each in fields if each.get("unit") == "%"}
    assert percentages == free | {id for id in guides.bounds() if id in percentages}
    assert len(percentages) > 10
