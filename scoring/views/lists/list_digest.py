"""What the digest of a frozen list is of: for whoever wants to reckon it himself."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from applications.facts import limits_of
from portal.conflict import conflict
from portal.doors import official_only
from scoring.facts import LineNotDrawn, cut_of, digested, frozen_lines_of
from scoring.models import Shortlist
from scoring.rankings.ranked import address_of, label_of

NO_LONGER = (
    "按现在的数据得不出冻结时的排名摘要：冻结以后有单位改了所在市，或者冻结的数据被动过。"
    "请对照审计记录中的冻结条目，并与系统管理员联系。"
)


@require_safe
@official_only
def list_digest(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes whose SHA-256 it is, put together anew from what was frozen."""
    lists = Shortlist.objects.visible_to(request.user).select_related("round")
    found = get_object_or_404(lists, pk=pk)
    round, kind = found.round, found.kind
    text = _text_of(found)
    if sha256(text.encode()).hexdigest() != found.digest:
        return conflict(request, NO_LONGER, address_of("ranking", round, kind))
    name = f"{round.code}-{label_of(round, kind)}-排名摘要原文.json"
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(text, content_type="application/json", headers=headers)


def _text_of(shortlist: Shortlist) -> str:
    """The line is drawn as it was at the freeze: who left afterwards is above it.
    Empty where it cannot be drawn any more."""
    round, kind = shortlist.round, shortlist.kind
    lines = frozen_lines_of(shortlist)
    line = {"quota": shortlist.quota, "minimum": shortlist.minimum_mark}
    try:
        cut = cut_of(lines, **line, limits=limits_of(round, kind))
    except LineNotDrawn:
        return ""
    return digested(round, kind, lines, cut)


urlpatterns = [
    path("manage/lists/<int:pk>/digest.json", list_digest, name="list_digest"),
]
