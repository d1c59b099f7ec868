"""The province's page of a round's 现场答辩."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from applications import access
from applications.actions.defence_rules import set_defence
from applications.actions.rounds import RoundIsFrozen
from applications.forms.defence_rules import DefenceRulesForm
from applications.models import Round
from applications.views.deciding import posted
from applications.views.round_page import trail_of
from portal.conflict import conflict
from portal.doors import official_only

FROZEN = "这一批次已经开放，答辩规则已冻结，不能再修改。"


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def round_defence(request: HttpRequest, pk: int) -> HttpResponse:
    round = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    if not access.may_prepare(request.user, round):
        return conflict(request, FROZEN, round.get_absolute_url())
    form = DefenceRulesForm(posted(request), round=round)
    if request.method == "POST" and form.is_valid():
        try:
            set_defence(round=round, defence=form.defence(), by=request.user)
        except RoundIsFrozen:
            return conflict(request, FROZEN, round.get_absolute_url())
        messages.success(request, "现场答辩的规则已保存，开放批次时随规则一并冻结。")
        return redirect(round)
    context = {"form": form, "round": round, "trail": trail_of(round)}
    return render(request, "applications/official/round_defence.html", context)


urlpatterns: list[Any] = [
    path("manage/rounds/<int:pk>/defence-rules/", round_defence, name="round_defence"),
]
