"""One database's share of ``pages``: each page in process, logged in, between two bare
views. A ratio is the median of those of each turn, for a busy neighbour slows all.
"""

import json
import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import django
from django.core.management import call_command

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.urls import reverse  # noqa: E402

from applications.models import Dossier, Round  # noqa: E402
from portal.models import User  # noqa: E402
from scoring.models import Assignment, ScoreSheet  # noqa: E402
from tests.bench.season import Season  # noqa: E402

FEW, MANY = 20, 2000
#: Turns, fewer of what takes so many seconds.
TURNS, FEWEST, ENOUGH = 40, 7, 8.0


@dataclass
class Page:
    """One page for one person; ``most`` is how many times the bare view it may take."""

    name: str
    user: User
    url: str
    most: int
    status: str = Round.Status.SCORING

    @cached_property
    def client(self) -> Client:
        client = Client()
        client.force_login(self.user)
        return client

    def queries(self) -> int:
        """Asked once; the answer must be the page."""
        asked: list[str] = []

        def noted(execute, sql, parameters, many, context):
            asked.append(sql)
            return execute(sql, parameters, many, context)

        self.seconds()  # the first time, what a process reads once is read
        with connection.execute_wrapper(noted):
            self.seconds()
        return len(asked)

    def seconds(self) -> tuple[float, float]:
        """Of the processor, and by the clock."""
        began, worked = time.perf_counter(), time.process_time()
        answer = self.client.get(self.url)
        taken = time.process_time() - worked, time.perf_counter() - began
        assert answer.status_code == 200, (self.url, answer.status_code)
        return taken


def main() -> None:
    """Prints what came of each page."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    with override_settings(ROOT_URLCONF="tests.bench.bare", ALLOWED_HOSTS=["*"]):
        season = Season()
        season.grow(FEW)
        pages = list(pages_of(season))
        few = [_queries(page, season.round) for page in pages]
        season.grow(MANY)
        _settle()
        found = [
            {**_measured(page, season.round), "few": asked}
            for page, asked in zip(pages, few, strict=True)
        ]
    os.write(1, json.dumps(found).encode())


def _settle() -> None:
    """What PostgreSQL does by itself a minute after so many rows have come."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def pages_of(season: Season) -> Iterator[Page]:
    """The expert's first sheet is still open, though complete."""
    seats = Assignment.objects.filter(dossier__round=season.round).order_by("pk")
    seat = seats.select_related("expert__user")[0]
    done = seats.select_related("expert__user")[1]
    ScoreSheet.objects.filter(assignment=seat).update(
        state=ScoreSheet.State.DRAFT, total=None, handed_in_at=None
    )
    yield from _experts_pages(seat, done)
    yield from _officials_pages(season.official, season.round)


def _experts_pages(seat: Assignment, done: Assignment) -> Iterator[Page]:
    expert, round = seat.expert.user, seat.dossier.round_id
    yield Page("expert's queue", expert, reverse("scoring:tasks"), 13)
    marks = reverse("scoring:own_marks", args=[round])
    yield Page("expert's own marks", expert, marks, 13)
    yield Page("scoring page (open)", expert, seat.get_absolute_url(), 7)
    handed_in = done.expert.user, done.get_absolute_url()
    yield Page("scoring page (handed in)", *handed_in, 7)


def _officials_pages(official: User, round: Round) -> Iterator[Page]:
    closed = Round.Status.CLOSED
    accepted = f"{reverse('applications:official_queue')}?status=accepted"
    yield Page("list of dossiers (50 rows)", official, accepted, 13)
    table = reverse("scoring:worktable", args=[round.pk])
    yield Page("work table", official, f"{table}?sort=-sheets", 13)
    marks = f"{table}?sort=-mark&status=accepted"
    yield Page("work table (with marks)", official, marks, 13, closed)
    kind = [round.pk, round.kinds[0]]
    yield Page(
        "ranking page", official, reverse("scoring:ranking", args=kind), 13, closed
    )
    analysis = reverse("scoring:analysis", args=kind)
    yield Page("analysis page", official, analysis, 13, closed)
    board = reverse("scoring:dashboard", args=[round.pk])
    yield Page("dashboard of a round", official, board, 13)
    spread = reverse("scoring:distribution", args=[round.pk, "industry"])
    yield Page("distribution of marks", official, spread, 13, closed)
    matrix = reverse("scoring:panel_matrix", args=[round.pk])
    yield Page("assignment matrix (50 by 40)", official, matrix, 13)


def _measured(page: Page, round: Round) -> dict[str, float | str | int]:
    many = _queries(page, round)
    address = f"/bench/bare/{Dossier.objects.first().pk}/"
    bare = Page("bare", page.user, address, 1)
    bare.seconds()
    turns: list[tuple[tuple[float, float], ...]] = []
    begun = time.process_time()
    with _during(page, round):
        while len(turns) < FEWEST or (
            len(turns) < TURNS and time.process_time() - begun < ENOUGH
        ):
            turns.append((bare.seconds(), page.seconds(), bare.seconds()))
    work, clock = (
        statistics.median(2 * p[n] / (a[n] + b[n]) for a, p, b in turns) for n in (0, 1)
    )
    taken = statistics.median(each[0] for _, each, _ in turns)
    return {
        "name": page.name,
        "most": page.most,
        "many": many,
        "work": work,
        "clock": clock,
        "taken": taken,
    }


def _queries(page: Page, round: Round) -> int:
    with _during(page, round):
        return page.queries()


@contextmanager
def _during(page: Page, round: Round) -> Iterator[None]:
    """The round stands where this page is looked at."""
    Round.objects.filter(pk=round.pk).update(status=page.status)
    yield
    Round.objects.filter(pk=round.pk).update(status=Round.Status.SCORING)


if __name__ == "__main__":
    main()
