"""The province's page of a round's on-site defences: called in and followed."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from applications.exports.defence_rules import ABSENCES, defence_in_words
from applications.facts import defence_of
from applications.models import Dossier, Round
from portal.conflict import conflict
from portal.doors import official_only
from scoring import access
from scoring.actions import defences
from scoring.facts.defences import (
    Course,
    calls_of,
    cancelled_calls_of,
    courses_of,
    defences_of,
    doubled_experts,
    to_call,
)
from scoring.models import DefenceCall
from scoring.rankings.ranked import label_of, round_of

NONE = "本批次的规则没有设现场答辩。"
TOO_EARLY = "专家评审结束以后才能召集答辩。"
NOT_NOW = "批次不在评审结束、尚未公示的阶段，答辩不能再变动。"
IRREVERSIBLE = (
    "召集后不能增减参加答辩的申报；有误的，在第一份评分表提交以前可以取消召集。"
)
CALLED = "这一类型的答辩已经召集，或者没有可以召集的申报。"
CHANGED = "应召集的申报有变化，没有召集。请重新核对。"
NOT_CALLED = "这一类型的答辩还没有召集。"
ENDED = "这一类型的答辩已经结束，不能再变动。"


@dataclass(frozen=True, slots=True)
class KindOfDefence:
    """One kind: its call, if any, and how far each dossier is."""

    kind: str
    label: str
    accepted: int
    call: DefenceCall | None
    courses: list[Course]

    @property
    def is_timed(self) -> bool:
        return any(each.defence.starts_at for each in self.courses)

    @property
    def may_cancel(self) -> bool:
        """Until the first sheet is handed in, or somebody is missed."""
        touched = (c.handed_in or c.defence.is_absent for c in self.courses)
        return self.call is not None and not self.call.ended_at and not any(touched)

    @property
    def state(self) -> tuple[str, str]:
        if self.call is None:
            return ("待召集", "open") if self.accepted else ("无申报", "muted")
        if self.call.ended_at:
            return "已结束", "ok"
        return ("答辩中", "info") if self.is_timed else ("待排时间表", "warn")


@require_safe
@official_only
def defence_list(request: HttpRequest, pk: int) -> HttpResponse:
    round = round_of(request.user, pk)
    context = {
        "round": round,
        "rules": list(defence_in_words(round)),
        "kinds": list(_kinds(round)),
        "doubled": doubled_experts(round),
        "cancelled": [
            (label_of(round, each.kind), each) for each in cancelled_calls_of(round)
        ],
        "may_hold": access.may_hold_defences(request.user, round),
        "is_open": access.may_see_defences(request.user, round),
        "trail": [(round.title, round.get_absolute_url())],
    }
    return render(request, "scoring/official/defence_list.html", context)


def _kinds(round: Round) -> Iterator[KindOfDefence]:
    """In the round's order; four queries."""
    calls, courses = calls_of(round), courses_of(defences_of(round))
    accepted = Dossier.objects.filter(round=round).accepted()
    kinds = list(accepted.values_list("kind", flat=True))
    for kind in round.kinds:
        call = calls.get(kind)
        mine = [each for each in courses if call and each.defence.call_id == call.pk]
        yield KindOfDefence(kind, label_of(round, kind), kinds.count(kind), call, mine)


def list_url(round: Round) -> str:
    return reverse("scoring:defences", args=[round.pk])


def trail_to(round: Round) -> list[tuple[str, str]]:
    return [(round.title, round.get_absolute_url()), ("现场答辩", list_url(round))]


def kept_from(request: HttpRequest, round: Round) -> HttpResponse | None:
    """The answer where the round holds no defence now."""
    if not round.defence:
        return conflict(request, NONE, round.get_absolute_url())
    if access.may_hold_defences(request.user, round):
        return None
    is_over = round.status == Round.Status.PUBLISHED
    return conflict(request, NOT_NOW if is_over else TOO_EARLY, list_url(round))


def call_of(round: Round, kind: str) -> DefenceCall:
    found = calls_of(round).get(kind)
    if found is None:
        raise Http404
    found.round = round
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def defence_call(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Everybody whom the rules call is named before it is done."""
    round = round_of(request.user, pk, kind)
    if answer := kept_from(request, round):
        return answer
    lines = [] if kind in calls_of(round) else to_call(round, kind)
    if not lines:
        return conflict(request, CALLED, list_url(round))
    if request.method == "POST":
        return _call(request, round, kind)
    label = label_of(round, kind)
    context = {
        "heading": f"召集答辩 · {label}",
        "action": f"确认召集 {len(lines)} 家",
        "cancel_url": list_url(round),
        "consequences": list(_what_follows(round)),
        "irreversible": IRREVERSIBLE,
        "hidden": [("n", line.number) for line in lines],
        "lines": lines,
        "trail": trail_to(round),
    }
    return render(request, "scoring/official/defence_call.html", context)


def _what_follows(round: Round) -> Iterator[str]:
    rules = defence_of(round)
    assert rules is not None
    yield "下列申报参加现场答辩，企业和评审这些申报的专家立即收到通知。"
    yield (
        "评审这些申报的专家可以看到申报单位的名称和平台名称，并在答辩当天打分；"
        "认出有利益关系的，可以就答辩回避，材料评审得分不变。"
    )
    if round.is_blind:
        yield (
            "本批次匿名评审：材料评分已经全部固定，召集以后参加答辩的单位"
            "对其专家不再匿名；其余申报仍然匿名。"
        )
    yield f"缺席答辩的，{ABSENCES[rules.absence]}。"


def _call(request: HttpRequest, round: Round, kind: str) -> HttpResponse:
    try:
        defences.call_in(
            round=round,
            kind=kind,
            numbers=request.POST.getlist("n"),
            by=request.user,
            at=timezone.now(),
        )
    except defences.CallHasChanged:
        return conflict(request, CHANGED, list_url(round))
    messages.success(request, f"已召集{label_of(round, kind)}答辩，请排时间表。")
    return redirect("scoring:defence_timetable", round.pk, kind)


ROUND = "manage/rounds/<int:pk>/defence/"
urlpatterns = [
    path(ROUND, defence_list, name="defences"),
    path(f"{ROUND}<slug:kind>/call/", defence_call, name="defence_call"),
]
