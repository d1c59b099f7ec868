"""Experts who share no dossier cannot be compared: each group is linked if it can."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scoring.matching import Question, propose
from scoring.matching.linking import Why
from scoring.matching.parts import bridges_of, parts_of
from tests.scoring.test_matching import chosen, even, every_answer

pairs = st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)))


@given(pairs)
def test_a_bridge_is_a_pair_without_which_there_are_more_parts(pairs):
    def count(those):
        """Parts, of dossiers without an expert as well."""
        left = {d for d, _ in pairs} - {d for d, _ in those}
        alone = {e for _, e in pairs} - {e for _, e in those}
        return len(parts_of(those)) + len(left) + len(alone)

    assert bridges_of(pairs) == {
        pair for pair in pairs if count(pairs - {pair}) > count(pairs)
    }


def unlinked(question: Question) -> Question:
    """With a group for each dossier nothing is there to be joined."""
    return replace(question, groups={d: str(d) for d in question.wanted})


def loads_of(proposal) -> Counter[int]:
    return loads_of_pairs(chosen(proposal))


def loads_of_pairs(pairs) -> Counter[int]:
    return Counter(expert for _, expert in pairs)


def one_part(question: Question, pairs) -> bool:
    return len(parts_of([*question.seated, *pairs])) <= 1


bars = st.dictionaries(
    st.tuples(st.integers(0, 2), st.integers(0, 4)), st.just("回避"), max_size=7
)
fits = st.frozensets(st.tuples(st.integers(0, 2), st.integers(0, 4)))


@settings(max_examples=120, deadline=None)
@given(st.integers(2, 3), st.integers(2, 3), bars, fits)
def test_panels_that_can_be_linked_are_linked(dossiers, seats, bars, fits):
    question = even(dossiers, 5, seats, barred=bars, fits=fits)
    proposal, found = propose(question), chosen(propose(question))
    assume(len(found) == dossiers * seats)
    limit = 1 + max(loads_of(propose(unlinked(question))).values())

    can_be = any(
        one_part(question, each) and max(loads_of_pairs(each).values()) <= limit
        for each in every_answer(question, complete=True)
    )

    [linked] = proposal.linked
    assert one_part(question, found) == can_be
    assert (linked.why is None) == (len(linked.parts) == 1) == can_be
    assert max(loads_of(proposal).values()) <= limit


@settings(max_examples=60, deadline=None)
@given(
    bars,
    fits,
    st.dictionaries(st.integers(0, 4), st.integers(0, 3)),
    st.sets(st.tuples(st.integers(0, 2), st.integers(0, 4)), max_size=3),
)
def test_linking_keeps_bars_caps_and_every_filled_seat(bars, fits, caps, seated):
    bars |= dict.fromkeys(seated, "已在本专家组")
    question = even(3, 5, 2, barred=bars, fits=fits, caps=caps, seated=seated)

    found, before = chosen(propose(question)), chosen(propose(unlinked(question)))

    assert not set(found) & set(bars)
    assert Counter(d for d, _ in found) == Counter(d for d, _ in before)
    loads = loads_of_pairs(found)
    assert all(loads[expert] <= cap for expert, cap in caps.items())


def test_parts_that_fields_made_are_joined_and_every_load_stays():
    fits = frozenset((d, e) for d in range(20) for e in range(6) if d % 2 == e % 2)
    question = even(20, 6, 3, fits=fits)

    proposal = propose(question)

    assert (proposal.changed, proposal.fitting) == (2, 58)
    assert set(proposal.loads.values()) == {10}
    assert one_part(question, chosen(proposal))


def test_each_group_is_linked_for_itself():
    groups = {d: "ab"[d // 4] for d in range(8)}
    fits = frozenset((d, e) for d in range(8) for e in range(4) if d % 2 == e % 2)

    proposal = propose(even(8, 4, 2, fits=fits, groups=groups))

    assert [(each.group, len(each.parts)) for each in proposal.linked] == [
        ("a", 1),
        ("b", 1),
    ]


@pytest.mark.parametrize(
    ("question", "why"),
    [
        (even(4, 4, 1), Why.ALONE),
        (
            even(
                4, 4, 2,
                barred={(d, e): "回避" for d in range(4) for e in range(4)
                        if d // 2 != e // 2},
            ),
            Why.BARRED,
        ),
        (
            Question(
                {0: 0, 1: 0}, range(4), {},
                seated=[(0, 0), (0, 1), (1, 2), (1, 3)],
            ),
            Why.BARRED,
        ),
        (even(2, 4, 2, caps=dict.fromkeys(range(4), 1)), Why.UNFOUND),
    ],
    ids=["one seat a panel", "bars", "seats that stay", "caps"],
)  # fmt: skip
def test_what_stays_apart_says_why(question, why):
    [linked] = propose(question).linked

    assert linked.why == why
    assert len(linked.parts) > 1
    assert sorted(e for part in linked.parts for e in part) == [0, 1, 2, 3]
