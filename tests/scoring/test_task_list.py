"""What an expert is told: what is to be done first, and by what an indicator goes."""

import pytest
from django.urls import reverse

from applications.models import Dossier, Round
from scoring.facts.queue import queue_of
from scoring.models import Assignment
from tests.factories import (
    make_assignment,
    make_dossier,
    make_expert,
    make_round,
    make_sheet,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine():
    """Three dossiers of one round in their turn; the first has been handed in."""
    round = make_round(status=Round.Status.SCORING)
    expert = make_expert()
    for _ in range(3):
        make_assignment(
            expert=expert,
            dossier=make_dossier(round=round, status=Dossier.Status.ACCEPTED),
        )
    seats = Assignment.objects.select_related("expert", "dossier__round")
    by_key = {seat.key: seat for seat in seats}
    queue = queue_of(seats[0])
    assignments = [by_key[turn.key] for turn in queue.turns]
    make_sheet(assignments[0])
    return assignments


def test_what_is_to_be_done_comes_before_what_was_handed_in(client, mine):
    client.force_login(mine[0].expert.user)

    page = client.get(reverse("scoring:tasks"))

    numbers = [each.dossier.number for each in (mine[1], mine[2], mine[0])]
    places = [page.text.index(f">{number}") for number in numbers]
    assert places == sorted(places)
    assert page.text.index("待办 2 份") < places[0]
    assert places[1] < page.text.index("已提交 1 份") < places[2]
    [batch] = page.context["batches"]
    assert [task.place for _, part in batch.parts for task in part] == [2, 3, 1]


def test_a_round_that_is_being_scored_comes_first(client, mine):
    expert = mine[0].expert
    later = make_round(status=Round.Status.CLOSED)
    dossier = make_dossier(round=later, status=Dossier.Status.ACCEPTED)
    make_assignment(expert=expert, dossier=dossier)
    client.force_login(expert.user)

    batches = client.get(reverse("scoring:tasks")).context["batches"]

    assert [batch.round for batch in batches] == [mine[0].dossier.round, later]


@pytest.mark.parametrize("place", [0, 1], ids=["to read", "to write"])
def test_an_indicator_shows_its_maximum_its_basis_and_what_its_letter_means(
    client, mine, place
):
    assignment = mine[place]
    [leaf, *_] = assignment.dossier.round.table["indicators"]
    client.force_login(assignment.expert.user)

    page = client.get(assignment.get_absolute_url()).text

    assert "原表残存（照录）" in page
    assert "权重残存、名称补" in page
    assert "补全（重构）" in page
    assert f"依据：{leaf['basis']}" in page.replace("&quot;", '"')
    assert f"/ {leaf['weight']} 分" in page
