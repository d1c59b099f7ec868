"""Proposed panels: complete, balanced, without the barred; every gap explained."""

from collections import Counter
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.matching import Question, propose


def even(dossiers: int, experts: int, seats: int, **more) -> Question:
    """Experts are 0, 1, …, and so are dossiers."""
    wanted = dict.fromkeys(range(dossiers), seats)
    return Question(wanted, list(range(experts)), more.pop("barred", {}), **more)


def chosen(proposal) -> list[tuple[int, int]]:
    return [(seat.dossier, seat.expert) for seat in proposal.seats]


def test_loads_differ_by_one_at_most():
    proposal = propose(even(10, 7, 3))

    assert Counter(proposal.loads.values()) == {4: 5, 5: 2}
    assert not proposal.gaps


def test_what_an_expert_has_already_counts():
    proposal = propose(Question({1: 2}, [7, 8, 9], {}, loads={7: 5}))

    assert {seat.expert for seat in proposal.seats} == {8, 9}


def test_a_gap_names_how_many_are_missing_and_why():
    barred = {(1, 7): "同单位", (1, 8): "本人申明", (1, 9): "同单位"}

    proposal = propose(Question({1: 3, 2: 1}, [7, 8, 9, 10], barred))

    [gap] = proposal.gaps
    assert (gap.dossier, gap.missing) == (1, 2)
    assert gap.barred == {"同单位": 2, "本人申明": 1}


def test_who_has_enough_is_left_out_and_counted_as_a_reason():
    barred = {(1, 9): "同单位"}
    question = Question(
        {1: 3}, [7, 8, 9, 10], barred, loads={7: 8, 8: 2}, caps={7: 8, 8: 2}
    )

    proposal = propose(question)

    assert chosen(proposal) == [(1, 10)]
    [gap] = proposal.gaps
    assert gap.barred == {"同单位": 1, "已满 8 份": 1, "已满 2 份": 1}


def test_a_cap_below_what_an_expert_has_already_takes_nothing_away():
    question = Question({1: 1}, [7], {}, loads={7: 5}, caps={7: 3})

    proposal = propose(question)

    assert (proposal.seats, proposal.loads) == ((), {7: 5})


def test_a_shortage_is_spread_over_the_dossiers():
    proposal = propose(even(4, 4, 3, caps=dict.fromkeys(range(4), 2)))

    assert Counter(dossier for dossier, _ in chosen(proposal)) == dict.fromkeys(
        range(4), 2
    )


def test_nobody_to_choose_from_is_a_gap_and_not_an_error():
    [gap] = propose(Question({1: 2}, [], {})).gaps

    assert (gap.missing, gap.barred) == (2, {})


def test_the_same_question_gives_the_same_answer_and_another_seed_another():
    assert propose(even(8, 12, 3, seed="a")) == propose(even(8, 12, 3, seed="a"))
    assert propose(even(8, 12, 3, seed="a")) != propose(even(8, 12, 3, seed="b"))


def test_of_equally_even_panels_the_fitting_ones_are_proposed():
    fits = frozenset((d, e) for d in range(6) for e in range(4) if d % 2 == e % 2)

    proposal = propose(even(6, 4, 2, fits=fits))

    # All twelve could fit; one exchange links the even with the odd.
    assert (proposal.fitting, proposal.changed) == (10, 2)
    assert set(proposal.loads.values()) == {3}
    assert [len(each.parts) for each in proposal.linked] == [1]


def test_the_digest_tells_apart_whatever_could_change_the_answer():
    more = [
        {},
        {"barred": {(0, 0): "同单位"}},
        {"barred": {(0, 0): "本人申明"}},
        {"loads": {0: 1}},
        {"caps": {0: 1}},
        {"fits": frozenset({(0, 0)})},
        {"seated": [(0, 5)]},
        {"groups": {0: "a"}},
        {"seed": "a"},
    ]
    digests = {even(2, 2, 1, **each).digest for each in more}

    assert len({*digests, even(2, 2, 2).digest, even(2, 3, 1).digest}) == len(more) + 2


small = {
    "dossiers": st.integers(1, 8),
    "experts": st.integers(1, 8),
    "seats": st.integers(1, 4),
    "pairs": st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7))),
}


@settings(max_examples=40, deadline=None)
@given(**small)
def test_no_barred_pair_no_double_seat_and_no_seat_left_that_could_be_filled(
    dossiers, experts, seats, pairs
):
    question = even(dossiers, experts, seats, barred=dict.fromkeys(pairs, "回避"))

    found = chosen(propose(question))

    assert not set(found) & pairs
    assert len(set(found)) == len(found)
    for dossier in range(dossiers):
        free = sum((dossier, expert) not in pairs for expert in range(experts))
        assert Counter(d for d, _ in found)[dossier] == min(seats, free)


tiny = st.fixed_dictionaries(
    {
        "wanted": st.dictionaries(
            st.integers(0, 2), st.integers(0, 2), min_size=1, max_size=3
        ),
        "barred": st.dictionaries(
            st.tuples(st.integers(0, 2), st.integers(0, 3)), st.just("回避"), max_size=5
        ),
        "loads": st.dictionaries(st.integers(0, 3), st.integers(0, 2)),
        "caps": st.dictionaries(st.integers(0, 3), st.integers(0, 3)),
        "fits": st.frozensets(st.tuples(st.integers(0, 2), st.integers(0, 3))),
    }
)


def every_answer(question: Question, *, complete: bool = False):
    """All ways to seat experts; with ``complete`` those that leave no seat empty."""
    panels = []
    for dossier, seats in question.wanted.items():
        free = [e for e in question.experts if (dossier, e) not in question.barred]
        panels.append(
            [
                [(dossier, expert) for expert in panel]
                for size in range(seats if complete else 0, min(seats, len(free)) + 1)
                for panel in combinations(free, size)
            ]
        )
    for panel in product(*panels):
        pairs = [pair for each in panel for pair in each]
        taken = Counter(expert for _, expert in pairs)
        if all(taken[e] <= question.room(e) for e in taken):
            yield pairs


def worth(question: Question, pairs) -> tuple[int, int, int, int]:
    """What is to be least, in this order."""
    filled = Counter(dossier for dossier, _ in pairs)
    gaps = [seats - filled[d] for d, seats in question.wanted.items()]
    loads = Counter(question.loads) + Counter(expert for _, expert in pairs)
    return (
        sum(gaps),
        sum(gap * gap for gap in gaps),
        sum(load * load for load in loads.values()),
        sum(question.misfit(*pair) for pair in pairs),
    )


@settings(max_examples=150, deadline=None)
@given(tiny)
def test_no_answer_of_all_there_are_is_better_before_parts_are_joined(said):
    # With a group for each dossier nothing is there to be joined.
    question = Question(experts=range(4), groups={d: str(d) for d in range(3)}, **said)

    found = worth(question, chosen(propose(question)))

    assert found == min(worth(question, each) for each in every_answer(question))


@pytest.mark.parametrize(("dossiers", "experts"), [(160, 40)])
def test_a_province_is_assigned_at_once(dossiers, experts):
    barred = {(d, d % experts): "同单位" for d in range(dossiers)}

    proposal = propose(even(dossiers, experts, 5, barred=barred))

    assert set(proposal.loads.values()) == {20}


@pytest.mark.slow
def test_two_thousand_dossiers_are_assigned_while_one_waits():
    barred = {(d, d % 40): "同单位" for d in range(2000)}
    fits = frozenset((d, e) for d in range(2000) for e in range(40) if d % 8 == e % 8)
    groups = {d: str(d % 4) for d in range(2000)}
    question = even(2000, 40, 5, barred=barred, fits=fits, groups=groups)

    proposal = propose(question)

    assert set(proposal.loads.values()) == {250}
    assert [len(each.parts) for each in proposal.linked] == [1, 1, 1, 1]
