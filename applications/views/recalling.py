"""Something put right while experts score: the province recalls, and ends it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from applications import access
from applications.actions import recalling
from applications.actions.decisions import AlreadyDecided
from applications.forms.corrections import CorrectionForm
from applications.forms.decisions import ReasonForm
from applications.models import Dossier
from applications.views.deciding import decide, name_of, posted
from applications.views.own import own_dossier
from portal.conflict import conflict
from portal.doors import official_only
from portal.templatetags.portal import beijing

GONE = (
    "该申报书现在不能退回补正：没有受理、正在补正中、刚刚发起了会商，"
    "或批次不在专家评审阶段。"
)
DISCUSSED = (
    "该申报书的专家已经会商复评，不能再退回补正：复评针对的是第一轮评分时的内容。"
    "内容与事实不符的，请在申报书页面作条款认定。"
)
NOT_OVERDUE = "该申报书没有逾期未补正，不能恢复原内容。可能企业刚刚提交了补正。"
CONSEQUENCES = [
    "只开放下面选中的内容，其余保持提交时的样子；期限内再次提交后直接回到专家评审。",
    "补正期间专家看到的仍是原来提交的内容，可以继续评分；评分表不受影响。",
    "补正后，只有所依据的内容有变化的指标重新打开，由专家对照前后内容复核。",
    "已作的条款认定不变；补正影响认定的，请在补正后重新认定。",
]


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def recall(request: HttpRequest, key: str) -> HttpResponse:
    dossier, now = own_dossier(request, key), timezone.now()
    page = _page(dossier, "评审期间退回补正", "确认退回")
    if access.is_discussed(dossier):
        return conflict(request, DISCUSSED, page["cancel_url"])
    if not access.may_recall(request.user, dossier):
        return conflict(request, GONE, page["cancel_url"])

    def act(data: dict[str, Any]) -> None:
        recalling.recall(
            dossier=dossier,
            reasons=data["reasons"],
            items=data["items"],
            due=data["due"],
            by=request.user,
            at=now,
        )

    return decide(
        request,
        form=CorrectionForm(posted(request), at=now, dossier=dossier),
        act=act,
        page=page | {"consequences": CONSEQUENCES, "most": ""},
        done="已退回补正，专家可以继续评分。",
        refusals={AlreadyDecided: GONE},
        template="applications/return_form.html",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def recall_end(request: HttpRequest, key: str) -> HttpResponse:
    """Overdue: what was handed in stands."""
    dossier, now = own_dossier(request, key), timezone.now()
    page = _page(dossier, "恢复原内容", "确认恢复")
    if not access.may_end_recall(request.user, dossier, now):
        return conflict(request, NOT_OVERDUE, page["cancel_url"])

    def act(data: dict[str, Any]) -> None:
        recalling.end_recall(
            dossier=dossier, reason=data["reason"], by=request.user, at=now
        )

    due = beijing(dossier.correction_due, "deadline")
    return decide(
        request,
        form=ReasonForm(posted(request)),
        act=act,
        page=page
        | {
            "consequences": [
                f"补正期限 {due} 已过，企业没有再次提交。",
                "申报书恢复为最后一次提交的内容和佐证材料，企业补正中的修改不再保留。",
                "专家的评分不受影响。",
            ]
        },
        done="已恢复为最后一次提交的内容。",
        refusals={AlreadyDecided: NOT_OVERDUE},
    )


def _page(dossier: Dossier, what: str, action: str) -> dict[str, Any]:
    url = reverse("applications:official_dossier", args=[dossier.key])
    return {
        "heading": what,
        "dossier": dossier,
        "affected": [name_of(dossier)],
        "action": action,
        "cancel_url": url,
        "trail": [
            ("申报管理", reverse("applications:official_queue")),
            (name_of(dossier), url),
        ],
    }


urlpatterns = [
    path("manage/dossiers/<str:key>/recall/", recall, name="recall"),
    path("manage/dossiers/<str:key>/recall/end/", recall_end, name="recall_end"),
]
