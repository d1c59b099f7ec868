"""What the digest of a frozen list is of: for whoever wants to reckon it himself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from portal.conflict import conflict
from portal.doors import official_only
from scoring.exports.frozen_list import digest_text
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
    text = digest_text(found)
    if not text:
        return conflict(request, NO_LONGER, address_of("ranking", round, kind))
    name = f"{round.code}-{label_of(round, kind)}-排名摘要原文.json"
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(text, content_type="application/json", headers=headers)


urlpatterns = [
    path("manage/lists/<int:pk>/digest.json", list_digest, name="list_digest"),
]
