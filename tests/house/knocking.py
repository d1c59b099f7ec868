"""The table of doors, and how somebody knocks on one."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from portal.models import User
from tests.house.world import CAST, World

TABLE = Path(__file__).with_name("doors.csv")
#: Of the accounts library; it has its own guards.
LIBRARY = ("account_",)
SHUT = ("L", "403", "404")
Row = dict[str, str]


def rows(method: str = "") -> list[Row]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if method in ("", row["method"])]


def one_a_name(method: str = "") -> list[Row]:
    """The first line of each name."""
    return list({row["name"]: row for row in reversed(rows(method))}.values())[::-1]


def title(row: Row) -> str:
    return f"{row['method']} {row['name']} {row['arguments']}".strip()


def let_in(row: Row) -> str:
    """The first of the cast to whom this door opens, whatever lies behind it."""
    return next((who for who in CAST if row[who] not in SHUT), "PO")


def names(resolver: URLResolver, space: str = "") -> set[str]:
    """Every address that has a name, but those of the accounts library."""
    found: set[str] = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name and not pattern.name.startswith(LIBRARY):
                found.add(f"{space}{pattern.name}")
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            found |= names(pattern, inner)
    return found


class Knocker:
    """Everybody of the cast, logged in once, before an untouched world each time."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._cookies = {who: self._log_in(who) for who in CAST}

    def admit(self, who: str, user: User) -> None:
        """One more who is not of the table's cast."""
        self.world.cast[who] = user
        self._cookies[who] = self._log_in(who)

    def _log_in(self, who: str) -> str:
        client = Client()
        if user := self.world.cast[who]:
            client.force_login(user)
        return client.cookies.output(header="", sep=";")

    def url(self, row: Row) -> str:
        key = row["arguments"]
        return reverse(row["name"], args=self.world.arguments[key] if key else [])

    @contextmanager
    def __call__(
        self, who: str, method: str, url: str, *, check_csrf: bool = False
    ) -> Iterator[HttpResponseBase]:
        """The answer, still before its deeds are undone."""
        client = Client(enforce_csrf_checks=check_csrf)
        client.cookies.load(self._cookies[who])
        with transaction.atomic():
            response = getattr(client, method.lower())(url)
            if response.streaming:
                response.given = response.getvalue()  # to the end: it closes the file
            try:
                yield response
            finally:
                transaction.set_rollback(True)


def code_of(response: HttpResponseBase) -> str:
    """As the table has it: L where one is sent to log in, else the status."""
    if response.status_code == 302 and "/accounts/login/" in response["Location"]:
        return "L"
    return str(response.status_code)
