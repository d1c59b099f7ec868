"""The pages of a correction ask the database as often for one row as for three."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.scoring.amended import (
    amend,
    make_officials,
    make_published,
    recheck,
    reopen_marks,
    seats_of,
    upheld,
)
from tests.scoring.pages import url

pytestmark = pytest.mark.django_db
SHARES = ("0.9", "0.8", "0.7", "0.6")


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to("2026-11-23 10:00 +0800", tick=False)


@pytest.fixture
def officials():
    return make_officials()


@pytest.fixture
def cost(client, officials):
    client.force_login(officials[0])

    def asked(address) -> int:
        client.get(address)  # what is kept from page to page is read once
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    return asked


def amendable(officials, rows):
    """So many objections upheld, each to another dossier, and all is done."""
    letter = "ABCD"[rows]
    shortlist = make_published(officials, *SHARES[: rows + 1], letter=letter)
    numbers = [f"{letter}-0{n}" for n in range(1, rows + 1)]
    found = [upheld(shortlist, officials[0], number) for number in numbers]
    for each in found:
        reopen_marks(each, officials[0])
        recheck(seats_of(each)[0])
    return shortlist


def test_the_comparison(cost, officials):
    lists = [amendable(officials, rows) for rows in (1, 3)]

    one, three = (cost(url("amend", each.round, each.kind)) for each in lists)

    assert one == three


def test_the_void_list(cost, officials):
    lists = [amendable(officials, rows) for rows in (1, 3)]
    for each in lists:
        amend(each, officials[0])

    one, three = (cost(reverse("scoring:void_list", args=[e.pk])) for e in lists)

    assert one == three


def test_what_may_be_opened(cost, officials):
    lists = [
        make_published(officials, *SHARES[:rows], letter=letter)
        for rows, letter in ((2, "A"), (4, "B"))
    ]
    pairs = zip(lists, ("A-01", "B-01"), strict=True)
    found = [upheld(each, officials[0], number) for each, number in pairs]

    one, three = (cost(reverse("scoring:reopen", args=[each.pk])) for each in found)

    assert one == three


def test_an_objection_and_what_it_opened(cost, officials):
    shortlist = make_published(officials, *SHARES)
    found = [upheld(shortlist, officials[0], f"A-0{n}") for n in (1, 2)]
    reopen_marks(found[0], officials[0], "4.1.5")
    for code in ("4.1.5", "1.1.1", "3.1.1"):
        reopen_marks(found[1], officials[0], code)

    one, three = (cost(reverse("scoring:objection", args=[e.pk])) for e in found)

    assert one == three
