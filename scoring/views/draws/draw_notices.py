"""Draws before the public: what was promised, what came of it, and how to check it."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from portal.rules.draw_pool import read_pool
from scoring import draw_pages
from scoring.exports.draw_json import draw_json
from scoring.facts.draws import drawn_of
from scoring.models import Draw

PER_PAGE = 20
PANELS = 30


@login_not_required
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    rows = Draw.objects.for_list().order_by("-committed_at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "draws": [(each, draw_pages.tone(each)) for each in page.object_list],
    }
    return render(request, "scoring/public/draw_list.html", context)


@login_not_required
@require_safe
def notice(request: HttpRequest, key: str) -> HttpResponse:
    """Experts by code alone, applicants by the number of their dossier."""
    draw = _draw(key)
    pool = read_pool(draw.pool_text)
    context = {
        **draw_pages.about(draw, pool),
        "entries": draw.entries.filter(value=draw.value).select_related("official"),
        "trail": [("专家抽取公告", reverse("scoring:draw_notices"))],
    }
    if draw.drawn_at:
        numbers = [each.number for each in pool.filings]
        page = Paginator(numbers, PANELS).get_page(request.GET.get("page"))
        events = draw.replacements.select_related("dossier").defer("dossier__document")
        context |= {
            "page": page,
            "lines": draw_pages.panel_lines(drawn_of(draw), page.object_list, {}),
            "events": draw_pages.event_lines(events, {}),
        }
    return render(request, "scoring/public/draw_detail.html", context)


@login_not_required
@require_safe
def record(request: HttpRequest, key: str) -> HttpResponse:
    """The record as a file, byte for byte what the script checks."""
    draw = _draw(key)
    response = HttpResponse(draw_json(draw), content_type="application/json")
    name = f"专家抽取记录-{draw.round.code}-{draw.number}.json"
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _draw(key: str) -> Draw:
    rows = Draw.objects.select_related("round", "void_asked_by", "voided_by")
    return get_object_or_404(rows.defer("round__guide_text", "round__table"), key=key)


urlpatterns = [
    path("draws/", notice_list, name="draw_notices"),
    path("draws/<str:key>/", notice, name="draw_notice"),
    path("draws/<str:key>/record.json", record, name="draw_record"),
]
