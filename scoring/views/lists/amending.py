"""A list made again after upheld objections: compared, voided, drawn up anew."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from applications.facts import limits_of
from portal import rules
from portal.conflict import conflict
from portal.doors import official_only
from scoring import access
from scoring.actions import amending as actions
from scoring.actions.shortlists import (
    LineNotDrawn,
    LineUnexplained,
    ListIsFrozen,
    NotEnoughSheets,
    RankingHasChanged,
)
from scoring.actions.signing import ListHasMovedOn
from scoring.facts import (
    cut_of,
    digest_of,
    frozen_lines_of,
    is_off_rules,
    kept_reason,
    line_reason_of,
    lines_of,
)
from scoring.facts.departed import left_of, without_departed
from scoring.facts.moves import Moved, as_cut, moved_between, reopened_for
from scoring.forms.reopening import AmendLineForm, AmendReasonForm
from scoring.forms.shortlists import CutForm
from scoring.models import Shortlist
from scoring.rankings.ranked import (
    address_of,
    label_of,
    round_of,
    shortlist_of,
    trail_to,
)
from scoring.rankings.signing import history_of
from scoring.views.lists.confirming import CHANGED, MOVED_ON

read_and_post = require_http_methods(["GET", "HEAD", "POST"])


@read_and_post
@official_only
def amend(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The ranking as it is now beside the list; confirmed by its digest."""
    round = round_of(request.user, pk, kind)
    back = address_of("ranking", round, kind)
    shortlist = shortlist_of(request.user, round, kind)
    if shortlist is None or not access.may_amend(request.user, shortlist):
        return conflict(request, MOVED_ON, back)
    if problems := actions.in_the_way(shortlist):
        return conflict(request, "".join(problems), back)
    try:
        return _compared(request, shortlist)
    except rules.ScoreError as error:
        return conflict(request, f"暂时不能排名。{error}", back)


def _compared(request: HttpRequest, shortlist: Shortlist) -> HttpResponse:
    round, kind = shortlist.round, shortlist.kind
    line = CutForm(_line(request, shortlist))
    context: dict[str, Any] = {
        "shortlist": shortlist,
        "round": round,
        "label": label_of(round, kind),
        "line": line,
        "trail": [
            *trail_to(round, kind),
            (label_of(round, kind), address_of("ranking", round, kind)),
        ],
    }
    template = "scoring/official/amend_form.html"
    if not line.is_valid():
        return render(request, template, context)
    lines, limits = lines_of(round, kind), limits_of(round, kind)
    try:
        cut = cut_of(lines, **line.figures, limits=limits)
    except LineNotDrawn as tie:
        return render(request, template, {**context, "tie": tie})
    digest = digest_of(round, kind, lines, cut)
    is_kept = digest == shortlist.digest
    form = _form(request, shortlist, line, is_kept)
    if request.method == "POST" and form.is_valid():
        return _amend(request, shortlist, line, form.cleaned_data, is_kept)
    new = frozen_lines_of(shortlist)
    if not is_kept:
        try:
            new = without_departed(as_cut(lines, cut), left_of(shortlist), limits)
        except LineNotDrawn as tie:
            return render(request, template, {**context, "tie": tie})
    found = moved_between(frozen_lines_of(shortlist), new, reopened_for(shortlist))
    context |= {**summary_of(found), "form": form, "digest": digest, "is_kept": is_kept}
    if kept_reason(shortlist, **line.figures):
        context["off_rules"] = line_reason_of(round, shortlist)
    return render(request, template, context)


def _form(
    request: HttpRequest, shortlist: Shortlist, line: CutForm, is_kept: bool
) -> AmendReasonForm:
    """With the line's reason where it is another one than the rules' and the list's."""
    posted = request.POST if request.method == "POST" else None
    round, kind, quota = shortlist.round, shortlist.kind, line.figures["quota"]
    kept = is_kept or kept_reason(shortlist, **line.figures)
    if kept or not is_off_rules(round, kind, quota):
        return AmendReasonForm(posted)
    return AmendLineForm(posted, round=round, kind=kind, quota=quota)


def _line(request: HttpRequest, shortlist: Shortlist) -> dict[str, str]:
    """The old list's line, unless another one is asked for."""
    asked = request.POST if request.method == "POST" else request.GET
    if "cut" in asked:
        return {name: asked.get(name, "") for name in ("cut", "quota", "minimum")}
    minimum = shortlist.minimum_mark
    return {
        "cut": shortlist.cut,
        "quota": "" if shortlist.quota is None else str(shortlist.quota),
        "minimum": "" if minimum is None else f"{minimum:.2f}",
    }


def summary_of(found: list[Moved]) -> dict[str, Any]:
    """Who enters, who leaves, and every line that is another one."""
    return {
        "enters": [each for each in found if each.move.enters],
        "leaves": [each for each in found if each.move.leaves],
        "changed": [each for each in found if each.move.is_changed or each.is_touched],
        "same": sum(not each.move.is_changed for each in found),
    }


def _amend(
    request: HttpRequest,
    shortlist: Shortlist,
    line: CutForm,
    said: dict[str, str],
    is_kept: bool,
) -> HttpResponse:
    round, kind = shortlist.round, shortlist.kind
    back = address_of("ranking", round, kind)
    doing = {**said, "by": request.user, "at": timezone.now()}
    try:
        if is_kept:
            actions.keep(shortlist=shortlist, **doing)
        else:
            digest = request.POST.get("digest", "")
            actions.amend(shortlist=shortlist, digest=digest, **line.figures, **doing)
    except (
        actions.NotSettled,
        NotEnoughSheets,
        LineNotDrawn,
        LineUnexplained,
    ) as error:
        return conflict(request, str(error), back)
    except (RankingHasChanged, actions.NothingChanged, actions.SomethingChanged):
        return conflict(request, CHANGED, request.path)
    except (ListHasMovedOn, ListIsFrozen):
        return conflict(request, MOVED_ON, back)
    done = (
        "原名单不变，已记录"
        if is_kept
        else "原名单已作废，新名单已冻结，请下一环节复核"
    )
    messages.success(request, f"{done}。")
    return redirect(back)


@require_safe
@official_only
def void_list(request: HttpRequest, pk: int) -> HttpResponse:
    """A list that was voided, as it stood, with who signed it and what came after."""
    lists = Shortlist.objects.visible_to(request.user).filter(state="void")
    related = ("round", "drawn_up_by", "approved_by", "published_by", "voided_by")
    rows = lists.select_related(*related).prefetch_related("trail__by")
    found = get_object_or_404(rows, pk=pk)
    label = label_of(found.round, found.kind)
    after = successor_of(found)
    old = frozen_lines_of(found)
    moved = None
    if after is not None:
        new = frozen_lines_of(after)
        moved = summary_of(moved_between(old, new, reopened_for(found)))
    context = {
        "shortlist": found,
        "label": label,
        "lines": old,
        "after": after,
        "moved": moved,
        "history": history_of(found),
        "trail": [
            *trail_to(found.round, found.kind),
            (label, address_of("ranking", found.round, found.kind)),
        ],
    }
    return render(request, "scoring/official/void_list.html", context)


def successor_of(shortlist: Shortlist) -> Shortlist | None:
    """The list that was drawn up next, whatever became of it; one query."""
    same = Shortlist.objects.filter(round=shortlist.round_id, kind=shortlist.kind)
    found = same.filter(pk__gt=shortlist.pk).order_by("pk").first()
    if found is not None:
        found.round = shortlist.round
    return found


FROZEN_LIST = "manage/rounds/<int:pk>/ranking/<slug:kind>/"
urlpatterns = [
    path(f"{FROZEN_LIST}amend/", amend, name="amend"),
    path("manage/lists/<int:pk>/", void_list, name="void_list"),
]
