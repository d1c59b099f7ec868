"""The next of the reserve follows, its city's places permitting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules import SelectionRules, Why
from portal.rules.succession import Held, succession


def held(*rows):
    return [Held(f"D{place}{city}", place, city) for place, city in rows]


SELECTED = held((1, "甲"), (2, "乙"))


def test_the_first_of_the_reserve_follows():
    found = succession(SELECTED, held((3, "丙"), (4, "甲")), "D1甲", SelectionRules())

    assert (found.able, found.passed) == (("D3丙",), {})


def test_an_empty_reserve_gives_nobody():
    assert succession(SELECTED, [], "D1甲", SelectionRules()).able == ()


@pytest.mark.parametrize(
    ("most", "able", "passed"), [(1, "D4甲", {"D3乙"}), (2, "D3乙", set())]
)
def test_whose_city_is_full_is_passed_over_with_who_holds_it(most, able, passed):
    reserve = held((3, "乙"), (4, "甲"))

    found = succession(SELECTED, reserve, "D1甲", SelectionRules(city_most=most))

    assert found.able == (able,)
    assert set(found.passed) == passed
    for ground in found.passed.values():
        assert (ground.why, ground.places) == (Why.CITY_FULL, (2,))


def test_who_leaves_frees_the_place_of_its_own_city():
    found = succession(
        SELECTED, held((3, "甲"), (4, "丙")), "D1甲", SelectionRules(city_most=1)
    )

    assert found.able == ("D3甲",)


def test_equals_are_all_able_and_an_official_names_one():
    found = succession(
        SELECTED, held((3, "丙"), (3, "丁"), (5, "戊")), "D1甲", SelectionRules()
    )

    assert found.able == ("D3丙", "D3丁")


def test_of_equals_one_whose_city_is_full_is_not_able():
    found = succession(
        SELECTED, held((3, "丙"), (3, "乙")), "D1甲", SelectionRules(city_most=1)
    )

    assert found.able == ("D3丙",)


def test_the_citys_own_comes_first_where_it_is_to_have_one():
    found = succession(
        SELECTED, held((3, "丙"), (4, "甲")), "D1甲", SelectionRules(city_least=1)
    )

    assert found.able == ("D4甲",)
    assert found.ground is not None
    assert found.ground.why is Why.CITY_LEAST


cities = st.lists(st.sampled_from("甲乙丙"), max_size=8)


@given(st.lists(st.sampled_from("甲乙丙"), min_size=1, max_size=6), cities, st.data())
def test_who_follows_is_never_beyond_the_citys_places(selected, reserve, data):
    most = data.draw(st.none() | st.integers(1, 3))
    ours = held(*enumerate(selected, start=1))
    theirs = held(*enumerate(reserve, start=len(ours) + 1))
    leaver = data.draw(st.sampled_from(ours))

    found = succession(ours, theirs, leaver.dossier, SelectionRules(city_most=most))

    staying = [each.city for each in ours if each is not leaver]
    for each in theirs:
        is_full = most is not None and staying.count(each.city) >= most
        if each.dossier in found.able:
            assert not is_full
            break
        assert is_full
        assert each.dossier in found.passed
