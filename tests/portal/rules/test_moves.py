"""Two rankings side by side: who enters, leaves, moves, by how much."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from portal.rules.moves import Move, Placed, moves

PLACED = st.builds(
    Placed,
    place=st.one_of(st.none(), st.integers(1, 50)),
    mark=st.one_of(st.none(), st.decimals(0, 100, places=2)),
    is_selected=st.booleans(),
)
RANKING = st.dictionaries(st.sampled_from("ABCDEFGH"), PLACED)


def placed(place, mark, is_selected=False, *figures):
    return Placed(place, None if mark is None else Decimal(mark), is_selected, figures)


def test_one_enters_as_another_leaves_and_both_say_by_how_much():
    old = {"A": placed(1, "90.00", True), "B": placed(2, "80.00")}
    new = {"B": placed(1, "80.00", True), "A": placed(2, "79.99")}

    first, second = moves(old, new)

    assert (first.dossier, first.enters, first.leaves) == ("B", True, False)
    assert (first.climbed, first.gained) == (1, Decimal("0.00"))
    assert (second.dossier, second.enters, second.leaves) == ("A", False, True)
    assert (second.climbed, second.gained) == (-1, Decimal("-10.01"))


def test_who_loses_the_place_leaves_without_a_number_of_places():
    [move] = moves({"A": placed(1, "90", True)}, {"A": placed(None, None)})

    assert move.leaves
    assert (move.climbed, move.gained) == (None, None)


def test_another_figure_alone_is_a_change_and_moves_nobody():
    old, new = placed(1, "90", True, "4.10"), placed(1, "90", True, "4.20")

    [move] = moves({"A": old}, {"A": new})

    assert move.is_changed
    assert (move.enters, move.leaves, move.climbed) == (False, False, 0)


def test_whom_only_the_old_one_knows_comes_last():
    found = moves({"A": placed(1, "90", True)}, {"B": placed(1, "80", True)})

    assert [each.dossier for each in found] == ["B", "A"]
    assert found[1] == Move("A", placed(1, "90", True), None)
    assert found[1].leaves


@given(RANKING)
def test_nothing_changes_against_itself(ranking):
    assert not any(each.is_changed for each in moves(ranking, ranking))


@given(RANKING, RANKING)
def test_backwards_it_is_the_opposite(old, new):
    there = {each.dossier: each for each in moves(old, new)}
    back = {each.dossier: each for each in moves(new, old)}

    assert there.keys() == back.keys() == old.keys() | new.keys()
    for dossier, move in there.items():
        again = back[dossier]
        assert (move.enters, move.leaves) == (again.leaves, again.enters)
        assert move.climbed is None or move.climbed == -again.climbed
        assert move.is_changed == again.is_changed


@given(RANKING, RANKING)
def test_selected_before_plus_entered_minus_left_is_selected_now(old, new):
    found = moves(old, new)
    before = sum(each.is_selected for each in old.values())
    after = sum(each.is_selected for each in new.values())

    assert after == before + sum(e.enters for e in found) - sum(e.leaves for e in found)
