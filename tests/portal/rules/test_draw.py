"""A draw keeps its rules, is equal for everybody and gives nobody a better chance."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from portal.rules import draw as drawing
from portal.rules.draw import DrawError, choose, draw, next_reserve
from portal.rules.draw_pool import pool_text, read_pool
from portal.rules.draw_record import plain_value, read_result, result_data
from portal.rules.draw_refusals import refusals
from tests.portal.rules.draws import (
    FINANCE,
    TECHNICAL,
    make_candidate,
    make_filing,
    make_pool,
    make_rules,
    random_pool,
    verifier,
)

SEED = bytes(range(32))


def seed(n: int) -> bytes:
    return n.to_bytes(32, "big")


def test_the_seats_of_a_panel_are_the_minima_then_the_shares_rounded_up():
    assert make_rules().seats == ("finance", "technical", "technical")
    assert make_rules(size=5).seats == ("finance", *["technical"] * 3, "")
    assert make_rules(size=7).seats == ("finance", *["technical"] * 5, "")
    assert len(make_rules(size=2).seats) == 3  # more than there is room for


@given(st.integers(0, 2**32))
def test_whatever_is_drawn_keeps_every_rule(n):
    pool = random_pool(random.Random(n))
    if refusals(pool):
        return

    result = draw(pool, seed(n))

    experts = {each.code: each for each in pool.experts}
    rules = pool.rules
    loads = Counter({each.code: each.load for each in pool.experts})
    for filing in pool.filings:
        panel = [p for p in result.seats if p.number == filing.number]
        assert [p.category for p in panel] == list(rules.seats)
        seated = [experts[p.expert] for p in panel]
        loads.update(each.code for each in seated)
        assert len({each.code for each in seated}) == rules.size
        cities = Counter(each.city for each in seated)
        assert not rules.city_most or max(cities.values()) <= rules.city_most
        for one, two in rules.apart:
            assert not {one, two} <= {each.code for each in seated}
        reserves = [p for p in result.reserves if p.number == filing.number]
        assert len({p.expert for p in [*panel, *reserves]}) == len(panel + reserves)
        for pick in [*panel, *reserves]:
            expert = experts[pick.expert]
            assert not pick.category or pick.category in expert.categories
            assert not expert.employer & filing.employer
            assert expert.code not in filing.barred
            assert not rules.other_city or expert.city != filing.city
            assert pick.candidates + sum(pick.excluded.values()) == len(experts)
    assert all(
        loads[code] <= rules.most
        for code, each in experts.items()
        if loads[code] > each.load
    )


def test_the_order_in_which_a_pool_is_told_makes_no_difference():
    pool = make_pool()
    told = make_pool(experts=pool.experts[::-1], filings=pool.filings[::-1])

    assert pool_text(told) == pool_text(pool)
    assert draw(told, SEED) == draw(pool, SEED)
    assert read_pool(pool_text(pool)) == pool
    result = draw(pool, SEED)
    assert read_result(result_data(result)) == result


def test_over_20000_seeds_every_candidate_is_as_likely_as_another():
    pool = make_pool(technical=10, finance=5, dossiers=1)
    drawn = [Counter[str]() for _ in range(3)]
    for n in range(20_000):
        for seat, pick in enumerate(draw(pool, seed(n)).seats):
            drawn[seat][pick.expert] += 1

    for found, wanted in zip(drawn, (FINANCE, TECHNICAL, TECHNICAL), strict=True):
        codes = {each.code for each in pool.experts if each.categories == wanted}
        assert set(found) == codes
        assert chisquare(list(found.values())).pvalue > 0.001


def test_a_number_that_would_favour_some_is_thrown_again():
    """A quarter of all numbers is beyond: kept, it would double the first third."""
    n = 3 * 2**62
    found = [choose(seed(k), "x", n) for k in range(600)]

    assert all(0 <= each < n for each in found)
    assert 160 < sum(each < 2**62 for each in found) < 240
    assert {choose(seed(k), "x", 1) for k in range(9)} == {0}
    assert found == [verifier().choose(seed(k), "x", n) for k in range(600)]


def test_a_pass_that_leaves_a_seat_open_counts_for_nothing():
    """Two of three may not sit together: some first passes find nobody in the end."""
    experts = tuple(
        make_candidate(n, categories=FINANCE if n < 2 else TECHNICAL) for n in range(5)
    )
    rules = make_rules(candidates=1, apart=(("Z000", "Z003"), ("Z000", "Z004")))
    pool = make_pool(dossiers=1, experts=experts, rules=rules)
    results = [draw(pool, seed(n)) for n in range(50)]

    assert {result.attempt for result in results} > {0, 1}
    assert {result.seats[0].expert for result in results} == {"Z001"}


def test_what_cannot_be_filled_at_all_ends_in_an_error_and_is_refused_before(
    monkeypatch,
):
    monkeypatch.setattr(drawing, "PASSES", 3)
    pool = make_pool(rules=make_rules(most=1, candidates=1), dossiers=9)

    assert refusals(pool)
    with pytest.raises(DrawError):
        draw(pool, SEED)


REFUSED = {
    "没有需要抽取专家的申报": {"filings": ()},
    "每份 2 名专家排不下财务类 1 名、技术类 2 名": {"rules": make_rules(size=2)},
    "Z777 不在候选名单内": {"rules": make_rules(apart=(("Z000", "Z777"),))},
    "申报 N00000：财务类候选 2 人，1 席须有候选 3 人，还差 1 人": {
        "filings": (make_filing(0, barred=frozenset({"Z008", "Z009"})),)
    },
    "申报 N00000：技术类候选 5 人，2 席须有候选 6 人": {
        "filings": (make_filing(0, employer=frozenset({"e1", "e2", "e3"})),)
    },
    "申报 N00000：全部候选 8 人，3 席须有候选 9 人，还差 1 人": {
        "filings": (make_filing(0, city="c1", barred=frozenset({"Z000"})),)
    },
    "财务类专家按每人最多 1 份还能承担 4 席，需要 5 席": {
        "rules": make_rules(most=1, candidates=1),
        "filings": tuple(make_filing(n) for n in range(5)),
    },
    "试抽 12 次，只有": {
        "rules": make_rules(most=1, candidates=1),
        "filings": tuple(make_filing(n) for n in range(4)),
        "experts": tuple(
            make_candidate(n, categories=TECHNICAL if n > 3 else FINANCE | TECHNICAL)
            for n in range(12)
        ),
    },
}


@pytest.mark.parametrize("said", REFUSED)
def test_what_cannot_be_promised_is_refused_with_its_reason(said):
    assert not refusals(make_pool())

    assert any(said in each for each in refusals(make_pool(**REFUSED[said])))


def test_the_next_reserve_is_the_first_whom_nothing_hinders():
    pool = make_pool(dossiers=1, rules=make_rules(reserves=6, most=2))
    result = draw(pool, SEED)
    panel = [pick.expert for pick in result.seats]
    reserves = [pick.expert for pick in result.reserves]
    categories = [pick.category for pick in result.reserves]
    assert categories == ["finance", "technical", "technical"] * 2
    loads = Counter(panel)

    def next_for(category, **away):
        found = next_reserve(pool, result.reserves, category, panel[:2], loads, away)
        return found.expert, found.skipped

    one, two, three, *_ = reserves
    assert next_for("finance") == (one, ())
    assert next_for("technical") == (two, ((one, "category"),))
    assert next_for("technical", **{two: "tie"}) == (
        three, ((one, "category"), (two, "tie"))
    )  # fmt: skip
    loads[two] = 2
    assert next_for("technical")[0] == three
    assert next_for("")[0] == one
    everybody = dict.fromkeys(reserves, "unavailable")
    assert next_for("finance", **everybody) == ("", tuple(everybody.items()))


def test_the_public_value_is_one_text_however_it_was_typed():
    typed = [" 03 09  11\n+ 07", "\uff10\uff13\u300009 11 \uff0b 07"]

    assert {plain_value(each) for each in typed} == {"03 09 11 + 07"}
