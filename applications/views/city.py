"""The city's pages: what waits, one dossier, and what is decided about it."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from applications import access
from applications.actions import decisions
from applications.actions.checking import ChecksAreMissing
from applications.actions.quotas import QuotaIsFull
from applications.forms.decisions import ReasonForm, RecommendForm
from applications.models import Dossier, Round
from applications.presentation.checking import checks_of, unanswered
from applications.presentation.city_progress import places_of
from applications.presentation.delivery import RULE
from applications.presentation.quotas import quota_lines
from applications.presentation.talking import unread_on, unread_total
from applications.presentation.vetoes import unreviewed
from applications.presentation.waiting import waits_facet
from applications.views import (
    city_batch,
    city_checks,
    city_recommendations,
    city_withdrawn,
    stamped,
)
from applications.views.city_withdrawn import withdrawn_page
from applications.views.deciding import Refusals, decide, name_of, posted
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
UNCHECKED = "形式审查还没有完成，不能推荐。请先逐项核对并保存。"
UNREVIEWED = "一票否决事项还没有核查，不能推荐。请先逐项核查并保存。"
FULL = "本市这一类型的推荐名额已用完。可以先撤回一家，或请省级主管部门调整名额。"
REFUSALS: Refusals = {
    decisions.AlreadyDecided: TOO_LATE,
    ChecksAreMissing: "形式审查或一票否决事项还没有核对完，不能推荐。",
    QuotaIsFull: FULL,
}


@require_safe
@city_only
def city_queue(request: HttpRequest) -> HttpResponse:
    user = request.user
    facets = {
        "round": rounds_facet(Round.objects.visible_to(user)),
        "kind": kinds_facet(user.province),
        "waits": waits_facet("check", "ready"),
    }
    dossiers = Dossier.objects.visible_to(user)
    taking = Round.objects.visible_to(user).filter(status=Round.Status.OPEN)
    context = {
        "queue": queue_of(request, dossiers, STATES, facets),
        "unread": unread_total(user),
        "places": places_of(taking.defer("table"), user.city, timezone.now()),
        "rule": RULE,
    }
    return render(request, "applications/city/dossier_list.html", context)


@require_safe
@city_only
def city_dossier(request: HttpRequest, key: str) -> HttpResponse:
    """One before the city; of one that was taken back, that it was."""
    dossier = _visible(request).filter(key=key).first()
    if dossier is None:
        return withdrawn_page(request, key)
    may_judge = access.may_judge_for_city(request.user, dossier)
    review = review_of(dossier, visible=Dossier.objects.visible_to(request.user))
    context = {
        **review,
        "unread": unread_on(dossier, request.user),
        "may_judge": may_judge,
        "remaining": _remaining(review),
        "check_url": reverse("applications:city_check", args=[key])
        if may_judge
        else "",
        "review_url": reverse("applications:city_vetoes", args=[key])
        if may_judge
        else "",
        "may_withdraw": access.may_withdraw_recommendation(request.user, dossier),
    }
    return render(request, "applications/city/dossier_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@city_only
def recommend(request: HttpRequest, key: str) -> HttpResponse:
    dossier = _dossier(request, key)
    if not access.may_judge_for_city(request.user, dossier):
        return conflict(request, TOO_LATE, _url(dossier))
    if unanswered(checks_of(dossier)):
        url = reverse("applications:city_check", args=[dossier.key])
        return conflict(request, UNCHECKED, url)
    if unreviewed([dossier])[dossier.pk]:
        url = reverse("applications:city_vetoes", args=[dossier.key])
        return conflict(request, UNREVIEWED, url)
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
            *(
                f"{line.label}：{line}。"
                for line in quota_lines(dossier.round, request.user.city)
                if line.kind == dossier.kind
            ),
        ],
        "irreversible": "省级办理之后，市级不能再撤回推荐。",
    }
    return decide(
        request, form=form, act=act, page=page, done="已推荐。", refusals=REFUSALS
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


def _remaining(review: dict[str, Any]) -> list[str]:
    """What keeps the city from recommending, a few words each."""
    checks = len(unanswered(review["checks"]))
    vetoes = sum(line.review is None for line in review["vetoes"])
    found = (("形式审查", checks, "核对"), ("一票否决事项", vetoes, "核查"))
    return [f"{what} {count} 项未{deed}" for what, count, deed in found if count]


def _dossier(request: HttpRequest, key: str) -> Dossier:
    """The dossier, or 404 where this user may not know that it exists."""
    return get_object_or_404(_visible(request), key=key)


def _visible(request: HttpRequest) -> QuerySet[Dossier]:
    visible = Dossier.objects.visible_to(request.user)
    return visible.select_related("round", "enterprise")


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
    *stamped.urlpatterns,
    *city_batch.urlpatterns,
    *city_withdrawn.urlpatterns,
    path("city/<str:key>/", city_dossier, name="city_dossier"),
    *city_checks.urlpatterns,
    path("city/<str:key>/recommend/", recommend, name="recommend"),
    path("city/<str:key>/decline/", decline, name="decline"),
]
