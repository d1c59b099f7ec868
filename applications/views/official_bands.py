"""The province's pages about the bands of a round's objective indicators."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from applications import access
from applications.actions import bands as actions
from applications.actions.rounds import RoundIsFrozen
from applications.facts import facts_of, table_of
from applications.forms.bands import CopyForm, ScaleForm
from applications.models import Dossier, Round
from applications.presentation import table_rows
from applications.presentation.bands import Spread, scale_lines, spread_of
from applications.views.deciding import posted
from portal import rules
from portal.conflict import conflict
from portal.doors import official_only

FROZEN = "这一批次已经开放，规则已冻结，不能再修改分档标准。"
#: So many dossiers of an earlier round are enough for a picture.
MOST_TRIED = 500


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def round_bands(request: HttpRequest, pk: int) -> HttpResponse:
    """Which indicators are scored by bands; a copy of another round's."""
    round = _round(request, pk)
    if not access.may_prepare(request.user, round):
        return conflict(request, FROZEN, round.get_absolute_url())
    others = _with_scales(request, round)
    form = CopyForm(posted(request), rounds=others)
    if request.method == "POST" and form.is_valid():
        chosen = {str(each.pk): each for each in others}[form.cleaned_data["source"]]
        return _copy(request, round, chosen)
    context = {
        "round": round,
        "rows": [row for row in table_rows(round) if row.is_bandable],
        "form": form if others else None,
        "trail": _trail(round)[:-1],
    }
    return render(request, "applications/official/round_bands.html", context)


def _with_scales(request: HttpRequest, round: Round) -> list[Round]:
    rounds = Round.objects.visible_to(request.user).exclude(pk=round.pk)
    return [
        each
        for each in rounds.defer("guide_text")
        if any("scale" in leaf for leaf in each.table.get("indicators", ()))
    ]


def _copy(request: HttpRequest, round: Round, source: Round) -> HttpResponse:
    try:
        done = actions.copy_scales(round=round, source=source, by=request.user)
    except RoundIsFrozen:
        return conflict(request, FROZEN, round.get_absolute_url())
    if done.codes:
        messages.success(request, f"已从 {source.code} 复制 {len(done.codes)} 项分档。")
    for each in done.skipped:
        messages.warning(request, f"没有复制：{each}")
    return redirect("applications:round_bands", round.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def round_scale(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The bands of one indicator, tried on dossiers that were filed before."""
    round = _round(request, pk)
    if not access.may_prepare(request.user, round):
        return conflict(request, FROZEN, round.get_absolute_url())
    leaf = _leaf(round, code)
    form = ScaleForm(posted(request), round=round, leaf=leaf)
    wish = request.POST.get("then")
    if request.method == "POST" and wish == "remove" and leaf.scale:
        return _set(request, round, leaf, None, "取消分档")
    if request.method == "POST" and form.is_valid() and wish != "try":
        data = form.cleaned_data
        return _set(request, round, leaf, data["scale"], data["reason"])
    context = {
        "round": round,
        "leaf": leaf,
        "form": form,
        "trail": _trail(round),
        "heading": f"{leaf.code} {leaf.label}",
        **_tried(request, round, leaf, form),
    }
    return render(request, "applications/official/round_scale.html", context)


def _set(
    request: HttpRequest,
    round: Round,
    leaf: rules.Indicator,
    scale: dict[str, Any] | None,
    reason: str,
) -> HttpResponse:
    try:
        actions.set_scale(
            round=round, code=leaf.code, scale=scale, reason=reason, by=request.user
        )
    except RoundIsFrozen:
        return conflict(request, FROZEN, round.get_absolute_url())
    except actions.ScaleIsRefused as refusal:  # a colleague changed the weight
        back = reverse("applications:round_scale", args=[round.pk, leaf.code])
        return conflict(request, f"{refusal.message}请重新核对。", back)
    done = "已保存分档标准" if scale else "已取消分档，由专家评分"
    messages.success(request, f"{leaf.code} {leaf.label}：{done}。")
    return redirect("applications:round_bands", round.pk)


def _tried(
    request: HttpRequest, round: Round, leaf: rules.Indicator, form: ScaleForm
) -> dict[str, Any]:
    """The bands on paper, and how an earlier round's dossiers would fall; 2 queries."""
    scale = leaf.scale
    if form.is_bound:
        if not form.is_valid():
            return {"lines": None, "spread": None}
        stated = form.cleaned_data["scale"]
        table = actions.with_scale(round.table, leaf.code, stated)
        scale = _leaf(Round(table=table), leaf.code).scale
    if scale is None:
        return {"lines": None, "spread": None}
    spread, tried_on = _spread(request, round, scale)
    return {"lines": scale_lines(scale), "spread": spread, "tried_on": tried_on}


def _spread(
    request: HttpRequest, round: Round, scale: rules.Scale
) -> tuple[Spread | None, str]:
    filed = Dossier.objects.visible_to(request.user).exclude(round=round)
    newest = filed.order_by("-round_id").values_list("round_id", "round__code").first()
    if newest is None:
        return None, ""
    dossiers = filed.filter(round=newest[0]).order_by("pk").only("document")
    return spread_of(scale, map(facts_of, dossiers[:MOST_TRIED])), newest[1]


def _leaf(round: Round, code: str) -> rules.Indicator:
    """One that is not for experts alone to judge, or 404."""
    try:
        leaf = actions.leaf_of(table_of(round), code)
    except KeyError:
        raise Http404 from None
    if leaf.method == "expert" or leaf.weight is None:
        raise Http404
    return leaf


def _trail(round: Round) -> list[tuple[str, str]]:
    return [
        ("批次管理", reverse("applications:rounds")),
        (round.code, round.get_absolute_url()),
        ("客观项分档", reverse("applications:round_bands", args=[round.pk])),
    ]


def _round(request: HttpRequest, pk: int) -> Round:
    return get_object_or_404(Round.objects.visible_to(request.user), pk=pk)


BASE = "manage/rounds/<int:pk>/bands/"
urlpatterns: list[Any] = [
    path(BASE, round_bands, name="round_bands"),
    path(f"{BASE}<str:code>/", round_scale, name="round_scale"),
]
