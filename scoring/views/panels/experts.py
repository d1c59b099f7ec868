"""One expert of the pool: new by invitation, corrected, declared ties."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal import guides, invitations, workcalendar
from portal.doors import official_only
from scoring.actions import experts
from scoring.facts.duty import loads_of, off_duty, total_of
from scoring.forms.experts import (
    TAKEN,
    ConflictForm,
    ExpertForm,
    NewExpertForm,
    initial_of,
)
from scoring.forms.panels import ReasonForm
from scoring.models import Conflict, Expert
from scoring.views.assignments import posted
from scoring.views.panels import duty, pool, roster
from scoring.views.panels.duty import POOL


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def expert_new(request: HttpRequest) -> HttpResponse:
    form = NewExpertForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            expert = experts.add(**form.values(), by=request.user, at=timezone.now())
        except invitations.EmailTaken:
            form.add_error("email", TAKEN)
        else:
            messages.success(request, f"{expert} 已入库，请把下面的邀请链接发给本人。")
            return redirect("scoring:expert_edit", expert.pk)
    context = {
        "form": form,
        "trail": POOL,
        "heading": "新增专家",
        "cities": _cities(request),
    }
    return render(request, "scoring/official/expert_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def expert_edit(request: HttpRequest, pk: int) -> HttpResponse:
    expert = _expert(request, pk)
    form = ExpertForm(posted(request), initial=initial_of(expert))
    if request.method == "POST" and form.is_valid():
        experts.edit(expert=expert, **form.values(), by=request.user)
        messages.success(request, f"{expert.code} 的信息已保存。")
        return redirect("scoring:expert_edit", pk)
    invitation = getattr(expert.user, "invitation", None)
    loads, today = loads_of(expert), workcalendar.today()
    context = {
        "cities": _cities(request),
        "absences": expert.absences.select_related("entered_by"),
        "blacklistings": expert.blacklistings.select_related("entered_by", "lifted_by"),
        "today": today,
        "out": off_duty([expert], today).get(expert.pk, ""),
        "loads": loads,
        "total": total_of(loads),
        "form": form,
        "trail": POOL,
        "heading": f"专家 {expert}",
        "expert": expert,
        "invitation": invitation if invitation and not invitation.accepted_at else None,
        "link": _link(request, invitation),
    }
    return render(request, "scoring/official/expert_form.html", context)


def _cities(request: HttpRequest) -> list[str]:
    """What is offered; an expert may live elsewhere."""
    return list(guides.load(request.user.province).cities.values())


def _link(request: HttpRequest, invitation: Any) -> str:
    if invitation is None or invitation.accepted_at:
        return ""
    if invitation.expires_at <= timezone.now():
        return ""
    address = reverse("portal:invitation", args=[invitation.token])
    return request.build_absolute_uri(address)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def expert_conflicts(request: HttpRequest, pk: int) -> HttpResponse:
    """Ties that an expert declared, in a recusal or outside a review."""
    expert = _expert(request, pk)
    form = ConflictForm(posted(request), by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            experts.add_conflict(
                expert=expert,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
            )
        except experts.AlreadyKnown:
            form.add_error("enterprise", "这家企业已经登记过，不需要重复登记。")
        else:
            messages.success(request, "利益关系已登记，今后不再分派该企业的申报。")
            return redirect("scoring:expert_conflicts", pk)
    context = {
        "form": form,
        "trail": [*POOL, (str(expert), reverse("scoring:expert_edit", args=[pk]))],
        "expert": expert,
        "conflicts": expert.conflicts.select_related("enterprise"),
    }
    return render(request, "scoring/official/expert_conflicts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def expert_conflict_remove(request: HttpRequest, pk: int) -> HttpResponse:
    visible = Conflict.objects.filter(
        expert__in=Expert.objects.visible_to(request.user)
    )
    conflict = get_object_or_404(
        visible.select_related("expert__user", "enterprise"), pk=pk
    )
    back = reverse("scoring:expert_conflicts", args=[conflict.expert_id])
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        experts.remove_conflict(conflict=conflict, reason=reason, by=request.user)
        messages.success(request, "利益关系已撤销。")
        return redirect(back)
    context = {
        "heading": "撤销登记的利益关系",
        "action": "确认撤销",
        "cancel_url": back,
        "form": form,
        "consequences": [
            f"{conflict.expert} 今后可以分派到“{conflict.enterprise}”的申报。",
            f"原登记事由“{conflict.reason}”和撤销理由都留在审计记录中。",
        ],
        "trail": [*POOL, (str(conflict.expert), back)],
    }
    return render(request, "confirm.html", context)


def _expert(request: HttpRequest, pk: int) -> Expert:
    visible = Expert.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("user__invitation"), pk=pk)


urlpatterns = [
    *pool.urlpatterns,
    path("manage/experts/new/", expert_new, name="expert_new"),
    path("manage/experts/<int:pk>/", expert_edit, name="expert_edit"),
    path(
        "manage/experts/<int:pk>/conflicts/", expert_conflicts, name="expert_conflicts"
    ),
    path(
        "manage/experts/conflicts/<int:pk>/remove/",
        expert_conflict_remove,
        name="expert_conflict_remove",
    ),
    *duty.urlpatterns,
    *roster.urlpatterns,
]
