"""The auditor's page about frozen lists, and the two files that he checks one by."""

from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from portal.conflict import conflict
from portal.doors import auditor_only
from scoring.exports.frozen_list import digest_text, ranking_text
from scoring.models import Shortlist
from scoring.rankings.overview import TONES
from scoring.views.lists.list_digest import NO_LONGER

PER_PAGE = 50
MOVED = (
    "按现在的数据算出的名次和得分，与冻结的对不上：冻结以后评分改动过，"
    "或者冻结的数据被动过。冻结时的名次和得分请看摘要原文，改动请查审计记录；"
    "审计记录中没有相应改动的，请与系统管理员联系。"
)


@require_safe
@auditor_only
def audit_lists(request: HttpRequest) -> HttpResponse:
    """Every list there is, the last frozen first."""
    lists = Shortlist.objects.visible_to(request.user)
    known = lists.select_related("round", "drawn_up_by")
    newest = known.order_by("-drawn_up_at", "-pk")
    rows = newest.defer("round__table", "round__guide_text")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    lines = [(each, TONES.get(each.state, "err")) for each in page]
    context = {"page": page, "lines": lines}
    return render(request, "scoring/audit_lists.html", context)


@require_safe
@auditor_only
def audit_digest(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes whose SHA-256 is the digest."""
    return _file(request, pk, "排名摘要原文", digest_text, NO_LONGER)


@require_safe
@auditor_only
def audit_ranking(request: HttpRequest, pk: int) -> HttpResponse:
    """What the command takes, where it still gives what was frozen."""
    return _file(request, pk, "排名数据", ranking_text, MOVED)


def _file(
    request: HttpRequest,
    pk: int,
    what: str,
    text_of: Callable[[Shortlist], str],
    missing: str,
) -> HttpResponse:
    """Its name bears the digest: one kind may have several lists."""
    lists = Shortlist.objects.visible_to(request.user).select_related("round")
    found = get_object_or_404(lists, pk=pk)
    text = text_of(found)
    if not text:
        return conflict(request, missing, reverse("scoring:audit_lists"))
    label, digest = found.kind_label, found.digest[:8]
    name = f"{found.round.code}-{label}-{what}-{digest}.json"
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(text, content_type="application/json", headers=headers)


urlpatterns = [
    path("audit/lists/", audit_lists, name="audit_lists"),
    path("audit/lists/<int:pk>/digest.json", audit_digest, name="audit_digest"),
    path("audit/lists/<int:pk>/ranking.json", audit_ranking, name="audit_ranking"),
]
