"""Marks looked at again after a correction during scoring, and nothing else."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.conflict import conflict
from portal.doors import expert_only
from scoring import access
from scoring.actions import rechecking, sheets
from scoring.facts.reopened import latest_version, reopened_of
from scoring.facts.second_round import as_counted
from scoring.forms.rechecks import RecheckForm
from scoring.models import Assignment
from scoring.views.assignments import (
    CLOSED,
    ELSEWHERE,
    about,
    assignment_of,
    is_handed_in,
    posted,
    sheet_of,
    stopped,
    version_of,
)

NOTHING = "没有需要复核的指标：没有打开的指标，或您已经复核。"
AGAIN = "申报书刚刚又有补正，请按最新内容复核。"


@require_http_methods(["GET", "HEAD", "POST"])
@expert_only
def recheck(request: HttpRequest, key: str) -> HttpResponse:
    """The reopened indicators with what was stated before and now."""
    assignment = assignment_of(request, key)
    if answer := stopped(request, assignment):
        return answer
    if not access.is_scoring(assignment):
        return conflict(request, f"{CLOSED}。", assignment.get_absolute_url())
    dossier, sheet = assignment.dossier, sheet_of(assignment)
    reopened = reopened_of(sheet, dossier)
    if not reopened:
        return conflict(request, NOTHING, assignment.get_absolute_url())
    as_counted(sheet, reopened)
    form = RecheckForm(posted(request), dossier=dossier, sheet=sheet, reopened=reopened)
    if request.method == "POST" and form.is_valid():
        return _recheck(request, assignment, form)
    said = about(assignment)
    said["trail"].append((said["number"], assignment.get_absolute_url()))
    context = {
        **said,
        "form": form,
        "sheet": sheet,
        "is_objected": bool(assignment.reopened),
        "facts_version": latest_version(dossier),
        "is_final": is_handed_in(assignment),
    }
    return render(request, "scoring/expert/recheck_form.html", context)


def _recheck(
    request: HttpRequest, assignment: Assignment, form: RecheckForm
) -> HttpResponse:
    here = reverse("scoring:recheck", args=[assignment.key])
    try:
        rechecking.recheck(
            sheet=form.sheet,
            answers=form.answers,
            facts=facts_in(request),
            version=version_of(request),
            by=request.user,
            at=timezone.now(),
        )
    except sheets.SheetIsClosed:
        return conflict(request, f"{CLOSED}。", assignment.get_absolute_url())
    except sheets.SavedElsewhere:
        return conflict(request, f"{ELSEWHERE}，请重新复核。", here)
    except rechecking.CorrectedAgain:
        return conflict(request, AGAIN, here)
    except rechecking.AnswersAreMissing as refusal:
        return conflict(request, str(refusal), here)
    done = "已重新提交" if is_handed_in(assignment) else "已保存"
    messages.success(request, f"已复核 {len(form.answers)} 项，评分表{done}。")
    return redirect(assignment)


def facts_in(request: HttpRequest) -> int:
    """The version of the dossier that the page was made from; 0: the first."""
    typed = request.POST.get("facts") or request.GET.get("facts", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0


urlpatterns = [path("scoring/<slug:key>/recheck/", recheck, name="recheck")]
