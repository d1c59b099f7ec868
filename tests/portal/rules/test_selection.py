"""Selection goes down the ranking; minima and cities' places are passed over."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.rules import (
    QuotaTooSmall,
    SelectionRules,
    Standing,
    StraddledTie,
    Why,
    ground_data,
    read_ground,
    select,
    shortfalls_of,
)

NOTHING = SelectionRules()


def ranking(*rows):
    """(city, mark[, service]) in order; equal marks share a place."""
    placed, cities, place = [], {}, 0
    for number, (city, mark, *service) in enumerate(rows, start=1):
        if not placed or placed[-1].mark != Decimal(mark):
            place = number
        groups = {"服务": Decimal(service[0] if service else "30")}
        placed.append(Standing(place, f"D{number}", Decimal(mark), groups))
        cities[f"D{number}"] = city
    return placed, cities


FOUR = ranking(("甲", "90"), ("甲", "80"), ("甲", "70"), ("乙", "60"))


def names(*numbers):
    return {f"D{number}" for number in numbers}


@pytest.mark.parametrize(
    ("mark", "short_by"), [("59.99", "0.01"), ("60.00", None), ("60.01", None)]
)
def test_a_total_is_met_at_its_minimum(mark, short_by):
    (standing,), _ = ranking(("甲", mark))

    found = shortfalls_of(standing, SelectionRules(total=Decimal(60)))

    assert [str(each.short_by) for each in found] == ([short_by] if short_by else [])


@pytest.mark.parametrize(("mark", "is_in"), [("19.99", 0), ("20.00", 1), ("20.01", 1)])
def test_a_group_below_its_minimum_is_passed_over_whatever_the_place(mark, is_in):
    placed, cities = ranking(("甲", "90", mark), ("乙", "80", "30"))
    limits = SelectionRules(groups={"服务": Decimal(20)})

    found = select(placed, cities, limits, quota=1)

    assert found.chosen == (names(1) if is_in else names(2))
    if not is_in:
        (missed,) = found.grounds["D1"].shortfalls
        assert (missed.group, str(missed.mark), str(missed.short_by)) == (
            "服务", "19.99", "0.01",
        )  # fmt: skip


def test_every_minimum_that_is_missed_is_told_below_the_line_too():
    placed, cities = ranking(("甲", "90"), ("乙", "50", "10"))
    limits = SelectionRules(total=Decimal(60), groups={"服务": Decimal(20)})

    found = select(placed, cities, limits, quota=1)

    assert [each.group for each in found.grounds["D2"].shortfalls] == ["", "服务"]


@pytest.mark.parametrize(
    ("most", "chosen", "passed"),
    [
        (1, names(1, 4), names(2, 3)),
        (2, names(1, 2, 4), {"D3"}),
        (3, names(1, 2, 3), set()),
    ],
)  # fmt: skip
def test_who_is_beyond_the_citys_places_is_passed_over(most, chosen, passed):
    found = select(*FOUR, SelectionRules(city_most=most), quota=3)

    assert found.chosen == chosen
    assert set(found.grounds) == passed


def test_who_holds_the_citys_places_is_named_by_place():
    ground = select(*FOUR, SelectionRules(city_most=2), quota=3).grounds["D3"]

    assert (ground.why, ground.most, ground.places) == (Why.CITY_FULL, 2, (1, 2))


def test_who_missed_a_minimum_holds_no_place_of_the_city():
    placed, cities = ranking(("甲", "90", "10"), ("甲", "80"), ("乙", "70"))
    limits = SelectionRules(groups={"服务": Decimal(20)}, city_most=1)

    assert select(placed, cities, limits, quota=2).chosen == names(2, 3)


def test_a_citys_places_do_not_cut_a_tie_and_nobody_overtakes_it():
    rows = [("甲", "90"), ("甲", "80"), ("甲", "80"), ("甲", "70"), ("乙", "60")]

    found = select(*ranking(*rows), SelectionRules(city_most=2), quota=5)

    assert found.chosen == names(1, 5)
    grounds = [found.grounds[f"D{n}"] for n in (2, 3, 4)]
    assert {each.why for each in grounds} == {Why.CITY_TIED}
    assert (grounds[0].room, grounds[0].places) == (1, (2, 2))


def test_a_tie_of_two_cities_is_not_in_the_citys_way():
    rows = [("甲", "90"), ("甲", "80"), ("乙", "80"), ("丙", "70")]

    found = select(*ranking(*rows), SelectionRules(city_most=1), quota=3)

    assert found.chosen == names(1, 3, 4)


def test_a_tie_across_the_line_is_refused_with_the_quotas_that_help():
    placed, cities = ranking(("甲", "90"), ("甲", "80"), ("乙", "70"), ("丙", "70"))
    limits = SelectionRules(city_most=1)

    with pytest.raises(StraddledTie) as refused:
        select(placed, cities, limits, quota=2)

    assert (refused.value.fewer, refused.value.more) == (1, 3)
    assert set(refused.value.tied) == names(3, 4)
    assert select(placed, cities, limits, quota=1).chosen == names(1)
    assert select(placed, cities, limits, quota=3).chosen == names(1, 3, 4)


@pytest.mark.parametrize(("minimum", "chosen"), [
    ("60.01", names(1, 2)), ("60.00", names(1, 2, 4)), ("59.99", names(1, 2, 4)),
])  # fmt: skip
def test_by_mark_the_citys_places_hold_as_well(minimum, chosen):
    limits = SelectionRules(city_most=2, city_least=1)

    found = select(*FOUR, limits, quota=None, minimum=Decimal(minimum))

    assert found.chosen == chosen


def test_what_a_city_is_to_have_at_least_is_kept_for_its_best():
    found = select(*FOUR, SelectionRules(city_least=1), quota=2)

    assert found.chosen == names(1, 4)
    assert found.grounds["D4"].why is Why.CITY_LEAST
    assert [found.grounds[f"D{n}"].why for n in (2, 3)] == [Why.KEPT, Why.KEPT]


def test_a_city_whose_best_misses_a_minimum_gets_nothing_kept():
    limits = SelectionRules(total=Decimal(65), city_least=1)

    assert select(*FOUR, limits, quota=2).chosen == names(1, 2)


def test_a_quota_below_what_the_cities_are_to_have_is_refused():
    with pytest.raises(QuotaTooSmall) as refused:
        select(*FOUR, SelectionRules(city_least=2), quota=2)

    assert (refused.value.quota, refused.value.wanted) == (2, 3)


@pytest.mark.parametrize(
    ("count", "reserve"), [(0, ()), (1, ("D2",)), (2, ("D2", "D3")), (9, ("D2", "D3"))]
)
def test_the_next_in_order_are_the_reserve_full_cities_as_well(count, reserve):
    limits = SelectionRules(city_most=1, reserve=count)

    assert select(*FOUR, limits, quota=2).reserve == reserve


def test_equals_of_the_last_reserve_come_along_and_who_missed_a_minimum_does_not():
    rows = [("甲", "90"), ("乙", "80", "10"), ("丙", "70"), ("丁", "70"), ("甲", "60")]
    limits = SelectionRules(groups={"服务": Decimal(20)}, reserve=1)

    assert select(*ranking(*rows), limits, quota=1).reserve == ("D3", "D4")


def test_by_mark_nobody_under_it_is_in_reserve():
    limits = SelectionRules(city_most=1, reserve=5)

    found = select(*FOUR, limits, quota=None, minimum=Decimal(75))

    assert found.reserve == ("D2",)


rows = st.lists(
    st.tuples(
        st.sampled_from("甲乙丙"),
        st.integers(50, 60).map(str),
        st.integers(15, 25).map(str),
    ),
    max_size=14,
).map(lambda found: sorted(found, key=lambda row: -int(row[1])))
counts = st.none() | st.integers(1, 4)
limits = st.builds(
    SelectionRules,
    total=st.none() | st.integers(50, 60).map(Decimal),
    groups=st.just({}) | st.integers(15, 25).map(lambda n: {"服务": Decimal(n)}),
    city_most=counts,
    reserve=st.integers(0, 5),
)


def selected(found, limits, quota):
    try:
        return select(*found, limits, quota=quota)
    except StraddledTie:
        assume(False)


@given(rows.map(lambda r: ranking(*r)), limits, st.integers(0, 10))
def test_no_more_than_the_places_and_nobody_without_a_reason(found, limits, quota):
    placed, cities = found
    selection = selected(found, limits, quota)

    assert len(selection.chosen) <= quota
    for city in "甲乙丙":
        mine = [d for d in selection.chosen if cities[d] == city]
        assert limits.city_most is None or len(mine) <= limits.city_most
    lowest = max((s.place for s in placed if s.dossier in selection.chosen), default=0)
    for standing in placed:
        if standing.dossier not in selection.chosen and standing.place < lowest:
            assert standing.dossier in selection.grounds
    assert selection.chosen.isdisjoint(selection.reserve)


@given(rows.map(lambda r: ranking(*r)), limits, st.integers(0, 10))
def test_within_a_city_nobody_is_overtaken_but_for_a_minimum(found, limits, quota):
    placed, cities = found
    selection = selected(found, limits, quota)

    for city in "甲乙丙":
        mine = [s for s in placed if cities[s.dossier] == city]
        able = [s for s in mine if not shortfalls_of(s, limits)]
        flags = [s.dossier in selection.chosen for s in able]
        assert flags == sorted(flags, reverse=True)


@given(rows.map(lambda r: ranking(*r)), st.integers(0, 10))
def test_without_limits_it_is_the_first_of_the_ranking(found, quota):
    placed, _ = found
    selection = selected(found, NOTHING, quota)

    assert selection.chosen == {s.dossier for s in placed[:quota]}
    assert not selection.grounds
    assert not selection.reserve


@given(rows.map(lambda r: ranking(*r)), counts, counts, st.integers(0, 12))
def test_each_city_has_what_it_is_to_have_at_least(found, most, least, quota):
    assume(least is None or most is None or least <= most)
    placed, cities = found
    limits = SelectionRules(city_most=most, city_least=least)
    try:
        selection = selected(found, limits, quota)
    except QuotaTooSmall:
        return

    assert len(selection.chosen) <= quota
    for city in "甲乙丙":
        mine = [s for s in placed if cities[s.dossier] == city]
        got = sum(s.dossier in selection.chosen for s in mine)
        assert most is None or got <= most
        tied = any(
            selection.grounds.get(s.dossier)
            and selection.grounds[s.dossier].why is Why.CITY_TIED
            for s in mine
        )
        assert tied or got >= min(least or 0, len(mine))


@given(rows.map(lambda r: ranking(*r)), limits, st.integers(0, 10))
def test_a_ground_that_was_written_is_read_again(found, limits, quota):
    for ground in selected(found, limits, quota).grounds.values():
        assert read_ground(ground_data(ground)) == ground
