"""What officials do with a ranking: freeze and undo; ``signing`` comes between."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from applications.models import Round
from portal import rules
from portal.conflict import conflict
from portal.doors import official_only
from scoring import access
from scoring.actions import shortlists as actions
from scoring.facts import is_off_rules, is_undefended
from scoring.forms.shortlists import LineReasonForm, ReasonForm
from scoring.rankings.confirmations import (
    DRAWING_UP,
    WITHDRAWAL,
    about,
)
from scoring.rankings.ranked import (
    Ranked,
    address_of,
    asked_of,
    ranked,
    round_of,
    shortlist_of,
)
from scoring.rankings.signing import why_not_freeze
from scoring.views.lists import noticing, signing
from scoring.views.lists.confirming import CHANGED, MOVED_ON, ask, do

TOO_EARLY = "评审结束以后、公示以前才能冻结排名。"
FROZEN = "这一类型的排名已经冻结，可能另一位同事已经办理。"
UNDEFENDED = (
    "本批次设现场答辩，这一类型的答辩还没有结束。"
    "请先在“现场答辩”中结束答辩，再按综合得分冻结排名。"
)

read_and_post = require_http_methods(["GET", "HEAD", "POST"])


@read_and_post
@official_only
def draw_up(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    round = round_of(request.user, pk, kind)
    back = address_of("ranking", round, kind)
    if shortlist_of(request.user, round, kind) is not None:
        return conflict(request, FROZEN, back)
    if not access.may_draw_up(request.user, round):
        if round.status == Round.Status.CLOSED:
            raise PermissionDenied(why_not_freeze(round))
        return conflict(request, TOO_EARLY, back)
    wanted = request.POST if request.method == "POST" else request.GET
    try:
        found = ranked(round, kind, None, wanted)
    except rules.ScoreError as error:
        return conflict(request, f"暂时不能排名。{error}", back)
    if found.cut is None:  # the ranking page says what is wrong with the line
        return redirect(f"{back}?{found.query}")
    if is_undefended(round, kind, found.lines):
        return conflict(request, UNDEFENDED, back)
    form = _why(request, found)
    if request.method == "POST" and (form is None or form.is_valid()):
        said = form.cleaned_data if form else {}
        return _draw_up(request, round, kind, {**found.form.figures, **said})
    context = about(found, DRAWING_UP, asked_of(found.form.data))
    return ask(request, {**context, "form": form})


def _why(request: HttpRequest, found: Ranked) -> LineReasonForm | None:
    """Asked only where the line is not the quota of the rules."""
    quota = found.cut.quota if found.cut else None
    if not is_off_rules(found.round, found.kind, quota):
        return None
    posted = request.POST if request.method == "POST" else None
    return LineReasonForm(posted, round=found.round, kind=found.kind, quota=quota)


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
    except actions.NotDefended:
        return conflict(request, UNDEFENDED, back)
    except (
        actions.NotEnoughSheets,
        actions.LineNotDrawn,
        actions.LineUnexplained,
    ) as error:
        return conflict(request, str(error), back)
    except (actions.RankingHasChanged, actions.ListHasMovedOn):
        return conflict(request, CHANGED, back)
    messages.success(request, "排名已冻结，请下一环节的工作人员复核。")
    return redirect(back)


@read_and_post
@official_only
def withdraw(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    round = round_of(request.user, pk, kind)
    shortlist = shortlist_of(request.user, round, kind)
    if shortlist is None or not access.may_withdraw(request.user, shortlist):
        return conflict(request, MOVED_ON, address_of("ranking", round, kind))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return do(
            request,
            shortlist,
            lambda: actions.withdraw(
                shortlist=shortlist, **form.cleaned_data, by=request.user
            ),
            "已撤回冻结，排名可以重新冻结。",
        )
    found = ranked(round, kind, shortlist, {})
    return ask(request, {**about(found, WITHDRAWAL), "form": form})


FROZEN_LIST = "manage/rounds/<int:pk>/ranking/<slug:kind>/"
urlpatterns = [
    path(f"{FROZEN_LIST}freeze/", draw_up, name="draw_up"),
    path(f"{FROZEN_LIST}withdraw/", withdraw, name="withdraw"),
    *signing.urlpatterns,
    *noticing.urlpatterns,
]
