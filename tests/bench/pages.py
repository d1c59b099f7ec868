"""Pages in process, logged in, against a view that does next to nothing.

Measured in turns, each page beside the bare view: the ratio is the median of those of
each turn, for a busy neighbour slows both.
"""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Engine, RequestContext
from django.test import Client
from django.test.utils import override_settings
from django.urls import include, path, reverse

from applications.models import Dossier, Round
from portal.models import User
from scoring.models import Assignment, ScoreSheet
from tests.bench.season import Season

TURNS, FEW, MANY = 30, 20, 2000
LINE = Engine.get_default().from_string("<p>{{ dossier.platform }}</p>")
ABOUT = "as a multiple of a bare view, logged in"


@login_not_required
def bare(request: HttpRequest, pk: int) -> HttpResponse:
    """One row, one line of template, with what every page of the portal is given."""
    context = RequestContext(request, {"dossier": Dossier.objects.get(pk=pk)})
    return HttpResponse(LINE.render(context))


urlpatterns = [path("bare/<int:pk>/", bare), path("", include("portal.urls"))]


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

    def seconds(self) -> float:
        begun = time.perf_counter()
        answer = self.client.get(self.url)
        taken = time.perf_counter() - begun
        assert answer.status_code == 200, (self.url, answer.status_code)
        return taken


def rows() -> list[tuple[str, str, str]]:
    with override_settings(ROOT_URLCONF="tests.bench.pages", ALLOWED_HOSTS=["*"]):
        season = Season()
        season.grow(FEW)
        pages = list(_pages(season))
        few = [_queries(page, season.round) for page in pages]
        season.grow(MANY)
        return [
            _row(page, season.round, asked)
            for page, asked in zip(pages, few, strict=True)
        ]


def _pages(season: Season) -> Iterator[Page]:
    """The expert's first sheet is still open, though complete."""
    seats = Assignment.objects.filter(dossier__round=season.round).order_by("pk")
    seat = seats.select_related("expert__user")[0]
    done = seats.select_related("expert__user")[1]
    ScoreSheet.objects.filter(assignment=seat).update(
        state=ScoreSheet.State.DRAFT, total=None, handed_in_at=None
    )
    official, expert = season.official, seat.expert.user
    accepted = f"{reverse('applications:official_queue')}?status=accepted"
    ranking = reverse("scoring:ranking", args=[season.round.pk, season.round.kinds[0]])
    yield Page("list of dossiers (50 rows)", official, accepted, 13)
    yield Page("expert's tasks", expert, reverse("scoring:tasks"), 13)
    yield Page("scoring page (open)", expert, seat.get_absolute_url(), 7)
    handed_in = done.expert.user, done.get_absolute_url()
    yield Page("scoring page (handed in)", *handed_in, 7)
    table = reverse("scoring:worktable", args=[season.round.pk])
    yield Page("work table", official, f"{table}?sort=-sheets", 13)
    marks = f"{table}?sort=-mark&status=accepted"
    yield Page("work table (with marks)", official, marks, 13, Round.Status.CLOSED)
    yield Page("ranking page", official, ranking, 13, Round.Status.CLOSED)
    board = reverse("scoring:dashboard", args=[season.round.pk])
    yield Page("dashboard of a round", official, board, 13)
    marks = reverse("scoring:distribution", args=[season.round.pk, "industry"])
    yield Page("distribution of marks", official, marks, 13, Round.Status.CLOSED)


def _row(page: Page, round: Round, few: int) -> tuple[str, str, str]:
    many = _queries(page, round)
    simple = Page("bare", page.user, f"/bare/{Dossier.objects.first().pk}/", 1)
    simple.seconds()
    with _during(page, round):
        turns = [(page.seconds(), simple.seconds()) for _ in range(TURNS)]
    ratio = statistics.median(each / base for each, base in turns)
    taken = statistics.median(each for each, _ in turns)
    asked = f"{few} queries of {FEW}, {many} of {MANY:,}"
    return (
        f"{page.name} of {MANY:,} dossiers, {ABOUT}",
        f"{ratio:.1f} ({taken * 1000:.1f} ms; {asked})",
        f"{page.most} or less; the same queries, at most 15",
    )


def _queries(page: Page, round: Round) -> int:
    with _during(page, round):
        return page.queries()


@contextmanager
def _during(page: Page, round: Round) -> Iterator[None]:
    """The round stands where this page is looked at."""
    Round.objects.filter(pk=round.pk).update(status=page.status)
    yield
    Round.objects.filter(pk=round.pk).update(status=Round.Status.SCORING)
