"""The province's page of a round's 分档说明."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from applications import access
from applications.actions.anchors import set_anchors
from applications.actions.rounds import RoundIsFrozen
from applications.facts import anchors_of
from applications.forms.anchors import AnchorsForm
from applications.models import Round
from applications.views.deciding import posted
from applications.views.round_page import trail_of
from portal.conflict import conflict
from portal.doors import official_only
from portal.rules.anchors import Anchors
from portal.rules.nodes import DocumentError

FROZEN = "这一批次已经开放，分档说明已冻结，不能再修改。"


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def round_anchors(request: HttpRequest, pk: int) -> HttpResponse:
    """``?from=`` shows another round's in the fields; nothing is saved by that."""
    round = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    if not access.may_prepare(request.user, round):
        return conflict(request, FROZEN, round.get_absolute_url())
    others = Round.objects.visible_to(request.user).exclude(pk=pk).exclude(anchors={})
    chosen = request.GET.get("from", "")
    source = others.filter(pk=chosen if chosen.isdecimal() else 0).first()
    form = AnchorsForm(posted(request), round=round, shown=_shown(source or round))
    if request.method == "POST" and form.is_valid():
        try:
            set_anchors(round=round, anchors=form.anchors(), by=request.user)
        except RoundIsFrozen:
            return conflict(request, FROZEN, round.get_absolute_url())
        messages.success(request, "分档说明已保存，开放批次时随规则一并冻结。")
        return redirect(round)
    context = {
        "form": form,
        "round": round,
        "trail": trail_of(round),
        "source": source,
        "others": others.defer("guide_text", "table"),
    }
    return render(request, "applications/official/round_anchors.html", context)


def _shown(round: Round) -> Mapping[str, Anchors]:
    """Nothing where weights were changed since, so that they no longer fit."""
    try:
        return anchors_of(round)
    except DocumentError:
        return {}


urlpatterns: list[Any] = [
    path("manage/rounds/<int:pk>/anchors/", round_anchors, name="round_anchors"),
]
