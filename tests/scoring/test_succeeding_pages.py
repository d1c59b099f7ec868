"""The pages about who leaves a published list: what they say, refuse and cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scoring.models import Replacement
from tests.scoring.departures import (
    entry_of,
    make_people,
    make_published,
    propose,
)
from tests.scoring.pages import text_of, url

pytestmark = pytest.mark.django_db
MANY = {f"B-{n}": (f"示例{n}市", f"0.{99 - n}") for n in range(10, 16)}


def new_at(shortlist, number):
    args = [shortlist.round_id, shortlist.kind, entry_of(shortlist, number).pk]
    return reverse("scoring:replacement_new", args=args)


def test_the_form_says_who_follows_and_asks_for_evidence_of_a_removal(client):
    people = make_people()
    shortlist = make_published(people)
    client.force_login(people[0])

    page = text_of(client.get(new_at(shortlist, "A-03")))
    assert "第 4 名 A-04 示例A-04有限公司（四平市）" in page
    assert "越过的候补" in page
    assert "本市名额 1 家已满：第 1 名" in page

    typed = {"ground": "removed", "reason": "示例"}
    refused = text_of(client.post(new_at(shortlist, "A-03"), typed))
    assert "取消资格的必须附证据" in refused
    assert not Replacement.objects.exists()
    client.post(new_at(shortlist, "A-03"), {**typed, "ground": "withdrawn"})
    assert Replacement.objects.get().follower.dossier.number == "A-04"


def test_a_second_one_waits_for_the_first(client):
    people = make_people()
    shortlist = make_published(people)
    propose(shortlist, people[0])
    client.force_login(people[1])

    assert client.get(new_at(shortlist, "A-03")).status_code == 409


def queries_of(client, address):
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_the_list_costs_the_same_for_few_and_for_many(client):
    people = make_people()
    client.force_login(people[0])
    few = make_published(people)
    many = make_published(people, limits={"reserve": 4}, rows=MANY)

    costs = [
        queries_of(client, url("replacements", each.round)) for each in (few, many)
    ]

    assert costs[0] == costs[1] <= 15
