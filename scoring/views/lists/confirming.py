"""What pages about a frozen list share: asked, then done to that very list."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portal.conflict import conflict
from scoring.actions import shortlists as actions
from scoring.models import Shortlist
from scoring.rankings.ranked import address_of

CHANGED = "您确认的排名或名单已经变化，请查看最新的内容后再办理。"
MOVED_ON = "名单的状态已经变化，可能另一位同事已经办理。"


def do(
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


def ask(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return render(request, "scoring/official/shortlist_confirm.html", context)
