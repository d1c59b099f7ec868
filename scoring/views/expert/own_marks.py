"""我的评分分布: own marks beside the panel's average, once both are in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from applications.models import Round
from portal.doors import expert_only
from scoring.facts import own_marks as facts
from scoring.models import Assignment
from scoring.views.assignments import TASKS


@require_safe
@expert_only
def own_marks(request: HttpRequest, pk: int) -> HttpResponse:
    """404 where nothing of this round is theirs."""
    mine = Assignment.objects.visible_to(request.user).filter(dossier__round=pk)
    seats = mine.select_related("expert", "dossier__round")
    seats = seats.defer("dossier__document", "dossier__report")
    first = get_object_or_404(seats[:1])
    round: Round = first.dossier.round
    context = {
        "round": round,
        "marks": facts.own_marks_of(first.expert, round),
        "fewest_dossiers": facts.FEWEST_DOSSIERS,
        "fewest_others": facts.FEWEST_OTHERS,
        "fewest_on_one": facts.FEWEST_ON_ONE,
        "trail": [("评审任务", reverse(TASKS))],
    }
    return render(request, "scoring/expert/own_marks.html", context)


urlpatterns = [path("scoring/round/<int:pk>/mine/", own_marks, name="own_marks")]
