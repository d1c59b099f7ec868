"""The experts' flags of a round before officials: listed, answered."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from applications.facts import guide_of
from applications.models import Round
from portal.conflict import conflict
from portal.doors import official_only
from scoring.actions import flags
from scoring.facts.flags import FlagLine, clause_words, flag_counts, flag_lines
from scoring.forms.flags import AnswerForm, FlagFilterForm
from scoring.models import Flag
from scoring.views.assignments import posted, round_of

PER_PAGE = 50
PUBLISHED = "评审结果已公示，不能再处理标记。"
ENDED = "这条标记已由专家撤回，或已由同事处理。"


@require_safe
@official_only
def flag_list(request: HttpRequest, pk: int) -> HttpResponse:
    """What experts doubt, the open ones first; narrowed in the address."""
    round = round_of(request, pk)
    form = FlagFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    of_round = Flag.objects.standing().filter(assignment__dossier__round=round)
    open_first = (F("ended_at").asc(nulls_first=True), "pk")
    rows = _filtered(of_round, wanted).for_list().order_by(*open_first)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "round": round,
        "form": form,
        "page": page,
        "lines": flag_lines(page.object_list, round),
        "counts": flag_counts(round),
        "may_answer": round.status in flags.ANSWERABLE,
        "may_rule": round.status == Round.Status.SCORING,
        "trail": _trail(round)[:2],
    }
    return render(request, "scoring/official/flag_list.html", context)


def _filtered(rows: QuerySet[Flag], wanted: dict[str, Any]) -> QuerySet[Flag]:
    if word := wanted.get("q", "").strip():
        dossier = "assignment__dossier"
        rows = rows.filter(
            Q(**{f"{dossier}__number__icontains": word})
            | Q(**{f"{dossier}__enterprise__name__icontains": word})
        )
    if kind := wanted.get("kind"):
        rows = rows.filter(kind=kind)
    if state := wanted.get("state"):
        is_open = Q(state=Flag.State.OPEN)
        rows = rows.filter(is_open if state == "open" else ~is_open)
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def flag_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Upheld or dismissed; from an upheld one on to the ruling, where there is one."""
    visible = Flag.objects.visible_to(request.user).for_list()
    flag = get_object_or_404(
        visible.select_related("assignment__dossier__round"), pk=pk
    )
    round = flag.assignment.dossier.round
    back = reverse("scoring:flag_list", args=[round.pk])
    if round.status not in flags.ANSWERABLE:
        return conflict(request, PUBLISHED, back)
    if flag.state != Flag.State.OPEN:
        return conflict(request, ENDED, back)
    form = _form(request, flag, round)
    if request.method == "POST" and form.is_valid():
        return _answered(request, flag, form.cleaned_data, back)
    [line] = flag_lines([flag], round)
    context = {
        "heading": "处理标记",
        "action": "确认处理",
        "cancel_url": back,
        "form": form,
        "consequences": _what_happens(line),
        "trail": _trail(round),
    }
    return render(request, "confirm.html", context)


def _form(request: HttpRequest, flag: Flag, round: Round) -> AnswerForm:
    """Clauses are offered while there may be rulings."""
    dossier = flag.assignment.dossier
    clauses = guide_of(round).kinds[dossier.kind].clauses
    offered = [(each.id, clause_words(each.text)) for each in clauses]
    is_about_one = flag.about == Flag.About.CLAUSE
    return AnswerForm(
        posted(request),
        clauses=offered if round.status == Round.Status.SCORING else [],
        initial={"clause": flag.place if is_about_one else ""},
    )


def _what_happens(line: FlagLine) -> list[str]:
    return [
        f"申报 {line.number} {line.applicant}，专家 {line.expert}：{line.kind}，"
        f"{line.about}。",
        f"专家的理由：{line.reason}",
        "处理意见由专家看到，并留存；标记和处理都不改变任何打分。",
        "采纳并选定条款的，随后转到条款认定页面，认定另行确认。",
    ]


def _answered(
    request: HttpRequest, flag: Flag, said: dict[str, Any], back: str
) -> HttpResponse:
    is_upheld = said["answer"] == AnswerForm.UPHELD
    clause = (said["clause"] or "") if is_upheld else ""
    try:
        flags.answer(
            flag=flag,
            is_upheld=is_upheld,
            opinion=said["opinion"],
            clause=clause,
            by=request.user,
            at=timezone.now(),
        )
    except flags.NotNow:
        return conflict(request, PUBLISHED, back)
    except flags.AlreadyEnded:
        return conflict(request, ENDED, back)
    messages.success(request, "已处理标记，专家可以看到处理意见。")
    if not clause:
        return redirect(back)
    return redirect("applications:rule_on", flag.assignment.dossier.key, clause)


def _trail(round: Round) -> list[tuple[str, str]]:
    return [
        (round.title, round.get_absolute_url()),
        ("专家组", reverse("scoring:panels", args=[round.pk])),
        ("专家标记", reverse("scoring:flag_list", args=[round.pk])),
    ]


urlpatterns = [
    path("manage/rounds/<int:pk>/flags/", flag_list, name="flag_list"),
    path("manage/rounds/flags/<int:pk>/", flag_answer, name="flag_answer"),
]
