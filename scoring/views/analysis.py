"""The official's page that weighs a ranking, and the notes kept of other weights."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from applications.models import Round
from portal.doors import official_only
from scoring.actions import trials
from scoring.facts import rule_in_words
from scoring.forms.trials import NoteForm
from scoring.rankings.analysis import Analysis, analysis_of
from scoring.rankings.notes import outcome_of
from scoring.rankings.ranked import address_of, label_of, trail_to
from scoring.views.ranking import ROUND, of_a_ranking


@require_safe
@official_only
@of_a_ranking
def analysis(request: HttpRequest, round: Round, kind: str) -> HttpResponse:
    found = analysis_of(request.user, round, kind, request.GET)
    return _page(request, found, NoteForm())


@require_POST
@official_only
@of_a_ranking
def keep_note(request: HttpRequest, round: Round, kind: str) -> HttpResponse:
    found = analysis_of(request.user, round, kind, request.POST)
    form = NoteForm(request.POST)
    if found.trial is None or not form.is_valid():
        return _page(request, found, form)
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


def _page(request: HttpRequest, found: Analysis, note: NoteForm) -> HttpResponse:
    round, kind = found.found.round, found.found.kind
    context = {
        "analysis": found,
        "round": round,
        "rule": rule_in_words(found.rule),
        "note": note,
        "tabs": [
            (label_of(round, each), address_of("analysis", round, each), each == kind)
            for each in round.kinds
        ],
        "trail": [
            *trail_to(round, kind),
            (f"{found.found.label}排名", address_of("ranking", round, kind)),
        ],
        "now": timezone.now(),
    }
    return render(request, "scoring/official/analysis.html", context)


ANALYSIS = f"{ROUND}<slug:kind>/analysis/"
urlpatterns = [
    path(ANALYSIS, analysis, name="analysis"),
    path(f"{ANALYSIS}notes/", keep_note, name="trial_note"),
]
