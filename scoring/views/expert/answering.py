"""An expert's answer in the second round: kept while typing, looked over, handed in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from portal import rules
from portal.conflict import conflict
from portal.doors import expert_only
from portal.templatetags.portal import beijing
from scoring import access
from scoring.actions import second_sheets
from scoring.models import Assignment
from scoring.views.assignments import TASKS, about, assignment_of, sheet_of, version_of
from scoring.views.expert.conferring import (
    ANSWERED,
    CLOSED,
    ELSEWHERE,
    FIRST_YOURS,
    SHUT,
    answer_form,
    discussion_of,
    keep,
    kept_out,
    shut,
    shut_reason,
    url_of,
)


@require_POST
@expert_only
def confer_save(request: HttpRequest, key: str) -> JsonResponse:
    """What was changed, while one types; what cannot be read is named, not kept."""
    assignment = assignment_of(request, key)
    discussion_of(assignment)
    if not access.may_confer(request.user, assignment, sheet_of(assignment)):
        return JsonResponse({"message": FIRST_YOURS}, status=409)
    form = answer_form(assignment, request)
    try:
        keep(request, assignment, form)
    except second_sheets.AnsweredElsewhere:
        return JsonResponse({"message": ELSEWHERE}, status=409)
    except SHUT as error:
        answered = isinstance(error, second_sheets.AnswerIsClosed)
        return JsonResponse({"message": ANSWERED if answered else CLOSED}, status=409)
    answer = {
        "version": form.second.version,
        "saved_at": beijing(form.second.updated_at, "clock"),
        "problems": form.problems,
    }
    return JsonResponse(answer)


@require_http_methods(["GET", "HEAD", "POST"])
@expert_only
def confer_check(request: HttpRequest, key: str) -> HttpResponse:
    """Every change once more, then for good; none means that the marks are kept."""
    assignment = assignment_of(request, key)
    discussion = discussion_of(assignment)
    if answer := kept_out(request, assignment, discussion):
        return answer
    form = answer_form(assignment, None)
    if reason := shut_reason(discussion, form):
        return conflict(request, reason, url_of(assignment))
    if request.method == "POST" and not form.unreasoned:
        return _hand_in(request, assignment)
    said = about(assignment)
    said["trail"].append((f"{said['number']} 会商", url_of(assignment)))
    status = 409 if request.method == "POST" else 200
    context = {**said, "form": form}
    template = "scoring/expert/discussion_check.html"
    return render(request, template, context, status=status)


def _hand_in(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    here = reverse("scoring:confer_check", args=[assignment.key])
    try:
        second_sheets.hand_in(
            assignment=assignment,
            version=version_of(request),
            by=request.user,
            at=timezone.now(),
        )
    except SHUT as error:
        return shut(request, assignment, error)
    except (second_sheets.AnsweredElsewhere, second_sheets.ReasonIsMissing):
        return conflict(request, f"{ELSEWHERE}，再答复。", here)
    except rules.ScoreError as error:
        return conflict(request, str(error), here)
    messages.success(request, f"{assignment.dossier} 的会商已答复。")
    return redirect(TASKS)


urlpatterns = [
    path("scoring/<slug:key>/discussion/autosave/", confer_save, name="confer_save"),
    path("scoring/<slug:key>/discussion/check/", confer_check, name="confer_check"),
]
