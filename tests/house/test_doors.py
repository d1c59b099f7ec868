"""Every address as everybody: the table in doors.csv says what each is answered."""

import csv
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.house.world import CAST, make_world

TABLE = Path(__file__).with_name("doors.csv")
#: Of the accounts library; it has its own guards.
LIBRARY = ("account_",)


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def names(resolver: URLResolver, space: str = "") -> set[str]:
    found: set[str] = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name and not pattern.name.startswith(LIBRARY):
                found.add(f"{space}{pattern.name}")
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            found |= names(pattern, inner)
    return found


def test_every_address_has_its_line_in_the_table():
    assert names(get_resolver()) == {row["name"] for row in rows()}


def answered(client: Client, method: str, url: str) -> str:
    response = getattr(client, method.lower())(url)
    if response.status_code == 302 and "/accounts/login/" in response["Location"]:
        return "L"
    return str(response.status_code)


@pytest.mark.django_db
@pytest.mark.parametrize("row", rows(), ids=lambda r: f"{r['method']} {r['name']}")
def test_everybody_is_answered_as_the_table_says(row):
    world = make_world()
    arguments = world.arguments[row["arguments"]] if row["arguments"] else []
    url = reverse(row["name"], args=arguments)

    found = {}
    for who, user in world.cast.items():
        client = Client(raise_request_exception=True)
        if user is not None:
            client.force_login(user)
        with transaction.atomic():  # each knocks on the same, untouched door
            found[who] = answered(client, row["method"], url)
            transaction.set_rollback(True)

    assert found == {who: row[who] for who in CAST}


@pytest.mark.django_db
def test_what_is_not_yours_looks_like_what_does_not_exist(client):
    world = make_world()
    client.force_login(world.cast["AX"])

    theirs = client.get(
        reverse("applications:dossier", args=world.arguments["dossier"])
    )
    nobodys = client.get(reverse("applications:dossier", args=["0" * 32]))

    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.content == nobodys.content
