"""Rulings on clauses that are judged from evidence, and their withdrawal."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from applications import access
from applications.actions import rulings
from applications.actions.decisions import AlreadyDecided
from applications.facts import VETO
from applications.forms.decisions import ReasonForm, RulingForm
from applications.models import Dossier, Ruling
from applications.presentation import FindingLine, clause_report
from applications.views.deciding import decide, name_of, posted
from portal.conflict import conflict
from portal.doors import official_only

TOO_LATE = "条款认定只能在推荐之后、评审结束之前作出，现在已不在此阶段。"
REFUSALS = {
    AlreadyDecided: TOO_LATE,
    rulings.AlreadyRuled: "这一条款刚刚由同事作出认定，请先查看。",
    rulings.AlreadyWithdrawn: "这一认定刚刚由同事撤销。",
}


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def rule_on(request: HttpRequest, key: str, clause: str) -> HttpResponse:
    """Rule on a clause; where there is a ruling already, go on to withdraw it."""
    dossier = dossier_of(request, key)
    line = _line(dossier, clause)
    if not access.may_rule(request.user, dossier):
        return conflict(request, TOO_LATE, _url(dossier))
    if line.ruling is not None:
        return ruling_withdraw(request, line.ruling.pk)
    form = RulingForm(posted(request))

    def act(data: dict[str, Any]) -> None:
        try:
            rulings.rule_on(
                dossier=dossier,
                clause=clause,
                is_met=data["is_met"] == "yes",
                reason=data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except rulings.ChangesNothing:
            form.add_error(
                "is_met",
                f"系统核对的结论就是“{line.computed_word}”，不需要认定。请改选或返回。",
            )

    page = {
        **_page(dossier, "认定条款", "确认认定"),
        "consequences": [
            f"条款原文：{line.clause.text}",
            f"系统核对的结论：{line.computed_word}。{'；'.join(line.gaps)}",
            "认定后以认定为准；系统核对的结论、认定的结论、理由和认定人一并留存，"
            "企业可以看到。",
        ],
    }
    return decide(
        request, form=form, act=act, page=page, done="已认定。", refusals=REFUSALS
    )


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def ruling_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    dossiers = Dossier.objects.visible_to(request.user)
    ruling = get_object_or_404(
        Ruling.objects.filter(dossier__in=dossiers).select_related(
            "dossier__round", "dossier__enterprise"
        ),
        pk=pk,
    )
    dossier = ruling.dossier
    if ruling.withdrawn_at or not access.may_rule(request.user, dossier):
        return conflict(request, "这一认定已经撤销，或评审已经结束。", _url(dossier))

    def act(data: dict[str, Any]) -> None:
        rulings.withdraw_ruling(
            ruling=ruling, **data, by=request.user, at=timezone.now()
        )

    page = {
        **_page(dossier, "撤销认定", "确认撤销"),
        "consequences": [
            f"条款：{_line(dossier, ruling.clause).clause.text}",
            f"撤销后恢复系统核对的结论；原认定理由：{ruling.reason}",
        ],
    }
    return decide(
        request,
        form=ReasonForm(posted(request)),
        act=act,
        page=page,
        done="已撤销认定。",
        refusals=REFUSALS,
    )


def dossier_of(request: HttpRequest, key: str) -> Dossier:
    """The dossier, or 404 where this user may not know that it exists."""
    visible = Dossier.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("round", "enterprise"), key=key)


def _line(dossier: Dossier, clause: str) -> FindingLine:
    if clause.startswith(VETO):  # a veto item has a page of its own
        raise Http404
    lines = clause_report(dossier).lines
    found = next((line for line in lines if line.clause.id == clause), None)
    if found is None:
        raise Http404
    return found


def _url(dossier: Dossier) -> str:
    return reverse("applications:official_dossier", args=[dossier.key])


def trail_of(dossier: Dossier) -> list[tuple[str, str]]:
    return [
        ("申报管理", reverse("applications:official_queue")),
        (name_of(dossier), _url(dossier)),
    ]


def _page(dossier: Dossier, what: str, action: str) -> dict[str, Any]:
    return {
        "heading": what,
        "affected": [name_of(dossier)],
        "action": action,
        "cancel_url": _url(dossier),
        "trail": trail_of(dossier),
    }


urlpatterns = [
    path("manage/dossiers/<str:key>/rulings/<slug:clause>/", rule_on, name="rule_on"),
    path("manage/rulings/<int:pk>/withdraw/", ruling_withdraw, name="ruling_withdraw"),
]
