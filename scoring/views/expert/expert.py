"""The expert's tasks, the declaration before each, stepping back."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from portal.conflict import conflict
from portal.doors import expert_only
from portal.models import User
from portal.statements import ReadyObjects
from scoring import access
from scoring.actions import panels
from scoring.facts.defences import defences_for
from scoring.facts.discussions import waiting_for
from scoring.forms.panels import DeclarationForm
from scoring.models import Assignment
from scoring.views.assignments import (
    TASKS,
    about,
    assignment_of,
    not_scoring,
    posted,
)
from scoring.views.expert import (
    answering,
    conferring,
    defence_handing,
    defending,
    flags,
    handing,
    mark_history,
    offline,
    own_marks,
    papers,
    queue,
    rechecking,
    sheets,
)
from scoring.views.expert.task_rows import batches_of

_AN_EXPERT = User(pk=-1, role=User.Role.EXPERT)
_A_MOMENT = datetime(1, 1, 2, tzinfo=UTC)
_CONFERRING = ReadyObjects(
    lambda: waiting_for(_AN_EXPERT, _A_MOMENT), _AN_EXPERT.pk, _A_MOMENT
)
_DEFENDING = ReadyObjects(lambda: defences_for(_AN_EXPERT), _AN_EXPERT.pk)


@require_safe
@expert_only
def tasks(request: HttpRequest) -> HttpResponse:
    user = request.user
    context = {
        "batches": batches_of(user),
        "conferring": _CONFERRING.all(user.pk, timezone.now()),
        "defending": _DEFENDING.all(user.pk),
    }
    return render(request, "scoring/expert/task_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@expert_only
def declare(request: HttpRequest, key: str) -> HttpResponse:
    """Nothing of the content opens before this is answered."""
    assignment = assignment_of(request, key)
    if not access.may_declare(request.user, assignment):
        if assignment.state == Assignment.State.DECLARED:
            return redirect(assignment)
        return not_scoring(request, assignment)
    form = DeclarationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["answer"] != DeclarationForm.NONE:
            return _recused(request, assignment, form)
        return _declared(request, assignment)
    context = {**about(assignment), "form": form}
    return render(request, "scoring/expert/declaration_form.html", context)


def _declared(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    try:
        panels.declare(assignment=assignment, by=request.user, at=timezone.now())
    except panels.NotYours:
        return conflict(request, "这份申报的状态已变化。", reverse(TASKS))
    return redirect(assignment)


@require_http_methods(["GET", "HEAD", "POST"])
@expert_only
def recuse(request: HttpRequest, key: str) -> HttpResponse:
    assignment = assignment_of(request, key)
    if not access.may_recuse(request.user, assignment):
        reason = "评审已结束，不能再申请回避。请与组织单位联系。"
        return conflict(request, reason, reverse(TASKS))
    form = DeclarationForm(posted(request), is_late=True)
    if request.method == "POST" and form.is_valid():
        return _recused(request, assignment, form)
    context = {**about(assignment), "form": form}
    return render(request, "scoring/expert/recusal_form.html", context)


def _recused(
    request: HttpRequest, assignment: Assignment, form: DeclarationForm
) -> HttpResponse:
    try:
        panels.recuse(
            assignment=assignment,
            reason=form.cleaned_data["reason"],
            is_tie=form.cleaned_data["answer"] == DeclarationForm.TIE,
            by=request.user,
            at=timezone.now(),
        )
    except (panels.NotYours, panels.NotNow):
        return conflict(request, "这份申报的状态已变化。", reverse(TASKS))
    messages.success(request, f"已回避 {assignment.dossier}，您的评分不再计入。")
    return redirect(TASKS)


urlpatterns = [
    path("scoring/", tasks, name="tasks"),
    path("scoring/<slug:key>/declare/", declare, name="declare"),
    path("scoring/<slug:key>/recuse/", recuse, name="recuse"),
    *offline.urlpatterns,
    *flags.urlpatterns,
    *papers.urlpatterns,
    *mark_history.urlpatterns,
    *own_marks.urlpatterns,
    *queue.urlpatterns,
    *sheets.urlpatterns,
    *handing.urlpatterns,
    *conferring.urlpatterns,
    *answering.urlpatterns,
    *defending.urlpatterns,
    *defence_handing.urlpatterns,
    *rechecking.urlpatterns,
]
