"""The difference of two documents: nothing where they are equal, all where not."""

from hypothesis import given
from hypothesis import strategies as st

from applications.presentation.differences import (
    ADDED,
    CHANGED,
    REMOVED,
    applied,
    changes,
    file_changes,
    row_kind,
    row_pairs,
)

IDS = st.sampled_from(["staff", "devices", "name", "apps"])
VALUES = st.one_of(st.integers(0, 3), st.sampled_from(["60", "示例", ""]))
ROWS = st.lists(st.dictionaries(IDS, VALUES, min_size=1), max_size=4)
DOCUMENTS = st.fixed_dictionaries(
    {
        "metrics": st.dictionaries(IDS, VALUES),
        "profile": st.dictionaries(IDS, VALUES),
        "industries": ROWS,
    },
    optional={
        "capabilities": st.dictionaries(
            IDS, st.fixed_dictionaries({"answer": VALUES, "statement": VALUES})
        ),
        "saved": st.dictionaries(IDS, VALUES),
        "name": VALUES,
    },
)


def stated(document):
    """Without what is kept for the hand alone; an empty part is none."""
    return {k: v for k, v in document.items() if k != "saved" and v != {}}


@given(DOCUMENTS, DOCUMENTS)
def test_there_is_no_difference_exactly_where_both_state_the_same(old, new):
    assert (changes(old, new) == ()) == (stated(old) == stated(new))


@given(DOCUMENTS, DOCUMENTS)
def test_the_old_one_with_its_changes_is_the_new_one(old, new):
    assert stated(applied(old, changes(old, new))) == stated(new)


@given(DOCUMENTS, DOCUMENTS)
def test_there_and_back_are_the_same_changes(old, new):
    there = [(c.part, c.id, c.old, c.new) for c in changes(old, new)]
    back = [(c.part, c.id, c.new, c.old) for c in changes(new, old)]
    assert there == back


@given(ROWS, ROWS)
def test_every_row_stands_in_one_pair(old, new):
    pairs = row_pairs(old, new)

    assert [b for _, b in pairs if b is not None] == new
    lefts = [a for a, _ in pairs if a is not None]
    assert sorted(map(repr, lefts)) == sorted(map(repr, old))


@given(ROWS)
def test_the_same_rows_in_another_order_are_no_change(rows):
    assert {row_kind(*p) for p in row_pairs(rows, rows[::-1])} <= {"same"}


def test_a_row_is_known_again_by_its_name():
    old = [{"name": "钢铁", "n": 1}, {"name": "化工", "n": 2}]
    new = [{"name": "化工", "n": 3}, {"name": "电力", "n": 4}]

    pairs = row_pairs(old, new)

    assert pairs[0] == ({"name": "化工", "n": 2}, {"name": "化工", "n": 3})
    assert [row_kind(*pair) for pair in pairs] == [CHANGED, ADDED, REMOVED]


def file(clause="plan", sha256="a", name="甲.pdf", pages=""):
    return {
        "section": "attachments",
        "clause": clause,
        "sha256": sha256,
        "name": name,
        "pages": pages,
    }


def test_files_are_told_apart_by_place_and_content():
    old = [file(), file(sha256="b"), file(sha256="c", pages="1")]
    new = [file(clause="other"), file(sha256="b"), file(sha256="c", pages="2")]

    kinds = [(each.kind, each.file["sha256"]) for each in file_changes(old, new)]

    assert kinds == [(REMOVED, "a"), (ADDED, "a"), (CHANGED, "c")]
    assert file_changes(old, old) == ()
