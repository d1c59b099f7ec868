"""A draw declared void: proposed by one official, confirmed by another."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.conflict import conflict
from portal.doors import official_only
from scoring.actions import draw_changes
from scoring.actions.draws import DrawHasMovedOn
from scoring.forms.panels import ReasonForm
from scoring.models import Draw
from scoring.views.assignments import posted
from scoring.views.draws.draw_promises import trail_of

SECOND = (
    "作废须由提出人以外的另一位工作人员确认。您提出了这次作废，不能自己确认，"
    "请本省另一位省级工作人员登录后办理。"
)
NOT_NOW = "评审已经开始，或这次抽取已经作废，不能再作废。评审期间个别席位可以递补。"
CHANGED = "这次抽取的作废办理已有变化，请查看最新状态后再办理。"


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def draw_void(request: HttpRequest, key: str) -> HttpResponse:
    """Whoever comes first proposes with a reason, somebody else confirms."""
    visible = Draw.objects.visible_to(request.user).select_related(
        "round", "void_asked_by"
    )
    draw = get_object_or_404(visible, key=key)
    if not draw_changes.may_be_void(draw):
        return conflict(request, NOT_NOW, draw.get_absolute_url())
    if draw.void_asked_by_id == request.user.pk:
        raise PermissionDenied(SECOND)
    step = "confirm" if draw.void_asked_by_id else "ask"
    if request.method == "POST" and request.POST.get("step", step) != step:
        return conflict(request, CHANGED, draw.get_absolute_url())
    if step == "confirm":
        return _confirm(request, draw)
    return _ask(request, draw)


def _ask(request: HttpRequest, draw: Draw) -> HttpResponse:
    form = ReasonForm(posted(request))
    if request.method != "POST" or not form.is_valid():
        return _page(request, draw, "提出作废", step="ask", form=form)
    try:
        draw_changes.ask_void(
            draw=draw, **form.cleaned_data, by=request.user, at=timezone.now()
        )
    except (DrawHasMovedOn, draw_changes.AskedBefore):
        return conflict(request, CHANGED, draw.get_absolute_url())
    messages.success(request, "已提出作废，请另一位工作人员确认。")
    return redirect(draw)


def _confirm(request: HttpRequest, draw: Draw) -> HttpResponse:
    if request.method != "POST":
        return _page(request, draw, "确认作废", step="confirm")
    try:
        draw_changes.confirm_void(draw=draw, by=request.user, at=timezone.now())
    except (DrawHasMovedOn, draw_changes.SamePerson):
        return conflict(request, CHANGED, draw.get_absolute_url())
    messages.success(request, "这次抽取已作废，可以重新抽取。")
    return redirect(draw)


def _page(
    request: HttpRequest, draw: Draw, action: str, *, step: str, **more: Any
) -> HttpResponse:
    asked = draw.void_asked_by
    context = {
        "heading": f"{action}：第 {draw.number} 次抽取",
        "action": action,
        "cancel_url": draw.get_absolute_url(),
        "danger": True,
        "hidden": [("step", step)],
        "consequences": [
            *([f"{asked.name} 提出，理由：{draw.void_reason}"] if asked else []),
            "作废须由提出人以外的另一位工作人员确认。",
            "已由这次抽取分派的专家全部撤回，不能再分派到同一份申报。",
            "这次抽取连同理由和两人姓名一直公开，标为“作废”。",
        ],
        "irreversible": "作废以后不能恢复，只能重新抽取。",
        "trail": [*trail_of(draw.round), (str(draw), draw.get_absolute_url())],
        **more,
    }
    return render(request, "confirm.html", context)


urlpatterns = [path("manage/draws/<str:key>/void/", draw_void, name="draw_void")]
