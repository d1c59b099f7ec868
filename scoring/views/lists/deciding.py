"""How a round's lists are decided: for everybody to read, for officials to settle."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from applications.models import Round
from portal.conflict import conflict
from portal.doors import official_only, system_only
from portal.guides import province_choices
from portal.models import User
from scoring import access
from scoring.actions import deciding as actions
from scoring.forms.deciding import DutyForm, PlanForm
from scoring.models import DecisionPlan, StepDuty
from scoring.rankings.ranked import round_of, trail_to

FIXED = "本批次已经冻结过排名，名单办法不能再改。"


@login_not_required
@require_safe
def decision_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """404 until the round is open; no names, only what is to be done by whom."""
    round = get_object_or_404(Round.objects.opened(), pk=pk)
    context = {
        "round": round,
        "plan": DecisionPlan.objects.of(round),
        "trail": [("公示公告", reverse("scoring:publicity_list"))],
    }
    return render(request, "scoring/public/decision_rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def decision_plan(request: HttpRequest, pk: int) -> HttpResponse:
    round = round_of(request.user, pk)
    plan = DecisionPlan.objects.of(round)
    if not access.may_plan(request.user, round):
        if request.method == "POST":
            return conflict(request, FIXED, request.path)
        return _plan_page(request, round, plan, None)
    form = PlanForm(request.POST or None, plan=plan)
    if request.method != "POST" or not form.is_valid():
        return _plan_page(request, round, plan, form)
    try:
        actions.set_plan(
            round=round, **form.cleaned_data, by=request.user, at=timezone.now()
        )
    except actions.PlanIsFixed:
        return conflict(request, FIXED, request.path)
    messages.success(request, "名单办法已保存，公众可以查看。")
    return redirect(request.path)


def _plan_page(
    request: HttpRequest, round: Round, plan: DecisionPlan, form: PlanForm | None
) -> HttpResponse:
    duties = StepDuty.objects.filter(
        person__province=round.province, person__is_active=True
    ).select_related("person")
    held: dict[str, list[str]] = {}
    for each in duties.order_by("person_id"):
        held.setdefault(each.step, []).append(each.person.name)
    context = {
        "round": round,
        "form": form,
        "steps": [(step, "、".join(held.get(step, ()))) for step in plan.steps],
        "trail": trail_to(round),
    }
    return render(request, "scoring/official/decision_plan.html", context)


@require_safe
@system_only
def duties(request: HttpRequest) -> HttpResponse:
    return _duties_page(request)


@require_http_methods(["POST"])
@system_only
def duty_set(request: HttpRequest, pk: int) -> HttpResponse:
    people = User.objects.filter(role=User.Role.OFFICIAL, is_active=True)
    person = get_object_or_404(people, pk=pk)
    form = DutyForm(request.POST, steps=_steps_of(person.province))
    if not form.is_valid():
        messages.error(request, "；".join(form.errors["steps"]))
        return redirect("scoring:duties")
    actions.set_duties(person=person, **form.cleaned_data, by=request.user)
    messages.success(request, f"已保存{person.name}的审签职责。")
    return redirect("scoring:duties")


def _duties_page(request: HttpRequest) -> HttpResponse:
    """Every official with the steps of their province; three queries."""
    held: dict[int, set[str]] = {}
    for person, step in StepDuty.objects.values_list("person_id", "step"):
        held.setdefault(person, set()).add(step)
    known = _steps_by_province()
    people = User.objects.filter(role=User.Role.OFFICIAL, is_active=True)
    lines: dict[str, list[Any]] = {}
    for person in people.order_by("province", "pk"):
        mine = held.get(person.pk, set())
        boxes = [(step, step in mine) for step in known[person.province]]
        lines.setdefault(person.province, []).append((person, boxes))
    labels = dict(province_choices())
    groups = [(labels.get(key, key), rows) for key, rows in lines.items()]
    return render(request, "scoring/system/duties.html", {"groups": groups})


def _steps_of(province: str) -> list[str]:
    return _steps_by_province()[province]


def _steps_by_province() -> dict[str, list[str]]:
    """The usual steps, and those that any round of the province has; one query."""
    usual = DecisionPlan.objects.usual().steps
    found = {key: list(usual) for key, _ in province_choices()}
    for province, steps in DecisionPlan.objects.order_by("pk").values_list(
        "round__province", "steps"
    ):
        found[province].extend(each for each in steps if each not in found[province])
    return found


urlpatterns = [
    path("publicity/<int:pk>/rules/", decision_rules, name="decision_rules"),
    path("manage/rounds/<int:pk>/decision/", decision_plan, name="decision_plan"),
    path("manage/duties/", duties, name="duties"),
    path("manage/duties/<int:pk>/", duty_set, name="duty_set"),
]
