"""The expert's way through a round: before, after, put off, what comes next."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.conflict import conflict
from portal.doors import expert_only
from scoring.actions.panels import NotNow
from scoring.actions.queue import put_off
from scoring.facts.queue import Queue, Turn, queue_of
from scoring.models import Assignment
from scoring.views.assignments import CLOSED, TASKS, assignment_of


def around(assignment: Assignment) -> dict[str, Any]:
    """Where this dossier stands among the expert's own; one query."""
    queue = queue_of(assignment)
    before, after = queue.beside(assignment.key)
    return {
        "position": queue.place(assignment.key),
        "of": len(queue.turns),
        "handed_in": queue.done,
        "before": _url(before),
        "after": _url(after),
        "may_skip": len(queue.to_do) > 1,
    }


def _url(turn: Turn | None) -> str:
    return reverse("scoring:sheet", args=[turn.key]) if turn else ""


@require_POST
@expert_only
def skip(request: HttpRequest, key: str) -> HttpResponse:
    """跳过，稍后再评: on to the next; this one comes again at the end."""
    assignment = assignment_of(request, key)
    try:
        put_off(assignment=assignment, by=request.user, at=timezone.now())
    except NotNow:
        return conflict(request, f"{CLOSED}。", reverse(TASKS))
    messages.success(request, f"已跳过 {assignment.dossier}，排到待评的最后。")
    return go_on(queue_of(assignment), key)


def go_on(queue: Queue, key: str) -> HttpResponse:
    """To what is to be marked next, or to the list where that was all."""
    following = queue.next_to_do(key)
    return redirect(_url(following) or reverse(TASKS))


urlpatterns = [path("scoring/<slug:key>/skip/", skip, name="skip")]
