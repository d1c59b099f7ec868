"""What is published: notices for everybody, a result for its own."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Max, Min, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications.facts import facts_of, guide_of
from applications.models import Dossier, Round
from applications.presentation import finding_lines
from portal import workcalendar
from portal.doors import enterprise_only
from scoring.access import takes_objections
from scoring.facts import result_of
from scoring.models import Objection, Shortlist
from scoring.publicity import UNNAMED, notices_of
from scoring.rankings.ranked import label_of

PER_PAGE = 20


@login_not_required
@require_safe
def publicity_list(request: HttpRequest) -> HttpResponse:
    out = Q(shortlists__state__in=Shortlist.SHOWN)
    rounds = (
        Round.objects.opened()
        .filter(out)
        .annotate(
            published=Max("shortlists__published_at", filter=out),
            since=Min("shortlists__notice_from", filter=out),
            until=Max("shortlists__notice_until", filter=out),
        )
        .defer("guide_text", "table")
        .order_by("-published", "-pk")
    )
    page = Paginator(rounds, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "today": timezone.localdate()}
    return render(request, "scoring/public/publicity_list.html", context)


@login_not_required
@require_safe
def publicity(request: HttpRequest, pk: int) -> HttpResponse:
    """404 for everybody, officials too, until a list of this round is published."""
    round = get_object_or_404(Round.objects.opened(), pk=pk)
    notices = notices_of(round)
    if not notices:
        raise Http404
    context = {
        "round": round,
        "guide": guide_of(round),
        "notices": notices,
        "total": sum(len(each.chosen) for each in notices if not each.is_pending),
        "today": timezone.localdate(),
        "takes_objections": any(notice.takes_objections for notice in notices),
        "objections": Objection.objects.filter(shortlist__round=round).aggregate(
            filed=Count("pk"), answered=Count("answered_at")
        ),
        "trail": [("公示公告", reverse("scoring:publicity_list"))],
    }
    return render(request, "scoring/public/publicity_detail.html", context)


@require_safe
@enterprise_only
def result(request: HttpRequest, key: str) -> HttpResponse:
    """One's own result; 404 before the list is published."""
    visible = Dossier.objects.visible_to(request.user)
    dossier = get_object_or_404(visible.select_related("round", "enterprise"), key=key)
    found = result_of(dossier)
    if found is None:
        raise Http404
    context = {
        "dossier": dossier,
        "result": found,
        "kind": label_of(dossier.round, dossier.kind),
        "library": found.library or UNNAMED,
        "findings": finding_lines(found.failing, facts_of(dossier)),
        "vetoed": any(each.is_veto for each in found.failing),
        "takes_objections": takes_objections(found.shortlist, workcalendar.today()),
        "trail": [
            ("我的申报", reverse("applications:dossiers")),
            (f"申报书 {dossier}", dossier.get_absolute_url()),
        ],
    }
    return render(request, "scoring/enterprise/result_detail.html", context)


urlpatterns = [
    path("publicity/", publicity_list, name="publicity_list"),
    path("publicity/<int:pk>/", publicity, name="publicity"),
    path("dossiers/<str:key>/result/", result, name="result"),
]
