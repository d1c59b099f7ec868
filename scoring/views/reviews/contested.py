"""The official's list of objective points that experts contest."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from applications.models import Round
from portal.doors import official_only
from scoring import access
from scoring.facts.contested import contested_in, has_bands
from scoring.views.assignments import round_of

PER_PAGE = 50
NO_BANDS = (
    "本批次没有按数字自动计分的客观项，所以没有对客观分的异议。"
    "分档标准在开放批次以前设置。"
)
NONE_YET = (
    "没有专家对客观分提出异议。专家提交评分表时给出与公布分档不同的得分，会列在这里。"
)


@require_safe
@official_only
def contested_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Points and reasons once scoring is closed; until then what is contested alone."""
    round = round_of(request, pk)
    found = contested_in(round) if has_bands(round) else []
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "round": round,
        "page": page,
        "shows": access.may_see_ranking(request.user, round),
        "may_recall": round.status == Round.Status.SCORING,
        "nothing": NONE_YET if has_bands(round) else NO_BANDS,
        "trail": _trail(round),
    }
    return render(request, "scoring/official/contested_list.html", context)


def _trail(round: Round) -> list[tuple[str, str]]:
    return [
        (round.title, round.get_absolute_url()),
        ("专家组", reverse("scoring:panels", args=[round.pk])),
    ]


urlpatterns = [
    path("manage/rounds/<int:pk>/contested/", contested_list, name="contested_list")
]
