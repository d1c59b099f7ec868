"""Decisions on an entry: proposed by one official, settled by another."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal import workcalendar
from portal.conflict import conflict
from portal.doors import official_only
from portal.guides import library as law
from portal.templatetags.portal import beijing
from scoring import access
from scoring.actions import library_decisions as actions
from scoring.facts.library import (
    open_kinds,
    rectify_until,
    running_work,
    unreviewed,
)
from scoring.forms.library import SettleForm
from scoring.forms.library_decisions import DecisionForm
from scoring.models import LibraryDecision, LibraryEntry

Kind = LibraryDecision.Kind
MOVED_ON = "平台的状态已经变化，可能另一位同事已经办理。请查看最新的内容后再办理。"
WAITING = "这个平台还有一项决定等待另一位同事确认，确认以后才能提出新的决定。"
NOTHING = "这个平台已经退出平台库，没有可以作的决定。"
SETTLED = "这项决定已经办结，可能另一位同事已经确认。"
OWN = "决定须由另一位工作人员确认，提出的人不能自己确认。"

CONSEQUENCES = {
    Kind.PASSED: "这一年度考核合格，平台继续在库。",
    Kind.RECTIFY: "平台转为整改中，企业须在期限内提交整改材料：到 {} 当天结束。{}",
    Kind.RECTIFIED: "整改办结，平台恢复在库。",
    Kind.PROMOTED: "平台由储备晋升为重点，平台库公开这一变化和理由。",
    Kind.REMOVED: "平台退出平台库：不再报送年度报告，平台库公开退出日期和理由。",
}

read_and_post = require_http_methods(["GET", "HEAD", "POST"])


@read_and_post
@official_only
def library_decide(request: HttpRequest, pk: int) -> HttpResponse:
    visible = LibraryEntry.objects.visible_to(request.user)
    entry = get_object_or_404(visible.select_related("enterprise"), pk=pk)
    back = entry.get_absolute_url()
    if entry.decisions.proposed().exists():
        return conflict(request, WAITING, back)
    reports = unreviewed(entry)
    kinds = open_kinds(entry, running_work(entry), reports)
    if not kinds:
        return conflict(request, NOTHING, back)
    form = DecisionForm(
        request.POST if request.method == "POST" else None,
        kinds=kinds,
        reports=reports,
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose(
                entry=entry,
                said=actions.Proposed(**form.said),
                by=request.user,
                at=timezone.now(),
            )
        except actions.EntryHasMovedOn:
            return conflict(request, MOVED_ON, back)
        messages.success(request, "决定已提出，由另一位同事确认以后生效并告知企业。")
        return redirect(back)
    context = {
        "entry": entry,
        "form": form,
        "quotes": law.quotes(entry.guide_key),
        "trail": _trail(entry),
    }
    return render(request, "scoring/library/decision_form.html", context)


@read_and_post
@official_only
def library_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """By another person than the one who proposed it."""
    visible = LibraryDecision.objects.visible_to(request.user).select_related(
        "entry__enterprise", "proposed_by", "report__year"
    )
    decision = get_object_or_404(visible, pk=pk)
    back = decision.entry.get_absolute_url()
    if not decision.is_open:
        return conflict(request, SETTLED, back)
    if not access.may_settle(request.user, decision):
        return conflict(request, OWN, back)
    form = SettleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.settle(
                decision=decision,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
            )
        except actions.EntryHasMovedOn:
            return conflict(request, SETTLED, back)
        is_confirmed = form.cleaned_data["is_confirmed"]
        done = "决定已生效，并已告知企业。" if is_confirmed else "没有同意，决定作罢。"
        messages.success(request, done)
        return redirect(back)
    labels = {each.id: each.label for each in law.checks()}
    context = {
        "decision": decision,
        "consequence": _consequence(decision),
        "points": [(labels.get(id, id), ok) for id, ok in decision.checklist.items()],
        "form": form,
        "trail": _trail(decision.entry),
    }
    return render(request, "scoring/library/decision_settle.html", context)


def _consequence(decision: LibraryDecision) -> str:
    words = CONSEQUENCES[Kind(decision.kind)]
    if decision.workdays is None:
        return words
    until, basis = rectify_until(workcalendar.today(), decision.workdays)
    return words.format(f"{beijing(until)}（北京时间）", basis)


def _trail(entry: LibraryEntry) -> list[tuple[str, str]]:
    return [
        ("平台动态管理", reverse("scoring:library_records")),
        (str(entry), entry.get_absolute_url()),
    ]


urlpatterns = [
    path("library/records/<int:pk>/decide/", library_decide, name="library_decide"),
    path("library/records/decisions/<int:pk>/", library_settle, name="library_settle"),
]
