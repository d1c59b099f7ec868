"""推荐汇总表: what a city recommends in a round, as a page and as a workbook."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications.exports.recommendations import recommendations_workbook
from applications.models import Dossier, Round
from applications.presentation import dossier_rows
from applications.views.queues import kind_order
from portal.conflict import conflict
from portal.doors import city_only
from portal.download import workbook_response


@require_safe
@city_only
def city_list(request: HttpRequest) -> HttpResponse:
    """The list of recommendations of one round, the newest unless another is asked."""
    rounds = list(Round.objects.visible_to(request.user).defer("guide_text", "table"))
    round = _chosen(request, rounds)
    dossiers = _recommended(request, round).for_list() if round else []
    context = {
        "rounds": rounds,
        "round": round,
        "rows": dossier_rows(dossiers),
    }
    return render(request, "applications/city/recommendation_list.html", context)


@require_safe
@city_only
def city_export(request: HttpRequest) -> HttpResponse:
    rounds = list(Round.objects.visible_to(request.user))
    round = _chosen(request, rounds)
    if round is None:
        return conflict(request, "还没有开放过的批次，没有可以导出的内容。")
    dossiers = _recommended(request, round).select_related("enterprise")
    data = recommendations_workbook(
        round, request.user.city, dossiers, at=timezone.now()
    )
    return workbook_response(data, f"{round.code}_{request.user.city}推荐汇总表.xlsx")


def _chosen(request: HttpRequest, rounds: list[Round]) -> Round | None:
    asked = request.GET.get("round")
    first = rounds[0] if rounds else None
    return next((each for each in rounds if str(each.pk) == asked), first)


def _recommended(request: HttpRequest, round: Round) -> QuerySet[Dossier]:
    return (
        Dossier.objects.visible_to(request.user)
        .filter(round=round, recommended_order__isnull=False)
        .order_by(kind_order(round), "recommended_order")
    )


urlpatterns = [
    path("city/recommendations/", city_list, name="city_list"),
    path("city/recommendations.xlsx", city_export, name="city_export"),
]
