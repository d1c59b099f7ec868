"""The official's page that weighs a ranking, and the notes kept of other weights."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from applications.models import Round
from portal.doors import official_only
from portal.download import workbook_response
from scoring.actions import trials
from scoring.facts import rule_in_words
from scoring.forms.trials import ComparedForm, NoteForm
from scoring.rankings.analysis import Analysis, analysis_of, with_trial
from scoring.rankings.compared import wanted_rows
from scoring.rankings.notes import outcome_of
from scoring.rankings.ranked import address_of, asked_of, label_of, trail_to
from scoring.rankings.workbook import analysis_workbook
from scoring.views.lists.ranking import ROUND, of_a_ranking

PER_PAGE = 50
OVERVIEW, PLACES, TRIAL = "overview", "places", "trial"
PARTS = {OVERVIEW: "概览", PLACES: "名次对照", TRIAL: "试改权重"}


@require_safe
@official_only
@of_a_ranking
def analysis(request: HttpRequest, round: Round, kind: str) -> HttpResponse:
    """One part at a time; who tries weights means that part."""
    found = analysis_of(request.user, round, kind, request.GET)
    show = TRIAL if found.form.is_bound else request.GET.get("show")
    if show == TRIAL:
        return _trial(request, with_trial(request.user, found), NoteForm())
    if show == PLACES:
        return _page(request, found, PLACES, **_places(request, found))
    return _page(request, found, OVERVIEW, overview=_overview(found))


@require_POST
@official_only
@of_a_ranking
def keep_note(request: HttpRequest, round: Round, kind: str) -> HttpResponse:
    found = analysis_of(request.user, round, kind, request.POST)
    found = with_trial(request.user, found)
    form = NoteForm(request.POST)
    if found.trial is None or not form.is_valid():
        return _trial(request, found, form)
    trials.keep_note(
        round=round,
        kind=kind,
        weights=found.form.weights,
        outcome=outcome_of(found.trial),
        text=form.cleaned_data["text"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, "试算已记录，名次没有改变。")
    return redirect(f"{address_of('analysis', round, kind)}?{found.form.asked}")


@require_safe
@official_only
@of_a_ranking
def analysis_export(request: HttpRequest, round: Round, kind: str) -> HttpResponse:
    found = analysis_of(request.user, round, kind, request.GET)
    data = analysis_workbook(found, at=timezone.now())
    return workbook_response(data, f"{round.code}-{found.found.label}-评分分析表.xlsx")


def _overview(found: Analysis) -> SafeString:
    """Drawn once for as long as what it says stands so."""
    if OVERVIEW not in found.printed:
        context = {"analysis": found, "round": found.found.round}
        drawn = render_to_string("scoring/official/_analysis_overview.html", context)
        found.printed[OVERVIEW] = drawn
    return found.printed[OVERVIEW]


def _places(request: HttpRequest, found: Analysis) -> dict[str, Any]:
    form = ComparedForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = wanted_rows(found.rows, wanted.get("q", ""), wanted.get("order", ""))
    return {
        "form": form,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "hidden": [*_line(found), ("show", PLACES)],
    }


def _trial(request: HttpRequest, found: Analysis, note: NoteForm) -> HttpResponse:
    return _page(request, found, TRIAL, note=note)


def _line(found: Analysis) -> list[tuple[str, str]]:
    """The line that is tried out, for an address to keep."""
    form = found.found.form
    return asked_of(form.data) if form and form.is_bound else []


def _page(
    request: HttpRequest, found: Analysis, show: str, **part: Any
) -> HttpResponse:
    round, kind = found.found.round, found.found.kind
    here = address_of("analysis", round, kind)
    context = {
        "analysis": found,
        "round": round,
        "rule": rule_in_words(found.rule),
        "show": show,
        "here": here,
        "parts": [
            (
                label,
                f"{here}?{urlencode([*_line(found), ('show', name)])}",
                name == show,
            )
            for name, label in PARTS.items()
        ],
        "tabs": [
            (label_of(round, each), address_of("analysis", round, each), each == kind)
            for each in round.kinds
        ],
        "trail": [
            *trail_to(round, kind),
            (f"{found.found.label}排名", address_of("ranking", round, kind)),
        ],
        "now": timezone.now(),
        **part,
    }
    return render(request, "scoring/official/analysis.html", context)


ANALYSIS = f"{ROUND}<slug:kind>/analysis/"
urlpatterns = [
    path(ANALYSIS, analysis, name="analysis"),
    path(f"{ANALYSIS}analysis.xlsx", analysis_export, name="analysis_export"),
    path(f"{ANALYSIS}notes/", keep_note, name="trial_note"),
]
