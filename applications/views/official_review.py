"""The province's page of a round's 评审规定."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from applications import access
from applications.actions.review_rules import set_review
from applications.actions.rounds import RoundIsFrozen
from applications.forms.review_rules import ReviewRulesForm
from applications.models import Round
from applications.views.deciding import posted
from applications.views.round_page import trail_of
from portal.conflict import conflict
from portal.doors import official_only

FROZEN = "这一批次已经开放，评审规定已冻结，不能再修改。"


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def round_review(request: HttpRequest, pk: int) -> HttpResponse:
    round = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    if not access.may_prepare(request.user, round):
        return conflict(request, FROZEN, round.get_absolute_url())
    form = ReviewRulesForm(posted(request), round=round)
    if request.method == "POST" and form.is_valid():
        try:
            set_review(round=round, review=form.review(), by=request.user)
        except RoundIsFrozen:
            return conflict(request, FROZEN, round.get_absolute_url())
        messages.success(request, "评审规定已保存，开放批次时随规则一并冻结。")
        return redirect(round)
    context = {"form": form, "round": round, "trail": trail_of(round)}
    return render(request, "applications/official/round_review.html", context)


urlpatterns: list[Any] = [
    path("manage/rounds/<int:pk>/review/", round_review, name="round_review"),
]
