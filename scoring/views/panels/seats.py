"""One dossier's panel, changed by hand: an expert added, one taken back."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from applications.facts import guide_of, table_of
from applications.models import Dossier, Round
from portal import workcalendar
from portal.conflict import conflict
from portal.doors import official_only
from scoring import access
from scoring.actions import panels
from scoring.facts.barring import SEATED, barred_pairs
from scoring.facts.caps import caps_of, is_full
from scoring.facts.progress import progress_of
from scoring.forms.panels import ReasonForm
from scoring.models import Assignment, Draw, Expert
from scoring.views.assignments import ASSIGN_NOT_NOW, posted

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Candidate:
    """An expert of the pool, and why they may not sit here, if so."""

    expert: Expert
    reason: str
    is_suggested: bool


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def panel_change(request: HttpRequest, key: str) -> HttpResponse:
    """Candidates, the least loaded first; POST takes one of them."""
    dossier = _dossier(request, key)
    here = reverse("scoring:panel_change", args=[key])
    if not access.may_assign(request.user, dossier.round):
        back = reverse("scoring:panels", args=[dossier.round_id])
        return conflict(request, ASSIGN_NOT_NOW, back)
    if request.method == "POST":
        return _assigned(request, dossier, here)
    seated = _seated(dossier)
    standing = [each for each in seated if each.state in Assignment.STANDING]
    count = len(table_of(dossier.round).indicators)
    page = Paginator(_candidates(request, dossier), PER_PAGE)
    context = {
        "dossier": dossier,
        "round": dossier.round,
        "kind": guide_of(dossier.round).kinds[dossier.kind].label,
        "seats": [(each, progress_of(each, count)) for each in standing],
        "left": [each for each in seated if each not in standing],
        "gap": max(0, dossier.round.panel_size - len(standing)),
        "page": page.get_page(request.GET.get("page")),
        "q": request.GET.get("q", "").strip(),
        "trail": _trail(dossier.round),
    }
    return render(request, "scoring/official/panel_change.html", context)


def _dossier(request: HttpRequest, key: str) -> Dossier:
    """With ``draw``, the key of the standing one that is about it."""
    accepted = Dossier.objects.visible_to(request.user).accepted()
    draws = Draw.objects.standing().filter(dossiers=OuterRef("pk")).values("key")
    rows = accepted.select_related("round", "enterprise")
    return get_object_or_404(rows.annotate(draw=Subquery(draws[:1])), key=key)


def _seated(dossier: Dossier) -> list[Assignment]:
    found = list(
        Assignment.objects.filter(dossier=dossier)
        .select_related("expert__user", "sheet")
        .order_by("pk")
    )
    for each in found:
        each.dossier = dossier
    return found


def _candidates(request: HttpRequest, dossier: Dossier) -> list[Candidate]:
    """The whole pool: who may come by load, then who may not with the reason."""
    pool = list(panels.pool_of(dossier.round))
    barred = barred_pairs([dossier], pool, workcalendar.today())
    caps = caps_of(dossier.round, pool)
    word = request.GET.get("q", "").strip()
    rows = [
        (
            barred.get((dossier.pk, expert.pk))
            or is_full(expert.load, caps.get(expert.pk)),
            expert,
        )
        for expert in pool
        if _matches(expert, word)
    ]
    rows = [row for row in rows if row[0] != SEATED]
    rows.sort(key=lambda row: (bool(row[0]), row[1].load, row[1].code))
    return [
        Candidate(expert, reason, not reason and place == 0)
        for place, (reason, expert) in enumerate(rows)
    ]


def _matches(expert: Expert, word: str) -> bool:
    said = (expert.code, expert.user.name, expert.employer, *expert.fields)
    return any(word.lower() in each.lower() for each in said)


def _assigned(request: HttpRequest, dossier: Dossier, here: str) -> HttpResponse:
    typed = request.POST.get("expert", "")
    pool = Expert.objects.visible_to(request.user).select_related("user")
    number = (
        int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 12 else 0
    )
    if not number:
        messages.error(request, "没有选择专家。请在要加入的专家一行按“加入”。")
        return redirect(here)
    expert = get_object_or_404(pool, pk=number)
    try:
        panels.assign(
            dossier=dossier, expert=expert, by=request.user, at=timezone.now()
        )
    except panels.Barred as error:
        return conflict(request, f"没有加入 {expert}：{error}。", here)
    except panels.NotNow:
        return conflict(request, ASSIGN_NOT_NOW, here)
    messages.success(request, f"{expert} 已加入 {dossier} 的专家组。")
    return redirect(here)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def panel_withdraw(request: HttpRequest, key: str) -> HttpResponse:
    standing = Assignment.objects.visible_to(request.user).standing()
    assignment = get_object_or_404(
        standing.select_related("expert__user", "dossier__round", "sheet"), key=key
    )
    dossier, expert = assignment.dossier, assignment.expert
    back = reverse("scoring:panel_change", args=[dossier.key])
    if not access.may_assign(request.user, dossier.round):
        return conflict(request, ASSIGN_NOT_NOW, back)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        return _withdrawn(request, assignment, form.cleaned_data["reason"], back)
    done = len(assignment.sheet.points) if hasattr(assignment, "sheet") else 0
    context = {
        "heading": f"撤回专家 {expert}",
        "action": "确认撤回",
        "cancel_url": back,
        "form": form,
        "danger": True,
        "consequences": [
            f"{expert} 不能再打开申报 {dossier}，已打分的 {done} 项指标不计入。",
            f"{dossier} 的专家组空出一个席位，请随后补足。",
        ],
        "irreversible": "同一专家撤回后不能再分派到这份申报。",
        "trail": [*_trail(dossier.round), (f"{dossier} 的专家组", back)],
    }
    return render(request, "confirm.html", context)


def _trail(round: Round) -> list[tuple[str, str]]:
    return [
        (round.title, round.get_absolute_url()),
        ("专家组", reverse("scoring:panels", args=[round.pk])),
    ]


def _withdrawn(
    request: HttpRequest, assignment: Assignment, reason: str, back: str
) -> HttpResponse:
    try:
        panels.withdraw(
            assignment=assignment, reason=reason, by=request.user, at=timezone.now()
        )
    except panels.NotYours:
        return conflict(request, "这位专家已回避，或已被撤回。", back)
    except panels.NotNow:
        return conflict(request, ASSIGN_NOT_NOW, back)
    messages.success(request, f"已撤回 {assignment.expert}，请补足专家组。")
    return redirect(back)


urlpatterns = [
    path("manage/dossiers/<slug:key>/panel/", panel_change, name="panel_change"),
    path(
        "manage/assignments/<slug:key>/withdraw/", panel_withdraw, name="panel_withdraw"
    ),
]
