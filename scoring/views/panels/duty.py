"""An expert's periods away and entries in the blacklist."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal import workcalendar
from portal.conflict import conflict
from portal.doors import official_only
from scoring.actions import duty
from scoring.facts.duty import running_load
from scoring.forms.duty import AbsenceForm, BlacklistForm, PeriodForm
from scoring.forms.panels import ReasonForm
from scoring.models import Absence, Blacklisting, Expert
from scoring.views.assignments import posted

POOL = [("专家库", "/manage/experts/")]
GONE = "这条登记已被撤销或移出，没有再做更改。"


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def expert_absences(request: HttpRequest, pk: int) -> HttpResponse:
    expert = _expert(request, pk)
    form = AbsenceForm(posted(request))
    if _entered(request, form, duty.enter_absence, expert):
        messages.success(request, "已登记，这段时间内不再分派新的申报。")
        return redirect("scoring:expert_edit", pk)
    context = {
        "heading": "登记不可评审时段",
        "intro": "首尾两天都算在内。已分派的申报不受影响。",
        "action": "登记",
        "form": form,
        "expert": expert,
        "trail": _trail(expert),
    }
    return render(request, "scoring/official/expert_period.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def expert_blacklist(request: HttpRequest, pk: int) -> HttpResponse:
    expert = _expert(request, pk)
    form = BlacklistForm(
        posted(request), initial={"starts_on": workcalendar.today().isoformat()}
    )
    if _entered(request, form, duty.blacklist, expert):
        messages.success(request, f"{expert} 已列入黑名单，不再分派新的申报。")
        if load := running_load(expert):
            said = f"手中还有在办批次的申报 {load} 份，需要更换的请在专家组中撤回。"
            messages.warning(request, said)
        return redirect("scoring:expert_edit", pk)
    context = {
        "heading": "列入黑名单",
        "intro": "列入期间不参加自动分派，手动分派也会被拒绝并说明事由。",
        "action": "列入黑名单",
        "form": form,
        "expert": expert,
        "trail": _trail(expert),
    }
    return render(request, "scoring/official/expert_period.html", context)


def _entered(
    request: HttpRequest,
    form: PeriodForm,
    enter: Callable[..., Any],
    expert: Expert,
) -> bool:
    """Whether a form was sent and what it says was written down."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        enter(expert=expert, **form.cleaned_data, by=request.user, at=timezone.now())
    except duty.AlreadyEntered as error:
        form.add_error("starts_on", f"{error}。请改日期，或先撤销原来的一条。")
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def expert_absence_remove(request: HttpRequest, pk: int) -> HttpResponse:
    absence = get_object_or_404(_visible(request, Absence.objects.all()), pk=pk)
    back = reverse("scoring:expert_edit", args=[absence.expert_id])
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            duty.remove_absence(absence=absence, reason=reason, by=request.user)
        except duty.IsOver:
            return conflict(request, GONE, back)
        messages.success(request, "不可评审时段已撤销。")
        return redirect(back)
    context = {
        "heading": "撤销不可评审时段",
        "action": "确认撤销",
        "cancel_url": back,
        "form": form,
        "consequences": [
            f"{absence.expert} 在 {absence.span} 可以分派申报。",
            f"原登记事由“{absence.reason}”和撤销理由都留在审计记录中。",
        ],
        "trail": _trail(absence.expert),
    }
    return render(request, "confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def expert_blacklisting_lift(request: HttpRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(_visible(request, Blacklisting.objects.all()), pk=pk)
    back = reverse("scoring:expert_edit", args=[entry.expert_id])
    if entry.lifted_at:
        return conflict(request, GONE, back)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            duty.lift(entry=entry, reason=reason, by=request.user, at=timezone.now())
        except duty.IsOver:
            return conflict(request, GONE, back)
        messages.success(request, f"{entry.expert} 已移出黑名单。")
        return redirect(back)
    context = {
        "heading": "移出黑名单",
        "action": "确认移出",
        "cancel_url": back,
        "form": form,
        "consequences": [
            f"{entry.expert} 今后可以分派申报。",
            f"原列入事由“{entry.reason}”和移出理由都保留在本页和审计记录中。",
        ],
        "trail": _trail(entry.expert),
    }
    return render(request, "confirm.html", context)


def _visible(request: HttpRequest, rows: QuerySet) -> QuerySet:
    mine = rows.filter(expert__in=Expert.objects.visible_to(request.user))
    return mine.select_related("expert__user")


def _expert(request: HttpRequest, pk: int) -> Expert:
    pool = Expert.objects.visible_to(request.user).select_related("user")
    return get_object_or_404(pool, pk=pk)


def _trail(expert: Expert) -> list[tuple[str, str]]:
    return [*POOL, (str(expert), reverse("scoring:expert_edit", args=[expert.pk]))]


urlpatterns = [
    path("manage/experts/<int:pk>/absences/", expert_absences, name="expert_absences"),
    path(
        "manage/experts/absences/<int:pk>/remove/",
        expert_absence_remove,
        name="expert_absence_remove",
    ),
    path(
        "manage/experts/<int:pk>/blacklist/", expert_blacklist, name="expert_blacklist"
    ),
    path(
        "manage/experts/blacklist/<int:pk>/lift/",
        expert_blacklisting_lift,
        name="expert_blacklisting_lift",
    ),
]
