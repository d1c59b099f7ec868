"""A defence sheet looked over once more and handed in; or the expert stands back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal import rules
from portal.conflict import conflict
from portal.doors import expert_only
from scoring.actions import defence_sheets
from scoring.forms.defence_sheets import StandingBackForm
from scoring.models import Assignment
from scoring.views.assignments import TASKS, posted, version_of
from scoring.views.expert.defending import (
    CLOSED,
    ELSEWHERE,
    about,
    form_of,
    found_for,
    is_open,
    url_of,
)


@require_http_methods(["GET", "HEAD", "POST"])
@expert_only
def defend_check(request: HttpRequest, key: str) -> HttpResponse:
    """Everything once more, then for good."""
    assignment, defence = found_for(request, key)
    form = form_of(assignment)
    if not is_open(defence, form.sheet):
        return conflict(request, f"{CLOSED}。", url_of(assignment))
    if request.method == "POST" and not form.open:
        return _hand_in(request, assignment)
    said = about(assignment, defence)
    said["trail"].append((f"答辩 {said['number']}", url_of(assignment)))
    context = {**said, "form": form, "rows": list(form.rows())}
    status = 409 if request.method == "POST" else 200
    return render(request, "scoring/expert/defence_check.html", context, status=status)


def _hand_in(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    here = reverse("scoring:defend_check", args=[assignment.key])
    version, now = version_of(request), timezone.now()
    try:
        defence_sheets.hand_in(
            assignment=assignment, version=version, by=request.user, at=now
        )
    except defence_sheets.DefenceSheetIsClosed:
        return conflict(request, f"{CLOSED}。", url_of(assignment))
    except defence_sheets.DefenceSavedElsewhere:
        return conflict(request, f"{ELSEWHERE}，请重新核对后再提交。", here)
    except (rules.ScoreError, defence_sheets.CommentIsMissing) as error:
        return conflict(request, f"{error}：没有写评语，或者打分不对。", here)
    messages.success(request, f"{assignment.dossier} 的答辩评分表已提交。")
    return redirect(TASKS)


@require_http_methods(["GET", "HEAD", "POST"])
@expert_only
def defend_recuse(request: HttpRequest, key: str) -> HttpResponse:
    """From this defence alone: the documents were marked before."""
    assignment, defence = found_for(request, key)
    if not about(assignment, defence)["may_stand_back"]:
        return conflict(request, "您已经回避，或者答辩已经结束。", url_of(assignment))
    form = StandingBackForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason, now = form.cleaned_data["reason"], timezone.now()
        try:
            defence_sheets.stand_back(
                assignment=assignment, reason=reason, by=request.user, at=now
            )
        except defence_sheets.DefenceSheetIsClosed:
            return conflict(request, f"{CLOSED}。", url_of(assignment))
        messages.success(request, f"您已就 {assignment.dossier} 的答辩回避。")
        return redirect(TASKS)
    context = {
        "heading": f"答辩回避 · {assignment.dossier}",
        "action": "确认回避",
        "danger": True,
        "cancel_url": url_of(assignment),
        "form": form,
        "consequences": [
            "您不再给这份申报的答辩打分；已经提交的答辩评分表不计入。",
            "您的材料评审得分不变；组织单位收到通知。",
        ],
        "irreversible": "回避后不能恢复。",
        "trail": [("评审任务", reverse(TASKS))],
    }
    return render(request, "confirm.html", context)


SHEET = "scoring/<slug:key>/defence/"
urlpatterns = [
    path(f"{SHEET}hand-in/", defend_check, name="defend_check"),
    path(f"{SHEET}recuse/", defend_recuse, name="defend_recuse"),
]
