"""An expert's way through a round: an order of one's own, put off, on to the next."""

from collections import Counter
from hashlib import sha256
from itertools import pairwise

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from applications.models import Dossier, Round
from portal.models import AuditEntry
from scoring.facts.queue import Queue, Turn, queue_of
from scoring.models import Assignment
from tests.factories import (
    full_points,
    make_assignment,
    make_dossier,
    make_enterprise,
    make_expert,
    make_round,
    make_sheet,
)


def turns(*applicants: int) -> list[Turn]:
    return [Turn(f"k{n}", f"N{n:03d}", who, False) for n, who in enumerate(applicants)]


def order(queue: Queue) -> list[str]:
    return [turn.number for turn in queue.turns]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.integers(1, 5), max_size=14))
def test_one_applicants_dossiers_are_apart_wherever_that_can_be(applicants):
    queue = Queue.of("Z001", turns(*applicants))

    met = [turn.applicant for turn in queue.turns]
    assert sorted(met) == sorted(applicants)
    most = max((applicants.count(who) for who in applicants), default=0)
    if most * 2 <= len(applicants) + 1:
        assert all(one != other for one, other in pairwise(met))


def plainly(expert: str, some: list[Turn]) -> list[Turn]:
    """The same rule written as it is said, counting all anew at each step."""
    rest = sorted(some, key=lambda t: sha256(f"{expert} {t.number}".encode()).digest())
    done: list[Turn] = []
    while rest:
        last = done[-1].applicant if done else None
        [(most, count)] = Counter(turn.applicant for turn in rest).most_common(1)
        must = count * 2 > len(rest) and most != last
        fitting = (
            turn
            for turn in rest
            if (turn.applicant == most if must else turn.applicant != last)
        )
        done.append(next(fitting, rest[0]))
        rest.remove(done[-1])
    return done


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.integers(1, 6), max_size=40), st.sampled_from(["Z001", "Z002"]))
def test_the_order_is_the_one_that_the_plain_rule_gives(applicants, expert):
    some = turns(*applicants)

    assert list(Queue.of(expert, some).turns) == plainly(expert, some)


def test_the_order_is_an_experts_own_and_does_not_depend_on_how_rows_come():
    some = turns(*range(1, 13))

    assert order(Queue.of("Z001", some)) == order(Queue.of("Z001", some[::-1]))
    assert order(Queue.of("Z001", some)) != order(Queue.of("Z002", some))
    assert order(Queue.of("Z001", some)) != [turn.number for turn in some]


@pytest.fixture
def mine(db) -> list[Assignment]:
    """Three dossiers of one round, in the order in which they come."""
    round = make_round(status=Round.Status.SCORING)
    expert = make_expert()
    seats = {}
    for _ in range(3):
        dossier = make_dossier(round=round, status=Dossier.Status.ACCEPTED)
        seat = make_assignment(expert=expert, dossier=dossier)
        seats[seat.key] = seat
    return [seats[turn.key] for turn in queue_of(seat).turns]


def sheet(seat: Assignment) -> str:
    return reverse("scoring:sheet", args=[seat.key])


def skip(client, seat: Assignment):
    return client.post(reverse("scoring:skip", args=[seat.key]))


def test_what_is_skipped_comes_again_after_all_others(client, mine):
    first, second, third = mine
    client.force_login(first.expert.user)

    assert skip(client, first).url == sheet(second)
    assert skip(client, second).url == sheet(third)
    assert skip(client, third).url == sheet(first)  # the longest ago
    to_do = [turn.key for turn in queue_of(first).to_do]
    assert to_do == [first.key, second.key, third.key]
    skip(client, first)
    assert [turn.key for turn in queue_of(first).to_do][-1] == first.key
    # Its place in the round does not change.
    page = client.get(sheet(first)).content.decode()
    assert "第 1 / 3 份 · 已提交 0 / 3" in page
    assert "已跳过，排在最后" in client.get(reverse("scoring:tasks")).content.decode()
    assert AuditEntry.objects.filter(action="panel.put_off").count() == 4


def test_nothing_is_skipped_that_is_handed_in_or_over(client, mine):
    make_sheet(mine[0])
    client.force_login(mine[0].expert.user)

    assert skip(client, mine[0]).status_code == 409
    Round.objects.update(status=Round.Status.CLOSED)
    assert skip(client, mine[1]).status_code == 409


def test_handing_in_leads_straight_to_the_next_and_at_last_to_the_list(client, mine):
    first, second, third = mine
    client.force_login(first.expert.user)
    make_sheet(third)
    for seat in (first, second):
        points = full_points(seat.dossier.round, "0.8")
        make_sheet(seat, points=points, state="draft")

    def hand_in(seat):
        return client.post(reverse("scoring:hand_in", args=[seat.key]), {"version": 1})

    assert hand_in(second).url == sheet(first)
    assert "已提交 2 / 3 份" in client.get(sheet(first)).content.decode()
    assert hand_in(first).url == reverse("scoring:tasks")
    assert "本批次全部完成" in client.get(reverse("scoring:tasks")).content.decode()


def test_two_dossiers_of_one_enterprise_are_not_taken_one_after_the_other(db):
    round = make_round(status=Round.Status.SCORING)
    expert, firm = make_expert(), make_enterprise()
    for n, kind in enumerate(("industry", "enterprise", "industry", "industry")):
        given = {"enterprise": firm} if n < 2 else {}
        dossier = make_dossier(
            round=round, kind=kind, status=Dossier.Status.ACCEPTED, **given
        )
        seat = make_assignment(expert=expert, dossier=dossier)

    met = [turn.applicant for turn in queue_of(seat).turns]
    assert all(one != other for one, other in pairwise(met))


def test_the_list_offers_what_comes_next(client, mine):
    client.force_login(mine[0].expert.user)
    make_sheet(mine[0])

    page = client.get(reverse("scoring:tasks"))

    [batch] = page.context["batches"]
    assert batch.next.key == mine[1].key
    assert "继续评审" in page.content.decode()
