"""The veto items on file, and the questions of the form that answer them."""

import pytest

from portal import guides
from portal.guides import vetoes

FIELDS = {
    field["id"]: field
    for section in guides.form()["section"]
    for field in section.get("field", ())
}


@pytest.mark.parametrize("item", vetoes.items(), ids=lambda item: item.id)
def test_the_form_asks_for_each_item_and_for_words_where_it_is_admitted(item):
    asked, statement = FIELDS[item.field], FIELDS[item.statement]

    assert asked["required"]
    assert set(item.among) < set(asked["choices"])
    [condition] = statement["required_when"]
    assert (condition["field"], condition["among"]) == (item.field, list(item.among))


@pytest.mark.parametrize("item", vetoes.items(), ids=lambda item: item.id)
def test_an_answer_is_yes_no_or_missing(item):
    said = [{"profile": {item.field: answer}} for answer in ("有", "无", "")]

    assert [item.is_admitted(each) for each in said] == [True, False, None]
    assert item.is_admitted({}) is None


def test_the_six_items_are_on_file_with_their_source():
    labels = [item.label for item in vetoes.items()]

    assert labels == [
        "非本省注册", "失信", "重大安全、环保、质量事故",
        "重复申报", "材料造假", "未建或在建",
    ]  # fmt: skip
    assert all(
        item.source.startswith(f"一票否决事项：{item.label}") for item in vetoes.items()
    )
    with pytest.raises(KeyError):
        vetoes.item("no-such-item")
