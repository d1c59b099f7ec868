"""Who did not come to a defence, its end, and a call that is undone."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from applications.exports.defence_rules import ABSENCES, total_in_words
from applications.facts import defence_of
from applications.models import Round
from portal.conflict import conflict
from portal.doors import official_only
from scoring.actions import defence_course, defences
from scoring.facts.defences import courses_of, defences_of
from scoring.forms.defences import EndingForm
from scoring.forms.panels import ReasonForm
from scoring.models import Defence, DefenceCall
from scoring.rankings.ranked import label_of, round_of
from scoring.views.assignments import posted
from scoring.views.defences.defence_slots import defence_at, stopped
from scoring.views.defences.defences import (
    ENDED,
    call_of,
    kept_from,
    list_url,
    trail_to,
)

WHAT_IS_CANCELLED = (
    "下列申报的答辩时间作废，企业和评审这些申报的专家收到通知；理由企业看到。",
    "这次召集以“已取消”留在答辩页，不删除；以后可以重新召集。",
    "专家已写的草稿和回避记录保留，重新召集后接着有效。",
)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def defence_end(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    round = round_of(request.user, pk, kind)
    if answer := kept_from(request, round):
        return answer
    call = call_of(round, kind)
    if call.ended_at:
        return conflict(request, ENDED, list_url(round))
    open_points, missing = defence_course.before_ending(call)
    if open_points:
        return conflict(request, "".join(open_points[:5]), list_url(round))
    form = EndingForm(posted(request), missing=missing)
    if request.method == "POST" and form.is_valid():
        return _end(request, call, form.cleaned_data.get("reason") or "")
    context = {
        "heading": f"结束答辩 · {label_of(round, kind)}",
        "action": "确认结束答辩",
        "cancel_url": list_url(round),
        "form": form,
        "consequences": list(_what_ends(round, call, missing)),
        "irreversible": "结束后答辩得分和缺席记录不能再改。",
        "trail": trail_to(round),
    }
    return render(request, "confirm.html", context)


def _what_ends(round: Round, call: DefenceCall, missing: int) -> Iterator[str]:
    rules = defence_of(round)
    assert rules is not None
    courses = courses_of(defences_of(round).filter(call=call))
    done = sum(each.handed_in for each in courses)
    yield f"已提交答辩评分表 {done} 份，未提交 {missing} 份；未提交的不计入。"
    absent = [str(e.defence.dossier) for e in courses if e.defence.is_absent]
    if absent:
        yield f"缺席：{'、'.join(absent)}，{ABSENCES[rules.absence]}。"
    alone = [
        str(e.defence.dossier)
        for e in courses
        if not e.defence.is_absent and not e.handed_in
    ]
    if alone:
        yield f"专家全部回避：{'、'.join(alone)}，答辩得分取材料评审得分。"
    yield f"排名按综合得分重新排定。{total_in_words(rules)}。"


def _end(request: HttpRequest, call: DefenceCall, reason: str) -> HttpResponse:
    round = call.round
    try:
        defence_course.end(call=call, reason=reason, by=request.user, at=timezone.now())
    except defence_course.NotYetDefended as error:
        return conflict(request, str(error), list_url(round))
    messages.success(request, "答辩已结束，排名已按综合得分排定。")
    return redirect("scoring:ranking", round.pk, call.kind)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def defence_cancel(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    round = round_of(request.user, pk, kind)
    if answer := kept_from(request, round):
        return answer
    call = call_of(round, kind)
    rows = list(defences_of(round).filter(call=call).order_by("dossier__number"))
    form = ReasonForm(posted(request))
    try:
        defences.unmarked(rows)
        if request.method == "POST" and form.is_valid():
            reason = form.cleaned_data["reason"]
            at = timezone.now()
            defences.cancel(call=call, reason=reason, by=request.user, at=at)
            messages.success(request, "已取消召集，企业和专家收到通知。")
            return redirect("scoring:defences", round.pk)
    except defences.DefenceHasMovedOn as error:
        return conflict(request, f"不能取消召集：{error}", list_url(round))
    context = {
        "heading": f"取消召集 · {label_of(round, kind)}",
        "action": "确认取消召集",
        "danger": True,
        "cancel_url": list_url(round),
        "form": form,
        "affected": [f"{e.dossier} {e.dossier.enterprise.name}" for e in rows],
        "consequences": WHAT_IS_CANCELLED,
        "trail": trail_to(round),
    }
    return render(request, "confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def defence_miss(request: HttpRequest, key: str) -> HttpResponse:
    """Nobody came; or, taken back, somebody did or shall come again."""
    defence = defence_at(request, key)
    if answer := stopped(request, defence):
        return answer
    round, dossier = defence.dossier.round, defence.dossier
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        act = (
            defence_course.take_back_miss if defence.is_absent else defence_course.miss
        )
        reason = form.cleaned_data["reason"]
        try:
            act(defence=defence, reason=reason, by=request.user, at=timezone.now())
        except defences.DefenceHasMovedOn as error:
            return conflict(request, str(error), list_url(round))
        done = "已撤销缺席记录" if defence.is_absent else "已记缺席"
        messages.success(request, f"{dossier} {done}。")
        return redirect("scoring:defences", round.pk)
    context = {
        "cancel_url": list_url(round),
        "form": form,
        "affected": [f"{dossier} {dossier.enterprise.name}"],
        "trail": trail_to(round),
        **_words(defence),
    }
    return render(request, "confirm.html", context)


def _words(defence: Defence) -> dict[str, object]:
    rules = defence_of(defence.dossier.round)
    assert rules is not None
    if defence.is_absent:
        return {
            "heading": f"撤销缺席记录 · {defence.dossier}",
            "action": "确认撤销",
            "consequences": [
                f"原记事由：{defence.absence}",
                "撤销后专家可以打分，也可以改期；企业收到通知。",
            ],
        }
    return {
        "heading": f"记缺席 · {defence.dossier}",
        "action": "确认记缺席",
        "danger": True,
        "consequences": [
            f"按本批次规则，缺席答辩的，{ABSENCES[rules.absence]}。",
            "企业收到通知；事由、您的姓名和时间留存。答辩结束以前可以撤销。",
        ],
    }


urlpatterns = [
    path(
        "manage/rounds/<int:pk>/defence/<slug:kind>/end/",
        defence_end,
        name="defence_end",
    ),
    path(
        "manage/rounds/<int:pk>/defence/<slug:kind>/cancel/",
        defence_cancel,
        name="defence_cancel",
    ),
    path("manage/defences/<slug:key>/absence/", defence_miss, name="defence_miss"),
]
