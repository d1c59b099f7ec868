"""The province's pages about rounds: list, rules, weights, opening, extension."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from applications import access
from applications.actions import rounds as actions
from applications.actions import tables
from applications.actions.freezing import digest_of, obstacles_of
from applications.exports.dossiers import dossiers_workbook
from applications.forms.rounds import RoundForm
from applications.forms.weights import ExtendForm, WeightsForm
from applications.models import Dossier, Round
from applications.views.deciding import posted
from applications.views.queues import kind_order, narrowed
from applications.views.round_page import opening_of, round_page, trail_of
from portal.conflict import conflict
from portal.doors import official_only
from portal.download import workbook_response

FROZEN = "这一批次已经开放，规则已冻结，不能再修改。"


@require_safe
@official_only
def rounds(request: HttpRequest) -> HttpResponse:
    handed_in = Count("dossiers", filter=Q(dossiers__submitted_at__isnull=False))
    listed = Round.objects.visible_to(request.user).defer("guide_text", "table")
    context = {"rounds": listed.annotate(handed_in=handed_in)}
    return render(request, "applications/official/round_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def round_new(request: HttpRequest) -> HttpResponse:
    form = RoundForm(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        table = form.chosen_table() or {}
        made = actions.create(plan=form.plan(), table=table, by=request.user)
        messages.success(request, f"批次 {made.code} 已建立，尚未开放。")
        return redirect(made)
    context = {"form": form, "round": None, "trail": trail_of(None)}
    return render(request, "applications/official/round_form.html", context)


@require_safe
@official_only
def round_detail(request: HttpRequest, pk: int) -> HttpResponse:
    context = round_page(request.user, _round(request, pk), timezone.now())
    return render(request, "applications/official/round_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def round_edit(request: HttpRequest, pk: int) -> HttpResponse:
    round = _round(request, pk)
    if not access.may_prepare(request.user, round):
        return conflict(request, FROZEN, round.get_absolute_url())
    form = RoundForm(posted(request), user=request.user, round=round)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(
                round=round,
                plan=form.plan(),
                table=form.chosen_table(),
                by=request.user,
            )
        except actions.RoundIsFrozen:
            return conflict(request, FROZEN, round.get_absolute_url())
        messages.success(request, "批次设置已保存。")
        return redirect(round)
    context = {"form": form, "round": round, "trail": trail_of(round)}
    return render(request, "applications/official/round_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def round_table(request: HttpRequest, pk: int) -> HttpResponse:
    round = _round(request, pk)
    if not access.may_prepare(request.user, round):
        return conflict(request, FROZEN, round.get_absolute_url())
    form = WeightsForm(posted(request), round=round)
    if request.method == "POST" and form.is_valid():
        try:
            tables.set_table(
                round=round,
                weights=form.weights,
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except actions.RoundIsFrozen:
            return conflict(request, FROZEN, round.get_absolute_url())
        except tables.WeightsAreRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "指标权重已保存，合计 100。")
            return redirect(round)
    context = {"form": form, "round": round, "trail": trail_of(round)}
    return render(request, "applications/official/round_table.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def round_open(request: HttpRequest, pk: int) -> HttpResponse:
    """What will be frozen, with its digest; then the opening itself."""
    round, now = _round(request, pk), timezone.now()
    if not access.may_prepare(request.user, round):
        return conflict(request, FROZEN, round.get_absolute_url())
    obstacles = obstacles_of(round, now)
    if request.method == "POST" and not obstacles:
        return _open(request, round)
    context = {**opening_of(round, digest_of(round)), "obstacles": obstacles}
    context["trail"] = trail_of(round)
    return render(request, "applications/official/round_open.html", context)


def _open(request: HttpRequest, round: Round) -> HttpResponse:
    url = round.get_absolute_url()
    try:
        actions.open_round(
            round=round,
            digest=request.POST.get("digest", ""),
            by=request.user,
            at=timezone.now(),
        )
    except actions.RoundIsFrozen:
        return conflict(request, FROZEN, url)
    except actions.RulesHaveChanged:
        reason = "您确认之后，同事修改了批次的规则。请重新核对再开放。"
        return conflict(request, reason, url)
    except actions.RoundIsNotReady as refusal:
        return conflict(request, "".join(refusal.obstacles), url)
    messages.success(request, f"批次 {round.code} 已开放，规则已冻结。")
    return redirect(round)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def round_extend(request: HttpRequest, pk: int) -> HttpResponse:
    round = _round(request, pk)
    if not access.may_extend(request.user, round):
        return conflict(request, "只有开放中的批次可以延期。", round.get_absolute_url())
    form = ExtendForm(posted(request))
    if request.method == "POST" and form.is_valid() and _extended(request, round, form):
        messages.success(request, "申报截止时间已延后。")
        return redirect(round)
    context = {"form": form, "round": round, "trail": trail_of(round)}
    return render(request, "applications/official/round_extend.html", context)


def _extended(request: HttpRequest, round: Round, form: ExtendForm) -> bool:
    """Whether it was done; what keeps it from being done is put to the form."""
    try:
        actions.extend(
            round=round,
            closes_at=form.cleaned_data["closes_at"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except actions.DeadlineIsNotLater:
        form.add_error("closes_on", "新的截止时间应晚于原截止时间和现在。请改正。")
    except actions.RoundIsFrozen:
        form.add_error(None, "批次刚刚结束申报，不能再延期。")
    return form.is_valid()


@require_safe
@official_only
def dossiers_export(request: HttpRequest, pk: int) -> HttpResponse:
    """申报汇总表 of a round, narrowed as the queue is by its address."""
    round = _round(request, pk)
    dossiers = Dossier.objects.visible_to(request.user).filter(round=round)
    rows = narrowed(request, dossiers).select_related("enterprise")
    ordered = rows.order_by(kind_order(round), "number")
    data = dossiers_workbook(round, ordered, at=timezone.now())
    return workbook_response(data, f"{round.code}_申报汇总表.xlsx")


def _round(request: HttpRequest, pk: int) -> Round:
    """The round, or 404 where it is another province's."""
    return get_object_or_404(Round.objects.visible_to(request.user), pk=pk)


urlpatterns: list[Any] = [
    path("manage/rounds/", rounds, name="rounds"),
    path("manage/rounds/new/", round_new, name="round_new"),
    path("manage/rounds/<int:pk>/", round_detail, name="round"),
    path("manage/rounds/<int:pk>/edit/", round_edit, name="round_edit"),
    path("manage/rounds/<int:pk>/table/", round_table, name="round_table"),
    path("manage/rounds/<int:pk>/open/", round_open, name="round_open"),
    path("manage/rounds/<int:pk>/extend/", round_extend, name="round_extend"),
    path(
        "manage/rounds/<int:pk>/dossiers.xlsx", dossiers_export, name="dossiers_export"
    ),
]
