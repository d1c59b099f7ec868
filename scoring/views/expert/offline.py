"""Marking without the portal: a workbook out, its differences shown, taken over."""

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from applications.exports.rules import reasons_in_words
from applications.facts import review_of
from applications.models import Round
from portal.conflict import conflict
from portal.doors import expert_only
from portal.download import workbook_response
from portal.filing_book import Problem, Spoiled
from portal.filing_book.opening import MOST_BYTES
from scoring import access
from scoring.actions import sheets
from scoring.actions.offline import take_over
from scoring.exports.offline import sheet_name, write_offline
from scoring.facts.objective import objectives_by_dossier
from scoring.facts.offline import sheet_of
from scoring.facts.offline_changes import Plan, Skipped, plan_of
from scoring.forms.offline import OfflineForm, read_offline
from scoring.models import Assignment
from scoring.views.assignments import CLOSED, TASKS, assignment_of, stopped
from scoring.views.expert.offline_preview import (
    Shown,
    choices_in,
    chosen_from_file,
    plans_in,
    shown,
    token_of,
)

NOT_NOW = "本批次不在专家评审阶段，不能离线评分。"
NONE_OPEN = "没有可以离线评分的申报：请先声明有无利益关系；已提交的评分表不能再改。"
MEANWHILE = "核对之后，评分表又有改动或已提交，没有导入。请重新上传，核对新的差别。"
EXPIRED = "核对页已失效（超过 2 小时或内容被改动），没有导入。请重新上传。"


def _mine(request: HttpRequest, pk: int) -> tuple[Round, dict[str, Assignment]]:
    """The round and the expert's own in it, by key; 404 where there are none."""
    rows = Assignment.objects.visible_to(request.user).filter(dossier__round=pk)
    found = list(
        rows.select_related("expert", "dossier__enterprise", "sheet")
        .defer("dossier__document")
        .order_by("pk")
    )
    if not found:
        raise Http404
    round = Round.objects.get(pk=pk)
    for each in found:
        each.dossier.round = round
    return round, {each.key: each for each in found}


def _open(request: HttpRequest, mine: Mapping[str, Assignment]) -> list[Assignment]:
    return [
        each
        for each in mine.values()
        if access.may_score(request.user, each, sheet_of(each))
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@expert_only
def offline(request: HttpRequest, pk: int) -> HttpResponse:
    """Download and upload; an upload is answered with its differences, saving none."""
    round, mine = _mine(request, pk)
    if round.status != Round.Status.SCORING:
        return conflict(request, NOT_NOW, reverse(TASKS))
    if request.method != "POST":
        return _page(request, round, mine, OfflineForm())
    form = OfflineForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, round, mine, form)
    content = form.cleaned_data["book"].read(MOST_BYTES + 1)
    try:
        book = read_offline(content, mine)
    except Spoiled as spoiled:
        return _page(request, round, mine, OfflineForm(), problems=spoiled.problems)
    said = {"plans": [plan_of(each) for each in book.sheets], "skipped": book.skipped}
    return _page(request, round, mine, OfflineForm(), **said)


@require_safe
@expert_only
def offline_book(request: HttpRequest, pk: int) -> HttpResponse:
    """All that may still be marked in the round, a sheet each."""
    round, mine = _mine(request, pk)
    if round.status != Round.Status.SCORING:
        return conflict(request, NOT_NOW, reverse(TASKS))
    open = _open(request, mine)
    if not open:
        return conflict(request, NONE_OPEN, reverse(TASKS))
    data = write_offline(open, at=timezone.now())
    return workbook_response(data, f"离线评分表-{round.code}-{len(open)}份.xlsx")


@require_safe
@expert_only
def offline_sheet(request: HttpRequest, key: str) -> HttpResponse:
    """One dossier's."""
    assignment = assignment_of(request, key)
    if answer := stopped(request, assignment):
        return answer
    if not access.may_score(request.user, assignment, sheet_of(assignment)):
        return conflict(request, f"{CLOSED}。", assignment.get_absolute_url())
    data = write_offline([assignment], at=timezone.now())
    return workbook_response(data, f"离线评分表-{sheet_name(assignment)}.xlsx")


@require_POST
@expert_only
def offline_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over what was shown: every sheet, or none; each doubt has its choice."""
    round, mine = _mine(request, pk)
    if round.status != Round.Status.SCORING:
        return conflict(request, NOT_NOW, reverse(TASKS))
    back = reverse("scoring:offline", args=[pk])
    try:
        plans = plans_in(request, pk, mine)
    except signing.BadSignature:
        return conflict(request, EXPIRED, back)
    if plans is None:
        return conflict(request, MEANWHILE, back)
    choices = choices_in(request, plans)
    if not all(choices.values()):
        return _page(request, round, mine, OfflineForm(), plans=plans, choices=choices)
    try:
        rows = take_over(
            plans=plans,
            chosen=chosen_from_file(plans, choices),
            by=request.user,
            at=timezone.now(),
        )
    except (sheets.SavedElsewhere, sheets.SheetIsClosed):
        return conflict(request, MEANWHILE, back)
    messages.success(request, f"已导入 {rows} 项，存为草稿。请核对后逐份提交。")
    return redirect(TASKS)


def _page(
    request: HttpRequest,
    round: Round,
    mine: Mapping[str, Assignment],
    form: OfflineForm,
    *,
    plans: Sequence[Plan] = (),
    choices: Mapping[str, str] | None = None,
    skipped: Sequence[Skipped] = (),
    problems: Sequence[Problem] = (),
) -> HttpResponse:
    """``choices`` are those of an answer that left some open."""
    previews = _previews(round, plans, choices or {})
    has_changes = any(each.taken or each.open for each in previews)
    context = {
        "round": round,
        "form": form,
        "sheets": _open(request, mine),
        "previews": previews,
        "same": [each.number for each in previews if each.is_same],
        "rows": sum(len(each.taken) for each in previews),
        "asked": sum(len(each.open) for each in previews),
        "missing": sum(not side for side in (choices or {}).values()),
        "token": token_of(request, round.pk, plans) if has_changes else "",
        "lacking": [each for each in previews if each.lacking],
        "asks_for_reasons": reasons_in_words(review_of(round)),
        "skipped": skipped,
        "problems": problems,
        "trail": [("评审任务", reverse(TASKS))],
    }
    return render(request, "scoring/expert/offline.html", context)


def _previews(
    round: Round, plans: Sequence[Plan], choices: Mapping[str, str]
) -> list[Shown]:
    dossiers = [plan.filled.assignment.dossier_id for plan in plans]
    bands = objectives_by_dossier(round, dossiers) if dossiers else {}
    both = zip(plans, dossiers, strict=True)
    return [shown(plan, choices, bands.get(its, {})) for plan, its in both]


urlpatterns = [
    path("scoring/round/<int:pk>/offline/", offline, name="offline"),
    path("scoring/round/<int:pk>/offline/book/", offline_book, name="offline_book"),
    path("scoring/round/<int:pk>/offline/apply/", offline_apply, name="offline_apply"),
    path("scoring/<slug:key>/offline/", offline_sheet, name="offline_sheet"),
]
