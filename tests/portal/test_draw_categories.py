"""Fields of expertise sorted by the words on file; the usual rules of a draw."""

from portal.guides import drawing
from scoring.demo.people import FIELDS


def test_a_field_belongs_where_it_contains_a_word():
    assert drawing.categories_of(["工业软件", "数据安全"]) == {"technical"}
    assert drawing.categories_of(["财务管理"]) == {"finance"}
    assert drawing.categories_of(["税务信息化"]) == {"technical", "finance"}
    assert drawing.categories_of(["知识产权法"]) == frozenset()
    assert drawing.categories_of([]) == frozenset()


def test_what_belongs_nowhere_is_named():
    assert drawing.unsorted(["知识产权法", "工业软件", "知识产权法"]) == ["知识产权法"]
    assert drawing.unsorted(FIELDS) == []


def test_a_panel_is_by_default_technical_by_three_fifths_with_one_for_finance():
    found = {each.id: (each.share, each.minimum) for each in drawing.categories()}

    assert found == {"technical": (60, 0), "finance": (0, 1)}
    assert drawing.defaults()["candidates"] == 3
