"""Putting things right: the enterprise's proof, and what officials still miss."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal import workcalendar
from portal.conflict import conflict
from portal.doors import enterprise_only, official_only
from portal.templatetags.portal import beijing
from scoring import access
from scoring.actions import rectifying as actions
from scoring.actions.proofs import Infected
from scoring.facts.library import days_left
from scoring.forms.library import ProofForm, ProofReturnForm
from scoring.models import Rectification

NOT_NOW = "整改材料现在不能提交：已经提交，或整改已经办结。"
NOT_RETURNABLE = "没有等待认定的整改材料：还没有提交，或另一位同事已经办理。"

read_and_post = require_http_methods(["GET", "HEAD", "POST"])


def _work_of(request: HttpRequest, pk: int) -> Rectification:
    visible = Rectification.objects.visible_to(request.user)
    rows = visible.select_related("decision__entry__enterprise").distinct()
    return get_object_or_404(rows, pk=pk)


def _trail(work: Rectification) -> list[tuple[str, str]]:
    entry = work.decision.entry
    return [
        ("平台动态管理", reverse("scoring:library_records")),
        (str(entry), entry.get_absolute_url()),
    ]


@read_and_post
@enterprise_only
def library_proof(request: HttpRequest, pk: int) -> HttpResponse:
    work = _work_of(request, pk)
    back = work.decision.entry.get_absolute_url()
    if not access.may_put_right(request.user, work):
        return conflict(request, NOT_NOW, back)
    if request.method == "POST":
        form = ProofForm(request.POST, request.FILES)
        if form.is_valid() and (answer := _hand_in(request, work, form)):
            return answer
    else:
        form = ProofForm(initial={"text": work.text})
    context = {
        "work": work,
        "form": form,
        "files": work.files.all(),
        "left": days_left(work.due_on, workcalendar.today()),
        "trail": _trail(work),
    }
    return render(request, "scoring/library/proof_form.html", context)


def _hand_in(
    request: HttpRequest, work: Rectification, form: ProofForm
) -> HttpResponse | None:
    """None where the form says what is wrong."""
    back = work.decision.entry.get_absolute_url()
    try:
        actions.hand_in(
            work=work,
            text=form.cleaned_data["text"],
            proofs=form.proofs,
            by=request.user,
            at=timezone.now(),
        )
    except Infected as found:
        form.add_error(None, f"文件“{found}”查出病毒，材料没有提交。请换一份文件。")
        return None
    except actions.WorkHasMovedOn:
        return conflict(request, NOT_NOW, back)
    messages.success(request, "整改材料已提交，等待省级主管部门认定。")
    return redirect(back)


@read_and_post
@official_only
def library_proof_return(request: HttpRequest, pk: int) -> HttpResponse:
    work = _work_of(request, pk)
    back = work.decision.entry.get_absolute_url()
    if not access.may_return_proof(request.user, work):
        return conflict(request, NOT_RETURNABLE, back)
    form = ProofReturnForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            due = actions.send_back(
                work=work, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except actions.WorkHasMovedOn:
            return conflict(request, NOT_RETURNABLE, back)
        messages.success(request, f"整改材料已退回，新的期限是{beijing(due)}当天。")
        return redirect(back)
    context = {
        "heading": f"退回整改材料：{work.decision.entry}",
        "action": "退回整改材料",
        "cancel_url": back,
        "consequences": ("企业看到理由，在新的期限内补充后重新提交；已交的材料保留。",),
        "form": form,
        "trail": _trail(work),
    }
    return render(request, "confirm.html", context)


urlpatterns = [
    path(
        "library/records/rectifications/<int:pk>/", library_proof, name="library_proof"
    ),
    path(
        "library/records/rectifications/<int:pk>/return/",
        library_proof_return,
        name="library_proof_return",
    ),
]
