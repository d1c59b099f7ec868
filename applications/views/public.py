"""Pages for everybody, logged in or not: the front page and the guides."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications.models import Round
from applications.presentation import kind_label, rows_of
from portal import guides


@dataclass(frozen=True, slots=True)
class Call:
    """A round as the front page announces it."""

    title: str
    scope: str
    opens_at: datetime
    closes_at: datetime
    is_open: bool
    url: str


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Who may file what until when, and where everybody goes on."""
    now = timezone.now()
    calls = Round.objects.filter(
        Q(status=Round.Status.OPEN), closes_at__gt=now
    ).order_by("closes_at")
    context = {"rounds": [_call(each, request, now) for each in calls.defer("table")]}
    return render(request, "portal/home.html", context)


def _call(round: Round, request: HttpRequest, now: datetime) -> Call:
    kinds = "、".join(kind_label(round.guide_key, kind) for kind in round.kinds)
    user = request.user
    is_applicant = not user.is_authenticated or user.is_enterprise
    return Call(
        title=round.title,
        scope=f"{round.get_province_display()}：{kinds}",
        opens_at=round.opens_at,
        closes_at=round.closes_at,
        is_open=round.takes_dossiers(now),
        url=reverse("applications:dossier_new", args=[round.pk])
        if is_applicant
        else "",
    )


@require_safe
@login_not_required
def guide_list(request: HttpRequest) -> HttpResponse:
    """All guides on file, the nation's among them; newest editions first."""
    on_file = [guides.load(key) for key in reversed(guides.on_file())]
    provinces = groupby(sorted(on_file, key=lambda each: each.id), lambda each: each.id)
    context = {"guides": [list(editions) for _, editions in provinces]}
    return render(request, "applications/public/guide_list.html", context)


@require_safe
@login_not_required
def guide(request: HttpRequest, key: str) -> HttpResponse:
    """One guide, readable: kinds, clauses, indicator table, national measures."""
    try:
        found = guides.load(key)
    except guides.UnknownGuide:
        raise Http404 from None
    chapters = groupby(found.measures, lambda each: each.chapter)
    context = {
        "guide": found,
        "kinds": list(found.kinds.values()),
        "rows": rows_of(found.table) if found.table else (),
        "chapters": [(chapter, list(measures)) for chapter, measures in chapters],
    }
    return render(request, "applications/public/guide_detail.html", context)


urlpatterns = [
    path("", home, name="home"),
    path("guides/", guide_list, name="guides"),
    path("guides/<path:key>/", guide, name="guide"),
]
