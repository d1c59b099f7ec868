"""Automatic assignment: looked at first, then written down."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from applications.models import Dossier, Round
from portal import workcalendar
from portal.conflict import conflict
from portal.doors import official_only
from scoring import access
from scoring.actions import panels
from scoring.facts.seating import panel_lines
from scoring.matching import Gap, Proposal
from scoring.models import Expert
from scoring.views.assignments import ASSIGN_NOT_NOW, round_of


@dataclass(frozen=True, slots=True)
class Proposed:
    """One dossier of the preview: who sits already, who would, what stays open."""

    dossier: Dossier
    kind: str
    seated: tuple[Expert, ...]
    added: tuple[Expert, ...]
    gap: str


@dataclass(frozen=True, slots=True)
class Load:
    """What an expert has, and would have."""

    expert: Expert
    before: int
    after: int


@require_safe
@official_only
def panels_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What automatic assignment would do; nothing is written."""
    round = round_of(request, pk)
    if not access.may_assign(request.user, round):
        return conflict(request, ASSIGN_NOT_NOW, reverse("scoring:panels", args=[pk]))
    proposal = panels.preview(round, timezone.now())
    experts = {each.pk: each for each in panels.pool_of(round)}
    lines = _proposed(round, proposal, experts)
    loads = [
        Load(expert, expert.load, proposal.loads.get(expert.pk, 0))
        for expert in sorted(experts.values(), key=lambda each: each.code)
    ]
    context = {
        "round": round,
        "lines": [line for line in lines if line.added or line.gap],
        "full": sum(not line.added and not line.gap for line in lines),
        "seats": proposal.seats,
        "gaps": sum(gap.missing for gap in proposal.gaps),
        "loads": loads,
        "most": max([1, *(load.after for load in loads)]),
        "trail": [
            (round.title, round.get_absolute_url()),
            ("专家组", reverse("scoring:panels", args=[pk])),
        ],
    }
    return render(request, "scoring/official/panel_preview.html", context)


def _proposed(
    round: Round, proposal: Proposal, experts: dict[int, Expert]
) -> list[Proposed]:
    lines = panel_lines(round, panels.seats_of(round), workcalendar.today())
    gaps = {gap.dossier: gap for gap in proposal.gaps}
    added: dict[int, list[Expert]] = {}
    for seat in proposal.seats:
        added.setdefault(seat.dossier, []).append(experts[seat.expert])
    return [
        Proposed(
            line.dossier,
            line.kind,
            tuple(seat.assignment.expert for seat in line.seats),
            tuple(added.get(line.dossier.pk, ())),
            _in_words(gaps.get(line.dossier.pk), len(experts)),
        )
        for line in lines
    ]


def _in_words(gap: Gap | None, pool: int) -> str:
    """“缺 1 人：可用专家 4 人，其中与申报单位同一单位 2 人……”"""
    if gap is None:
        return ""
    kinds: Counter[str] = Counter()
    for reason, n in gap.barred.items():
        kinds[reason.partition("：")[0]] += n  # what keeps one person out is their own
    reasons = "、".join(f"{kind} {n} 人" for kind, n in kinds.items())
    among = f"，其中{reasons}" if reasons else ""
    return f"缺 {gap.missing} 人：可用专家 {pool} 人{among}"


@require_POST
@official_only
def panels_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what the preview proposed; each pair is checked once more."""
    round = round_of(request, pk)
    pairs = _pairs(request.POST.getlist("seat"))
    try:
        count = panels.apply(
            round=round, seats=pairs, by=request.user, at=timezone.now()
        )
    except panels.NotNow:
        return conflict(request, ASSIGN_NOT_NOW, reverse("scoring:panels", args=[pk]))
    except panels.Barred as error:
        messages.warning(
            request, f"没有应用：{error}。下面是按现在的情况重新计算的方案。"
        )
        return redirect("scoring:panels_preview", pk)
    messages.success(request, f"已分派 {count} 个席位。")
    return redirect("scoring:panels", pk)


def _pairs(typed: Sequence[str]) -> list[tuple[int, int]]:
    """“12:7” is dossier 12, expert 7; whatever is not such a pair stands for none."""
    pairs = []
    for each in typed:
        dossier, _, expert = each.partition(":")
        whole = [n.isascii() and n.isdigit() and len(n) < 12 for n in (dossier, expert)]
        pairs.append((int(dossier), int(expert)) if all(whole) else (0, 0))
    return pairs


urlpatterns = [
    path(
        "manage/rounds/<int:pk>/panels/preview/", panels_preview, name="panels_preview"
    ),
    path("manage/rounds/<int:pk>/panels/apply/", panels_apply, name="panels_apply"),
]
