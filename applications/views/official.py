"""The province's pages about dossiers: the queue, the formal check, its decisions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from applications import access
from applications.actions import decisions
from applications.facts import VETO
from applications.forms.decisions import OpinionForm, ReasonForm
from applications.models import Dossier, Round
from applications.presentation import clause_report
from applications.presentation.talking import unread_on, unread_total
from applications.presentation.vetoes import vetoes_of
from applications.presentation.waiting import waits_facet
from applications.views import (
    official_anchors,
    official_bands,
    official_cities,
    official_rounds,
    official_rules,
    official_rulings,
)
from applications.views.deciding import decide, name_of, posted
from applications.views.queues import (
    cities_facet,
    kinds_facet,
    queue_of,
    rounds_facet,
)
from applications.views.review import review_of
from portal import rules
from portal.conflict import conflict
from portal.doors import official_only

Status = Dossier.Status
STATES = [
    (Status.RECOMMENDED, "待形式审查"),
    (Status.ACCEPTED, "已受理"),
    (Status.REJECTED, "不予受理"),
    (Status.RETURNED, "退回补正中"),
    (Status.SUBMITTED, "市级审核中"),
    (Status.DECLINED, "市级不予推荐"),
]
TOO_LATE = "该申报书已不在待形式审查状态：可能已由同事处理，或批次已进入评审。"
REFUSALS = {decisions.AlreadyDecided: TOO_LATE}


@require_safe
@official_only
def official_queue(request: HttpRequest) -> HttpResponse:
    user = request.user
    dossiers = Dossier.objects.visible_to(user)
    facets = {
        "round": rounds_facet(Round.objects.visible_to(user)),
        "kind": kinds_facet(user.province),
        "waits": waits_facet("veto"),
        "city": cities_facet(dossiers),
    }
    context = {
        "queue": queue_of(request, dossiers, STATES, facets),
        "unread": unread_total(user),
    }
    return render(request, "applications/official/dossier_list.html", context)


@require_safe
@official_only
def official_dossier(request: HttpRequest, key: str) -> HttpResponse:
    return dossier_page(request, key)


def dossier_page(
    request: HttpRequest, key: str, walk: dict[str, Any] | None = None
) -> HttpResponse:
    """The formal check: content left, clause report right, decisions below.

    ``walk`` leads through the list from which the dossier was opened.
    """
    dossier = official_rulings.dossier_of(request, key)

    def rule_url(clause: rules.Clause) -> str:
        if clause.id.startswith(VETO):
            return reverse("applications:veto", args=[key, clause.id[len(VETO) :]])
        return reverse("applications:rule_on", args=[key, clause.id])

    may_rule = access.may_rule(request.user, dossier)
    context = {
        **review_of(
            dossier,
            rule_url if may_rule else None,
            visible=Dossier.objects.visible_to(request.user),
        ),
        "unread": unread_on(dossier, request.user),
        "may_judge": access.may_judge_for_province(request.user, dossier),
        "decide_key": key if may_rule else "",
        "may_extend": access.may_extend_correction(request.user, dossier),
        "walk": walk,
        "may_recall": access.may_recall(request.user, dossier),
        "may_end_recall": access.may_end_recall(request.user, dossier, timezone.now()),
    }
    return render(request, "applications/official/dossier_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def accept(request: HttpRequest, key: str) -> HttpResponse:
    dossier = official_rulings.dossier_of(request, key)
    if not access.may_judge_for_province(request.user, dossier):
        return conflict(request, TOO_LATE, _url(dossier))

    def act(data: dict[str, Any]) -> None:
        decisions.accept(
            dossier=dossier,
            opinion=data["opinion"] or "",
            by=request.user,
            at=timezone.now(),
        )

    report = clause_report(dossier)
    failing = len(report.failing)
    undecided = [line.item.label for line in vetoes_of(dossier, report) if line.is_open]
    stands = (
        f"有 {failing} 条必备条款未达到或未填报：可以受理和评审，但不参加排名。"
        if failing
        else "必备条款全部达到，参加排名。"
    )
    page = _page(dossier, "受理", "确认受理") | {
        "consequences": [
            "申报书进入专家评审，内容从此不再修改；评审期间确需更正的，"
            "由省级退回指定内容。",
            stands,
            *(f"一票否决事项“{label}”待认定，受理后仍可认定。" for label in undecided),
        ],
        "irreversible": "受理后不能退回市级重新推荐。",
    }
    return decide(
        request,
        form=OpinionForm(posted(request)),
        act=act,
        page=page,
        done="已受理。",
        refusals=REFUSALS,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def reject(request: HttpRequest, key: str) -> HttpResponse:
    dossier = official_rulings.dossier_of(request, key)
    if not access.may_judge_for_province(request.user, dossier):
        return conflict(request, TOO_LATE, _url(dossier))

    def act(data: dict[str, Any]) -> None:
        decisions.reject(dossier=dossier, **data, by=request.user, at=timezone.now())

    page = _page(dossier, "不予受理", "确认不予受理") | {
        "consequences": ["申报书不进入专家评审，企业和推荐部门看到理由。"],
        "irreversible": "本批次内这份申报书不能再受理。",
        "danger": True,
    }
    return decide(
        request,
        form=ReasonForm(posted(request)),
        act=act,
        page=page,
        done="已作出不予受理的决定。",
        refusals=REFUSALS,
    )


def _url(dossier: Dossier) -> str:
    return reverse("applications:official_dossier", args=[dossier.key])


def _page(dossier: Dossier, what: str, action: str) -> dict[str, Any]:
    return {
        "heading": what,
        "affected": [name_of(dossier)],
        "action": action,
        "cancel_url": _url(dossier),
        "trail": official_rulings.trail_of(dossier),
    }


urlpatterns = [
    *official_rounds.urlpatterns,
    *official_anchors.urlpatterns,
    *official_rules.urlpatterns,
    *official_bands.urlpatterns,
    *official_cities.urlpatterns,
    path("manage/dossiers/", official_queue, name="official_queue"),
    path("manage/dossiers/<str:key>/", official_dossier, name="official_dossier"),
    path("manage/dossiers/<str:key>/accept/", accept, name="accept"),
    path("manage/dossiers/<str:key>/reject/", reject, name="reject"),
    *official_rulings.urlpatterns,
]
