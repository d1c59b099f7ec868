"""Pages in process, logged in, against a view that does next to nothing."""

import statistics
import time

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Engine, RequestContext
from django.test import Client
from django.test.utils import override_settings
from django.urls import include, path, reverse

from applications.models import Dossier, Round
from portal.models import User
from scoring.models import Assignment

TURNS = 40
LINE = Engine.get_default().from_string("<p>{{ dossier.platform }}</p>")


@login_not_required
def bare(request: HttpRequest, pk: int) -> HttpResponse:
    """One row, one line of template, with what every page of the portal is given."""
    context = RequestContext(request, {"dossier": Dossier.objects.get(pk=pk)})
    return HttpResponse(LINE.render(context))


urlpatterns = [path("bare/<int:pk>/", bare), path("", include("portal.urls"))]


def rows() -> list[tuple[str, str, str]]:
    round = Round.objects.get()
    official = User.objects.filter(role=User.Role.OFFICIAL)[0]
    kind = round.kinds[0]
    assignment = Assignment.objects.standing().select_related("expert__user")[0]
    looked_at = [
        (
            "list of dossiers (23 rows)",
            official,
            reverse("applications:official_queue"),
        ),
        (
            "ranking page (6 rows)",
            official,
            reverse("scoring:ranking", args=[round.pk, kind]),
        ),
        (
            "scoring page (37 indicators, handed in)",
            assignment.expert.user,
            reverse("scoring:sheet", args=[assignment.key]),
        ),
    ]
    with override_settings(ROOT_URLCONF="tests.bench.pages", ALLOWED_HOSTS=["*"]):
        base, _ = _timed(official, f"/bare/{Dossier.objects.all()[0].pk}/")
        return [_row(base, *each) for each in looked_at]


def _row(base: float, name: str, user: User, url: str) -> tuple[str, str, str]:
    taken, queries = _timed(user, url)
    return (
        f"{name}, as a multiple of a bare view, logged in",
        f"{taken / base:.1f} ({taken * 1000:.1f} ms, {queries} queries)",
        "at most 15 queries",
    )


def _timed(user: User, url: str) -> tuple[float, int]:
    client = Client()
    client.force_login(user)
    asked: list[str] = []

    def noted(execute, sql, parameters, many, context):
        asked.append(sql)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(noted):
        answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    times = []
    for _ in range(TURNS):
        begun = time.perf_counter()
        client.get(url)
        times.append(time.perf_counter() - begun)
    return statistics.median(times), len(asked)
