"""The city's pages: what waits, one dossier, and what is decided about it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from applications import access
from applications.actions import decisions
from applications.forms.decisions import ReasonForm, RecommendForm, ReturnForm
from applications.models import Dossier, Round
from applications.views import city_recommendations
from applications.views.deciding import decide, name_of, posted
from applications.views.queues import kinds_facet, queue_of, rounds_facet
from applications.views.review import review_of
from portal.conflict import conflict
from portal.doors import city_only

Status = Dossier.Status
STATES = [
    (Status.SUBMITTED, "待审核"),
    (Status.RECOMMENDED, "已推荐"),
    (Status.RETURNED, "退回补正中"),
    (Status.DECLINED, "不予推荐"),
    (Status.ACCEPTED, "省级已受理"),
    (Status.REJECTED, "省级未受理"),
]
TOO_LATE = "该申报书已不在待审核状态：可能已由同事处理，或批次已进入评审。"
REFUSALS = {decisions.AlreadyDecided: TOO_LATE}


@require_safe
@city_only
def city_queue(request: HttpRequest) -> HttpResponse:
    user = request.user
    facets = {
        "round": rounds_facet(Round.objects.visible_to(user)),
        "kind": kinds_facet(user.province),
    }
    dossiers = Dossier.objects.visible_to(user)
    context = {"queue": queue_of(request, dossiers, STATES, facets)}
    return render(request, "applications/city/dossier_list.html", context)


@require_safe
@city_only
def city_dossier(request: HttpRequest, key: str) -> HttpResponse:
    dossier = _dossier(request, key)
    context = {
        **review_of(dossier),
        "may_judge": access.may_judge_for_city(request.user, dossier),
    }
    return render(request, "applications/city/dossier_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@city_only
def recommend(request: HttpRequest, key: str) -> HttpResponse:
    dossier = _dossier(request, key)
    if not access.may_judge_for_city(request.user, dossier):
        return conflict(request, TOO_LATE, _url(dossier))
    place = decisions.next_order(dossier)
    form = RecommendForm(posted(request), initial={"order": place})

    def act(data: dict[str, Any]) -> None:
        try:
            decisions.recommend(
                dossier=dossier, **data, by=request.user, at=timezone.now()
            )
        except decisions.OrderIsRefused as refusal:
            form.add_error("order", f"推荐顺序应在 1 至 {refusal.most} 之间。请改正。")

    page = _page(dossier, "推荐", "确认推荐") | {
        "consequences": [
            "推荐意见和顺序随申报书报送省级主管部门，企业可以看到推荐意见。",
            f"同批次、同类型默认排在第 {place} 位；"
            "填写已占用的顺序时，其后各家依次顺延。",
        ],
        "irreversible": "报送后市级不能再修改，须由省级退回。",
    }
    return decide(
        request, form=form, act=act, page=page, done="已推荐。", refusals=REFUSALS
    )


@require_http_methods(["GET", "HEAD", "POST"])
@city_only
def city_return(request: HttpRequest, key: str) -> HttpResponse:
    dossier, now = _dossier(request, key), timezone.now()
    if not access.may_judge_for_city(request.user, dossier):
        return conflict(request, TOO_LATE, _url(dossier))

    def act(data: dict[str, Any]) -> None:
        decisions.return_for_correction(
            dossier=dossier,
            reasons=data["reasons"],
            due=data["due"],
            by=request.user,
            at=now,
        )

    page = _page(dossier, "退回补正", "确认退回") | {
        "consequences": [
            "申报书退回企业，企业在期限内可以修改并再次提交，内容不丢失。",
            "企业逐字看到退回理由；逾期未再次提交的，不再接收。",
        ],
    }
    return decide(
        request,
        form=ReturnForm(posted(request), at=now),
        act=act,
        page=page,
        done="已退回补正。",
        refusals=REFUSALS,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@city_only
def decline(request: HttpRequest, key: str) -> HttpResponse:
    dossier = _dossier(request, key)
    if not access.may_judge_for_city(request.user, dossier):
        return conflict(request, TOO_LATE, _url(dossier))

    def act(data: dict[str, Any]) -> None:
        decisions.decline(dossier=dossier, **data, by=request.user, at=timezone.now())

    page = _page(dossier, "不予推荐", "确认不予推荐") | {
        "consequences": ["申报书不再报送省级主管部门，企业看到理由。"],
        "irreversible": "本批次内这份申报书不能再推荐。",
        "danger": True,
    }
    return decide(
        request,
        form=ReasonForm(posted(request)),
        act=act,
        page=page,
        done="已作出不予推荐的决定。",
        refusals=REFUSALS,
    )


def _dossier(request: HttpRequest, key: str) -> Dossier:
    """The dossier, or 404 where this user may not know that it exists."""
    visible = Dossier.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("round", "enterprise"), key=key)


def _url(dossier: Dossier) -> str:
    return reverse("applications:city_dossier", args=[dossier.key])


def _page(dossier: Dossier, what: str, action: str) -> dict[str, Any]:
    return {
        "heading": what,
        "affected": [name_of(dossier)],
        "action": action,
        "cancel_url": _url(dossier),
        "trail": [
            ("待推荐", reverse("applications:city_queue")),
            (name_of(dossier), _url(dossier)),
        ],
    }


urlpatterns = [
    path("city/", city_queue, name="city_queue"),
    *city_recommendations.urlpatterns,
    path("city/<str:key>/", city_dossier, name="city_dossier"),
    path("city/<str:key>/recommend/", recommend, name="recommend"),
    path("city/<str:key>/return/", city_return, name="city_return"),
    path("city/<str:key>/decline/", decline, name="decline"),
]
