"""The template of every guide and kind, written and read again."""

from random import Random

import pytest

from portal import guides, rules
from portal.filing_book import layout_of, read_book, write_book
from scoring.demo.filling import document_for
from tests.factories import NOW

PAIRS = [(guide, kind) for guide in guides.provinces() for kind in guide.kinds]
IDENTITY = {
    "name": "示例工业互联网有限公司",
    "person": "示例联系人",
    "email": "someone@example.com",
    "platform": "示例平台",
}


def demo_document(guide, kind):
    return document_for(guide, kind, Random(f"{guide.key}{kind}"), IDENTITY)


def leaves(value, path=()):
    """Every stated value by its path, numbers as numbers."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))
    elif value is not None:
        is_number = type(value) in (int, str) and str(value).replace(".", "").isdigit()
        yield path, rules.decimal_number(str(value)) if is_number else value


def same(value):
    try:
        return dict(leaves(value))
    except rules.EntryError:
        return value


def test_there_are_sixteen_pairs():
    assert len(PAIRS) == 16


@pytest.mark.parametrize(("guide", "kind"), PAIRS, ids=lambda x: getattr(x, "id", x))
def test_what_was_exported_is_reimported_without_a_difference(guide, kind):
    document = demo_document(guide, kind)

    filed = read_book(write_book(layout_of(guide, kind), document, at=NOW))

    assert same(dict(filed.document)) == same(document)


@pytest.mark.parametrize(("guide", "kind"), PAIRS, ids=lambda x: getattr(x, "id", x))
def test_an_empty_template_states_nothing(guide, kind):
    filed = read_book(write_book(layout_of(guide, kind), {}, at=NOW))

    assert filed.contract["metrics"] == {}
    assert not any(filed.document[scope] for scope in (*rules.ROW_SCOPES, "cases"))
    assert filed.document["profile"] == {}
