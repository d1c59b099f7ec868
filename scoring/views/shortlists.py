"""What officials do with a ranking: freeze, approve by a second one, publish, undo."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from applications.models import Round
from portal import rules
from portal.conflict import conflict
from portal.doors import official_only
from scoring import access
from scoring.actions import shortlists as actions
from scoring.forms.shortlists import NoticeForm, ReasonForm
from scoring.models import Shortlist
from scoring.rankings.confirmations import (
    APPROVAL,
    DRAWING_UP,
    PUBLICATION,
    WITHDRAWAL,
    about,
)
from scoring.rankings.ranked import (
    address_of,
    asked_of,
    ranked,
    round_of,
    shortlist_of,
)

SECOND = (
    "名单须由冻结人以外的另一位工作人员复核。您冻结了这份名单，不能自己复核，"
    "请本省另一位省级工作人员登录后办理。"
)
TOO_EARLY = "评审结束以后、公示以前才能冻结排名。"
FROZEN = "这一类型的排名已经冻结，可能另一位同事已经办理。"
CHANGED = "您确认的排名或名单已经变化，请查看最新的内容后再办理。"
MOVED_ON = "名单的状态已经变化，可能另一位同事已经办理。"

read_and_post = require_http_methods(["GET", "HEAD", "POST"])


@read_and_post
@official_only
def draw_up(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    round = round_of(request.user, pk, kind)
    back = address_of("ranking", round, kind)
    if shortlist_of(request.user, round, kind) is not None:
        return conflict(request, FROZEN, back)
    if not access.may_draw_up(request.user, round):
        return conflict(request, TOO_EARLY, back)
    wanted = request.POST if request.method == "POST" else request.GET
    try:
        found = ranked(round, kind, None, wanted)
    except rules.ScoreError as error:
        return conflict(request, f"暂时不能排名。{error}", back)
    if found.cut is None:  # the ranking page says what is wrong with the line
        return redirect(f"{back}?{found.query}")
    if request.method == "POST":
        return _draw_up(request, round, kind, found.form.figures)
    return _ask(request, about(found, DRAWING_UP, asked_of(found.form.data)))


def _draw_up(
    request: HttpRequest, round: Round, kind: str, figures: dict[str, Any]
) -> HttpResponse:
    back = address_of("ranking", round, kind)
    digest = request.POST.get("digest", "")
    now = timezone.now()
    try:
        actions.draw_up(
            round=round, kind=kind, **figures, by=request.user, at=now, digest=digest
        )
    except actions.ListIsFrozen:
        return conflict(request, FROZEN, back)
    except (actions.NotEnoughSheets, actions.TieAtTheLine) as error:
        return conflict(request, str(error), back)
    except (actions.RankingHasChanged, actions.ListHasMovedOn):
        return conflict(request, CHANGED, back)
    messages.success(request, "排名已冻结，请另一位工作人员复核。")
    return redirect(back)


@read_and_post
@official_only
def approve(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    round = round_of(request.user, pk, kind)
    shortlist = shortlist_of(request.user, round, kind)
    if shortlist is not None and shortlist.drawn_up_by_id == request.user.pk:
        raise PermissionDenied(SECOND)
    if shortlist is None or not access.may_approve(request.user, shortlist):
        return conflict(request, MOVED_ON, address_of("ranking", round, kind))
    if request.method == "POST":
        return _do(
            request,
            shortlist,
            lambda: actions.approve(
                shortlist=shortlist, by=request.user, at=timezone.now()
            ),
            "名单已复核，可以公示。",
        )
    return _ask(request, about(ranked(round, kind, shortlist, {}), APPROVAL))


@read_and_post
@official_only
def publish(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    round = round_of(request.user, pk, kind)
    shortlist = shortlist_of(request.user, round, kind)
    if shortlist is None or not access.may_publish(request.user, shortlist):
        return conflict(request, MOVED_ON, address_of("ranking", round, kind))
    form = NoticeForm(
        request.POST or None,
        today=timezone.localdate(),
        contact=round.contact_line,
    )
    if request.method == "POST" and form.is_valid():
        return _do(
            request,
            shortlist,
            lambda: actions.publish(
                shortlist=shortlist,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
            ),
            "名单已公示，任何人都可以在“公示公告”中查看。",
        )
    found = ranked(round, kind, shortlist, {})
    return _ask(request, {**about(found, PUBLICATION), "form": form})


@read_and_post
@official_only
def withdraw(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    round = round_of(request.user, pk, kind)
    shortlist = shortlist_of(request.user, round, kind)
    if shortlist is None or not access.may_withdraw(request.user, shortlist):
        return conflict(request, MOVED_ON, address_of("ranking", round, kind))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _do(
            request,
            shortlist,
            lambda: actions.withdraw(
                shortlist=shortlist, **form.cleaned_data, by=request.user
            ),
            "已撤回冻结，排名可以重新冻结。",
        )
    found = ranked(round, kind, shortlist, {})
    return _ask(request, {**about(found, WITHDRAWAL), "form": form})


def _do(
    request: HttpRequest, shortlist: Shortlist, act: Callable[[], None], done: str
) -> HttpResponse:
    """Act on the very list that was confirmed; 409 where it is another one by now."""
    back = address_of("ranking", shortlist.round, shortlist.kind)
    if request.POST.get("digest") != shortlist.digest:
        return conflict(request, CHANGED, back)
    try:
        act()
    except actions.ListHasMovedOn:
        return conflict(request, MOVED_ON, back)
    messages.success(request, done)
    return redirect(back)


def _ask(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return render(request, "scoring/official/shortlist_confirm.html", context)


FROZEN_LIST = "manage/rounds/<int:pk>/ranking/<slug:kind>/"
urlpatterns = [
    path(f"{FROZEN_LIST}freeze/", draw_up, name="draw_up"),
    path(f"{FROZEN_LIST}approve/", approve, name="approve"),
    path(f"{FROZEN_LIST}publish/", publish, name="publish"),
    path(f"{FROZEN_LIST}withdraw/", withdraw, name="withdraw"),
]
