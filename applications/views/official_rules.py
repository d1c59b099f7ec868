"""The province's pages of what a round asks beyond its table: 评审规定, 现场答辩."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from applications import access
from applications.actions.defence_rules import set_defence
from applications.actions.review_rules import set_review
from applications.actions.rounds import RoundIsFrozen
from applications.forms.defence_rules import MORE, DefenceRulesForm
from applications.forms.review_rules import ReviewRulesForm
from applications.models import Round
from applications.views.deciding import posted
from applications.views.round_page import trail_of
from portal.conflict import conflict
from portal.doors import official_only
from portal.models import User


@dataclass(frozen=True)
class Page:
    """One kind of rules: ``save`` takes the valid form, its round and the person."""

    name: str
    form: Callable[..., forms.Form]
    save: Callable[[Any, Round, User], None]
    template: str


REVIEW = Page(
    "评审规定",
    ReviewRulesForm,
    lambda form, round, by: set_review(round=round, review=form.review(), by=by),
    "applications/official/round_review.html",
)
DEFENCE = Page(
    "现场答辩的规则",
    DefenceRulesForm,
    lambda form, round, by: set_defence(round=round, defence=form.defence(), by=by),
    "applications/official/round_defence.html",
)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def round_rules(request: HttpRequest, pk: int, page: Page) -> HttpResponse:
    """Until the round opens; frozen with it."""
    round = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    frozen = f"这一批次已经开放，{page.name}已冻结，不能再修改。"
    if not access.may_prepare(request.user, round):
        return conflict(request, frozen, round.get_absolute_url())
    if MORE in request.POST:
        form = page.form(initial=request.POST.dict(), round=round)
    else:
        form = page.form(posted(request), round=round)
    if form.is_bound and form.is_valid():
        try:
            page.save(form, round, request.user)
        except RoundIsFrozen:
            return conflict(request, frozen, round.get_absolute_url())
        messages.success(request, f"{page.name}已保存，开放批次时随规则一并冻结。")
        return redirect(round)
    context = {"form": form, "round": round, "trail": trail_of(round)}
    return render(request, page.template, context)


urlpatterns: list[Any] = [
    path(
        "manage/rounds/<int:pk>/review/",
        round_rules,
        {"page": REVIEW},
        name="round_review",
    ),
    path(
        "manage/rounds/<int:pk>/defence-rules/",
        round_rules,
        {"page": DEFENCE},
        name="round_defence",
    ),
]
