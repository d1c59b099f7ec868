"""A score sheet looked over once more and handed in, for good."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from applications.facts import table_of
from portal import rules
from portal.conflict import conflict
from portal.doors import expert_only
from scoring import access
from scoring.actions import sheets
from scoring.forms.sheets import SheetForm
from scoring.models import Assignment, ScoreSheet
from scoring.views.assignments import (
    CLOSED,
    ELSEWHERE,
    TASKS,
    about,
    assignment_of,
    sheet_of,
    stopped,
    version_of,
)


@require_http_methods(["GET", "HEAD", "POST"])
@expert_only
def hand_in(request: HttpRequest, key: str) -> HttpResponse:
    """Everything once more, then for good."""
    assignment = assignment_of(request, key)
    if answer := stopped(request, assignment):
        return answer
    found = sheet_of(assignment)
    if not access.may_score(request.user, assignment, found):
        return conflict(request, f"{CLOSED}。", assignment.get_absolute_url())
    form = SheetForm(table_of(assignment.dossier.round), found)
    if request.method == "POST" and not form.open:
        return _hand_in(request, assignment, found)
    said = about(assignment)
    said["trail"].append((said["number"], assignment.get_absolute_url()))
    context = {**said, "form": form}
    status = 409 if request.method == "POST" else 200
    return render(request, "scoring/expert/sheet_check.html", context, status=status)


def _hand_in(
    request: HttpRequest, assignment: Assignment, found: ScoreSheet
) -> HttpResponse:
    here = reverse("scoring:hand_in", args=[assignment.key])
    try:
        sheets.hand_in(
            sheet=found, version=version_of(request), by=request.user, at=timezone.now()
        )
    except sheets.SheetIsClosed:
        return conflict(request, f"{CLOSED}。", assignment.get_absolute_url())
    except sheets.SavedElsewhere:
        return conflict(request, f"{ELSEWHERE}，请重新核对后再提交。", here)
    except rules.ScoreError as error:
        return conflict(request, str(error), here)
    messages.success(request, f"{assignment.dossier} 的评分表已提交。")
    return redirect(TASKS)


urlpatterns = [path("scoring/<slug:key>/hand-in/", hand_in, name="hand_in")]
