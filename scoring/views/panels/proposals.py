"""Automatic assignment: looked at first, then written down."""

from django.contrib import messages
from django.core.paginator import Page, Paginator
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
from scoring.actions import panels, proposing
from scoring.facts.seating import panel_lines
from scoring.matching import Proposal, Question, propose
from scoring.models import Expert
from scoring.proposal_pages import histogram, loads_of, parts_of, proposed_lines
from scoring.views.assignments import ASSIGN_NOT_NOW, round_of

PER_PAGE = 50
MEANWHILE = (
    "没有应用：预览以后，申报、专家、回避、份数上限或席位又有变化，"
    "一个席位也没有写入。请重新预览。"
)


@require_safe
@official_only
def panels_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What automatic assignment would do; nothing is written."""
    round = round_of(request, pk)
    if not access.may_assign(request.user, round):
        return conflict(request, ASSIGN_NOT_NOW, reverse("scoring:panels", args=[pk]))
    question = proposing.question_of(round, timezone.now())
    proposal = propose(question)
    experts = {each.pk: each for each in panels.pool_of(round)}
    page = _page(request, round, proposal)
    shown = panel_lines(round, page.object_list, workcalendar.today())
    loads = loads_of(experts.values(), proposal, question.caps)
    busy = [load for load in loads if load.before or load.after]
    context = {
        "round": round,
        "digest": question.digest,
        "proposal": proposal,
        "page": page,
        "lines": proposed_lines(shown, proposal, experts, question.fits),
        "full": len(question.wanted) - page.paginator.count,
        "missing": sum(gap.missing for gap in proposal.gaps),
        "short": len(proposal.gaps),
        "loads": busy,
        "idle": len(loads) - len(busy),
        "most": max([1, *(load.after for load in loads)]),
        "bars": histogram(loads),
        "parts": parts_of(round, question, proposal.linked, _names(question, experts)),
        "trail": [
            (round.title, round.get_absolute_url()),
            ("专家组", reverse("scoring:panels", args=[pk])),
        ],
    }
    return render(request, "scoring/official/panel_preview.html", context)


def _page(request: HttpRequest, round: Round, proposal: Proposal) -> Page[Dossier]:
    """The dossiers that would change or stay short, these before the others."""
    short = {gap.dossier for gap in proposal.gaps}
    concerned = short | {seat.dossier for seat in proposal.seats}
    rows = [row for row in panels.seats_of(round) if row.pk in concerned]
    rows.sort(key=lambda row: (row.pk not in short, row.number))
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def _names(question: Question, experts: dict[int, Expert]) -> dict[int, str]:
    """Of those who sit and are in the pool no more as well."""
    gone = {expert for _, expert in question.seated} - experts.keys()
    rows = Expert.objects.filter(pk__in=gone).select_related("user") if gone else ()
    return {each.pk: str(each) for each in (*experts.values(), *rows)}


@require_POST
@official_only
def panels_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what the preview proposed: all of it, or nothing."""
    round = round_of(request, pk)
    back = reverse("scoring:panels_preview", args=[pk])
    try:
        count = proposing.apply_preview(
            round=round,
            digest=request.POST.get("digest", ""),
            by=request.user,
            at=timezone.now(),
        )
    except panels.NotNow:
        return conflict(request, ASSIGN_NOT_NOW, reverse("scoring:panels", args=[pk]))
    except (proposing.Stale, panels.Barred):
        return conflict(request, MEANWHILE, back)
    messages.success(request, f"已分派 {count} 个席位。")
    return redirect("scoring:panels", pk)


urlpatterns = [
    path(
        "manage/rounds/<int:pk>/panels/preview/", panels_preview, name="panels_preview"
    ),
    path("manage/rounds/<int:pk>/panels/apply/", panels_apply, name="panels_apply"),
]
