"""What an enterprise took back, as its city still sees it: that, when and why."""

from django.core.paginator import Paginator
from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from applications.models import Dossier
from applications.presentation import moves_of
from applications.views.review import facts_of_dossier
from portal.doors import city_only

PER_PAGE = 50


@require_safe
@city_only
def city_withdrawn(request: HttpRequest) -> HttpResponse:
    """Those taken back and not handed in again, the last one first."""
    rows = Dossier.objects.withdrawn_from(request.user).for_list()
    left = Max("steps__at", filter=Q(steps__action="take_back"))
    rows = rows.annotate(left_at=left).order_by("-left_at", "pk")
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "trail": _trail()[:1],
    }
    return render(request, "applications/city/withdrawn_list.html", context)


def _trail() -> list[tuple[str, str]]:
    return [
        ("待推荐", reverse("applications:city_queue")),
        ("企业已撤回的申报", reverse("applications:city_withdrawn")),
    ]


def withdrawn_page(request: HttpRequest, key: str) -> HttpResponse:
    """Its way so far, without what the enterprise is writing now; 404 if none is."""
    mine = Dossier.objects.withdrawn_from(request.user)
    dossier = get_object_or_404(mine.select_related("round", "enterprise"), key=key)
    context = {
        "dossier": dossier,
        "facts": facts_of_dossier(dossier),
        "moves": moves_of(dossier.steps.select_related("by")),
        "trail": _trail(),
    }
    return render(request, "applications/city/dossier_withdrawn.html", context)


urlpatterns = [path("city/withdrawn/", city_withdrawn, name="city_withdrawn")]
