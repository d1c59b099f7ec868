"""The front page: for everybody what is called for, for one's own role what waits."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications.presentation.calls import calls_of
from applications.presentation.desk import drafts_of, places_left
from scoring.desk import NOTHING, todos_of


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """The desk of who is logged in; the public announcement for everybody else."""
    user, now = request.user, timezone.now()
    if not user.is_authenticated:
        return render(request, "portal/home.html", {"rounds": calls_of(now)})
    drafts = drafts_of(user, now) if user.is_enterprise else []
    context = {
        "todos": todos_of(user, now),
        "drafts": drafts,
        "places": places_left(user) if user.is_city else [],
        "nothing": NOTHING[user.role],
    }
    return render(request, "scoring/desk.html", context)


urlpatterns = [path("", home, name="home")]
