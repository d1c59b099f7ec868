"""Who leaves a published list and who follows: proposed, signed, published."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from portal import workcalendar
from portal.conflict import conflict
from portal.doors import official_only
from portal.download import stored_file
from scoring import access
from scoring.actions import signing, succeeding
from scoring.actions.noticing import NoticeIsRunning, ObjectionsAreOpen
from scoring.actions.proofs import Infected
from scoring.actions.signing import ListHasMovedOn
from scoring.facts.successors import entries_of, successors_of
from scoring.forms.shortlists import OpinionForm, ReasonForm, ReturnForm
from scoring.forms.succeeding import DepartureForm, TermForm
from scoring.models import DecisionPlan, Replacement, Shortlist
from scoring.rankings.departures import STEPS, name_of, summary_of
from scoring.rankings.ranked import (
    address_of,
    label_of,
    round_of,
    shortlist_of,
    trail_to,
)
from scoring.rankings.signing import history_of, stations_of, why_not

NOT_PUBLIC = "名单公示以后才能办理退出和递补；公示以前的，请撤回冻结。"
PENDING = (
    "这份名单已有一件退出和递补正在办理，或者这一家已不在名单和候补中，"
    "或者已经纳入平台库（移出按“平台动态管理”办理）。"
)
MOVED_ON = "这一件的状态已经变化，可能另一位同事已经办理。"
NEXT_CHANGED = "候补已经变化，请重新核对由谁递补。"
UNCHECKED = "这份文件还没有通过安全检查，暂时不能打开。请稍后再试。"
RUNNING = "公示还没有结束，结束以后才能确定递补。"
OBJECTED = (
    "对递补的单位还有没答复的异议，或者成立而没有办结的异议：先答复；成立的，更正名单，"
    "名单已经确定的，对该单位办理取消资格。"
)

read_and_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@official_only
def replacements(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Whoever is on the list or waits, and what has been done so far."""
    round = round_of(request.user, pk, kind)
    shortlist = shortlist_of(request.user, round, kind)
    if shortlist is None or shortlist.state != Shortlist.State.PUBLISHED:
        return conflict(request, NOT_PUBLIC, address_of("ranking", round, kind))
    entries = entries_of(shortlist)
    waiting = [each for each in entries if each.reserve]
    done = shortlist.replacements.select_related(
        "leaver__dossier__enterprise", "follower__dossier__enterprise"
    )
    context = {
        "round": round,
        "kind": kind,
        "label": label_of(round, kind),
        "selected": [each for each in entries if each.is_selected],
        "reserve": sorted(waiting, key=lambda each: each.reserve),
        "done": list(done),
        "may": _may_propose(request.user, shortlist),
        "trail": _trail(shortlist),
    }
    return render(request, "scoring/official/replacement_list.html", context)


def _may_propose(user: Any, shortlist: Shortlist) -> bool:
    """Of any one on the list alike."""
    entry = shortlist.entries.model(is_selected=True)
    return access.may_replace(user, shortlist, entry)


@read_and_post
@official_only
def replacement_new(
    request: HttpRequest, pk: int, kind: str, entry: int
) -> HttpResponse:
    round = round_of(request.user, pk, kind)
    shortlist = shortlist_of(request.user, round, kind)
    back = address_of("ranking", round, kind)
    if shortlist is None or shortlist.state != Shortlist.State.PUBLISHED:
        return conflict(request, NOT_PUBLIC, back)
    entries = entries_of(shortlist)
    leaver = next((each for each in entries if each.pk == entry), None)
    if leaver is None:
        raise Http404
    if not access.may_replace(request.user, shortlist, leaver):
        return conflict(request, PENDING, address_of("replacements", round, kind))
    found = successors_of(shortlist, leaver, entries)
    form = DepartureForm(request.POST or None, request.FILES or None, found=found)
    if request.method == "POST" and form.is_valid():
        return _propose(request, shortlist, leaver, form)
    context = {
        "form": form,
        "found": found,
        "leaver": name_of(leaver),
        "is_reserve": not leaver.is_selected,
        "able": [name_of(each) for each in found.able],
        "back": address_of("replacements", round, kind),
        "trail": [*_trail(shortlist), _list_crumb(shortlist)],
    }
    return render(request, "scoring/official/replacement_form.html", context)


def _propose(
    request: HttpRequest, shortlist: Shortlist, leaver: Any, form: DepartureForm
) -> HttpResponse:
    back = address_of("replacements", shortlist.round, shortlist.kind)
    try:
        replacement = succeeding.propose(
            shortlist=shortlist, leaver=leaver, said=form.said, by=request.user,
            at=timezone.now(),
        )  # fmt: skip
    except ListHasMovedOn:
        return conflict(request, PENDING, back)
    except succeeding.AnotherFollows:
        return conflict(request, NEXT_CHANGED, back)
    except Infected as found:
        message = f"文件“{found}”查出病毒，没有提交。请换一份文件后重新填写。"
        return conflict(request, message, back)
    messages.success(request, "已提出，请下一环节的工作人员复核。")
    return redirect(replacement)


def _found(request: HttpRequest, pk: int) -> Replacement:
    rows = Replacement.objects.visible_to(request.user).select_related(
        "shortlist__round", "leaver__dossier__enterprise",
        "follower__dossier__enterprise",
    )  # fmt: skip
    return get_object_or_404(rows.prefetch_related("trail__by"), pk=pk)


@require_safe
@official_only
def replacement(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    is_running = found.is_on_notice(workcalendar.today())
    context = {
        "replacement": found,
        "round": found.shortlist.round,
        "summary": summary_of(found),
        "stations": stations_of(found),
        "history": history_of(found),
        "acts": [
            (STEPS[name], reverse("scoring:replacement_act", args=[pk, name]))
            for name, act in ACTS.items()
            if act.may(request.user, found) and not (name == "confirm" and is_running)
        ],
        "trail": [*_trail(found.shortlist), _list_crumb(found.shortlist)],
    }
    return render(request, "scoring/official/replacement_detail.html", context)


@dataclass(frozen=True, slots=True)
class Act:
    """Who may, what is asked, what is done, what is said then."""

    may: Callable[..., bool]
    form: Callable[[Any, Replacement], forms.Form | None]
    do: Callable[..., None]
    done: str
    key: str = "replacement"


def _term(data: Any, found: Replacement) -> TermForm:
    plan = DecisionPlan.objects.of(found.shortlist.round)
    return TermForm(data, today=timezone.localdate(), contact="", plan=plan)


ACTS = {
    "approve": Act(
        access.may_approve, lambda data, _: OpinionForm(data), signing.approve,
        "已签署。", "shortlist",
    ),
    "return": Act(
        access.may_return,
        lambda data, found: ReturnForm(data, steps=found.steps[: found.stage]),
        signing.return_to, "已退回，理由已记入审签记录。", "shortlist",
    ),
    "publish": Act(
        access.may_publish_change, _term, succeeding.publish,
        "已公示，名单已经更改。请重新生成涉及单位的文书。",
    ),
    "confirm": Act(
        access.may_confirm_change, lambda *_: None, succeeding.confirm,
        "递补已确定。",
    ),
    "drop": Act(
        access.may_drop, lambda data, _: ReasonForm(data), succeeding.drop,
        "已撤回，名单不变。",
    ),
}  # fmt: skip


@read_and_post
@official_only
def replacement_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """One step of a departure, asked before it is done."""
    found = _found(request, pk)
    if act not in ACTS:
        raise Http404
    its = ACTS[act]
    if not its.may(request.user, found):
        if its.key == "shortlist" and found.state == Replacement.State.DRAWN_UP:
            raise PermissionDenied(why_not(request.user, found))
        return conflict(request, MOVED_ON, found.get_absolute_url())
    form = its.form(request.POST if request.method == "POST" else None, found)
    if request.method == "POST" and (form is None or form.is_valid()):
        return _do(request, its, found, form.cleaned_data if form else {})
    step = STEPS[act]
    context = {
        "heading": f"{step.heading} · {found.leaver.dossier}",
        "action": step.action,
        "consequences": step.consequences,
        "irreversible": step.irreversible,
        "danger": step.is_dangerous,
        "cancel_url": found.get_absolute_url(),
        "trail": [*_trail(found.shortlist), _list_crumb(found.shortlist)],
        "form": form,
        "summary": summary_of(found),
    }
    return render(request, "scoring/official/replacement_confirm.html", context)


def _do(
    request: HttpRequest, its: Act, found: Replacement, said: dict[str, Any]
) -> HttpResponse:
    back = found.get_absolute_url()
    try:
        its.do(**{its.key: found}, **said, by=request.user, at=timezone.now())
    except ListHasMovedOn:
        return conflict(request, MOVED_ON, back)
    except NoticeIsRunning:
        return conflict(request, RUNNING, back)
    except ObjectionsAreOpen:
        return conflict(request, OBJECTED, back)
    messages.success(request, its.done)
    return redirect(found)


@require_safe
@official_only
def replacement_proof(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    if not found.file:
        raise Http404
    if not found.is_servable:
        return conflict(request, UNCHECKED, found.get_absolute_url())
    return stored_file(found)


def _trail(shortlist: Shortlist) -> list[tuple[str, str]]:
    round, kind = shortlist.round, shortlist.kind
    ranking = (f"{label_of(round, kind)}排名", address_of("ranking", round, kind))
    return [*trail_to(round, kind), ranking]


def _list_crumb(shortlist: Shortlist) -> tuple[str, str]:
    address = address_of("replacements", shortlist.round, shortlist.kind)
    return ("退出和递补", address)


LIST = "manage/rounds/<int:pk>/ranking/<slug:kind>/replacements/"
ONE = "manage/replacements/<int:pk>/"
urlpatterns = [
    path(LIST, replacements, name="replacements"),
    path(f"{LIST}<int:entry>/", replacement_new, name="replacement_new"),
    path(ONE, replacement, name="replacement"),
    path(f"{ONE}proof/", replacement_proof, name="replacement_proof"),
    path(f"{ONE}<slug:act>/", replacement_act, name="replacement_act"),
]
