"""The official's page that weighs a ranking; read only, and never what decides."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications.models import Round
from portal.doors import official_only
from scoring.facts import rule_in_words
from scoring.rankings.analysis import analysis_of
from scoring.rankings.ranked import address_of, label_of, trail_to
from scoring.views.ranking import ROUND, of_a_ranking


@require_safe
@official_only
@of_a_ranking
def analysis(request: HttpRequest, round: Round, kind: str) -> HttpResponse:
    found = analysis_of(request.user, round, kind, request.GET)
    label = label_of(round, kind)
    context = {
        "analysis": found,
        "round": round,
        "rule": rule_in_words(found.rule),
        "tabs": [
            (label_of(round, each), address_of("analysis", round, each), each == kind)
            for each in round.kinds
        ],
        "trail": [
            *trail_to(round, kind),
            (f"{label}排名", address_of("ranking", round, kind)),
        ],
        "now": timezone.now(),
    }
    return render(request, "scoring/official/analysis.html", context)


urlpatterns = [path(f"{ROUND}<slug:kind>/analysis/", analysis, name="analysis")]
