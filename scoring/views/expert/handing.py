"""A score sheet looked over once more and handed in, for good."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal import rules
from portal.conflict import conflict
from portal.doors import expert_only
from scoring import access
from scoring.actions import sheets
from scoring.facts.objective import objectives_of, unreasoned
from scoring.facts.queue import queue_of
from scoring.facts.reopened import reopened_of
from scoring.forms.mark_rows import mark_rows
from scoring.forms.sheets import SheetForm
from scoring.models import Assignment, ScoreSheet
from scoring.views.assignments import (
    CLOSED,
    ELSEWHERE,
    about,
    assignment_of,
    sheet_of,
    stopped,
    version_of,
)
from scoring.views.expert.queue import go_on

CORRECTED = "申报书刚刚补正，有指标所依据的内容发生变化。请先复核，再提交。"


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
    bands = objectives_of(assignment.dossier)
    form = SheetForm(assignment.dossier.round, found)
    form.objectives = bands
    reopened = reopened_of(found, assignment.dossier)
    codes = unreasoned(bands, form.points, form.comments)
    is_ready = form.is_complete and not reopened and not codes
    if request.method == "POST" and is_ready:
        return _hand_in(request, assignment, found)
    said = about(assignment)
    said["trail"].append((said["number"], assignment.get_absolute_url()))
    context = {
        **said,
        "form": form,
        "rows": list(mark_rows(form)),
        "is_ready": is_ready,
        "unreasoned": [each for each in form.table.indicators if each.code in codes],
        "reopened": len(reopened),
        "recheck_url": reverse("scoring:recheck", args=[assignment.key]),
    }
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
    except sheets.FactsHaveChanged:
        return conflict(request, CORRECTED, here)
    except (rules.ScoreError, sheets.CommentsAreMissing) as error:
        return conflict(request, str(error), here)
    queue = queue_of(assignment)
    done = f"已提交 {queue.done} / {len(queue.turns)} 份"
    on = "，以下是下一份。" if queue.to_do else "，本批次全部完成。"
    messages.success(request, f"{assignment.dossier} 的评分表已提交，{done}{on}")
    return go_on(queue, assignment.key)


urlpatterns = [path("scoring/<slug:key>/hand-in/", hand_in, name="hand_in")]
