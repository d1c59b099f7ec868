"""A frozen list from hand to hand: signed step by step, or sent back."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.conflict import conflict
from portal.doors import official_only
from scoring import access
from scoring.actions import signing as actions
from scoring.forms.shortlists import OpinionForm, ReturnForm
from scoring.models import Shortlist
from scoring.rankings.confirmations import APPROVAL, RETURN, about
from scoring.rankings.ranked import address_of, ranked, round_of, shortlist_of
from scoring.rankings.signing import why_not
from scoring.views.lists.confirming import MOVED_ON, ask, do

read_and_post = require_http_methods(["GET", "HEAD", "POST"])


@read_and_post
@official_only
def approve(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Sign the step whose turn it is; 403 says why it is another's."""
    round = round_of(request.user, pk, kind)
    shortlist = shortlist_of(request.user, round, kind)
    if shortlist is None or shortlist.state != Shortlist.State.DRAWN_UP:
        return conflict(request, MOVED_ON, address_of("ranking", round, kind))
    if not access.may_approve(request.user, shortlist):
        raise PermissionDenied(why_not(request.user, shortlist))
    form = OpinionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return do(
            request,
            shortlist,
            lambda: actions.approve(
                shortlist=shortlist,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
            ),
            f"“{shortlist.step}”环节已签署。",
        )
    found = ranked(round, kind, shortlist, {})
    return ask(request, {**about(found, APPROVAL, turn=shortlist.step), "form": form})


@read_and_post
@official_only
def return_list(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    round = round_of(request.user, pk, kind)
    shortlist = shortlist_of(request.user, round, kind)
    if (
        shortlist is None
        or shortlist.state != Shortlist.State.DRAWN_UP
        or shortlist.is_back_with_its_author
    ):
        return conflict(request, MOVED_ON, address_of("ranking", round, kind))
    if not access.may_return(request.user, shortlist):
        raise PermissionDenied(why_not(request.user, shortlist))
    form = ReturnForm(request.POST or None, steps=shortlist.steps[: shortlist.stage])
    if request.method == "POST" and form.is_valid():
        return do(
            request,
            shortlist,
            lambda: actions.return_to(
                shortlist=shortlist,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
            ),
            "名单已退回，理由已记入审签记录。",
        )
    found = ranked(round, kind, shortlist, {})
    return ask(request, {**about(found, RETURN, turn=shortlist.step), "form": form})


FROZEN_LIST = "manage/rounds/<int:pk>/ranking/<slug:kind>/"
urlpatterns = [
    path(f"{FROZEN_LIST}approve/", approve, name="approve"),
    path(f"{FROZEN_LIST}return/", return_list, name="return_list"),
]
