"""Veto items: the city checks what was answered, an official decides with a reason."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from applications import access
from applications.actions import vetoes as actions
from applications.actions.decisions import AlreadyDecided
from applications.forms.decisions import ReasonForm
from applications.forms.vetoes import VetoDecisionForm, VetoReviewForm
from applications.models import Dossier, VetoDecision
from applications.presentation import clause_report
from applications.presentation.vetoes import VetoLine, answers_of, vetoes_of
from applications.views.deciding import decide, name_of, posted
from portal.conflict import conflict
from portal.doors import city_only, official_only
from portal.guides import vetoes

REVIEW_IS_OVER = "该申报书已不在待审核状态，一票否决事项的核查结论不能再改。"
TOO_LATE = "一票否决事项只能在推荐之后、评审结束之前认定，现在已不在此阶段。"
REFUSALS = {
    AlreadyDecided: TOO_LATE,
    actions.AlreadyVetoed: "这一事项刚刚由同事认定，请先查看。",
    actions.AlreadyWithdrawn: "这一认定刚刚由同事撤销。",
}


@require_http_methods(["GET", "HEAD", "POST"])
@city_only
def city_vetoes(request: HttpRequest, key: str) -> HttpResponse:
    dossier = _dossier(request, key)
    url = reverse("applications:city_dossier", args=[key])
    if not access.may_judge_for_city(request.user, dossier):
        return conflict(request, REVIEW_IS_OVER, url)
    form = VetoReviewForm(posted(request), lines=answers_of(dossier))
    if request.method == "POST" and form.is_valid():
        try:
            actions.review(
                dossier=dossier,
                answers=form.answers,
                by=request.user,
                at=timezone.now(),
            )
        except AlreadyDecided:
            return conflict(request, REVIEW_IS_OVER, url)
        messages.success(request, "一票否决事项的核查已保存。")
        return redirect(f"{url}#vetoes")
    trail = [("待推荐", reverse("applications:city_queue")), (name_of(dossier), url)]
    context = {"dossier": dossier, "form": form, "trail": trail}
    return render(request, "applications/city/veto_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def veto(request: HttpRequest, key: str, item: str) -> HttpResponse:
    """Decide on an item; where it is decided already, go on to withdraw that."""
    dossier = _dossier(request, key)
    line = _line(dossier, item)
    if not access.may_rule(request.user, dossier):
        return conflict(request, TOO_LATE, _url(dossier))
    if line.decision is not None:
        return veto_withdraw(request, line.decision.pk)

    def act(data: dict[str, Any]) -> None:
        actions.decide(
            dossier=dossier,
            item=item,
            is_confirmed=data["is_confirmed"] == "yes",
            reason=data["reason"],
            by=request.user,
            at=timezone.now(),
        )

    page = {
        **_page(dossier, f"认定一票否决事项：{line.item.label}", "确认认定"),
        "consequences": [
            f"要求：{line.item.text}",
            _said(line),
            "认定属实的不参加排名，与必备条款未达到相同；"
            "认定的结论、理由和认定人一并留存，企业可以看到。",
        ],
    }
    return decide(
        request,
        form=VetoDecisionForm(posted(request)),
        act=act,
        page=page,
        done="已认定。",
        refusals=REFUSALS,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def veto_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    visible = Dossier.objects.visible_to(request.user)
    decision = get_object_or_404(
        VetoDecision.objects.filter(dossier__in=visible).select_related(
            "dossier__round", "dossier__enterprise"
        ),
        pk=pk,
    )
    dossier = decision.dossier
    if decision.withdrawn_at or not access.may_rule(request.user, dossier):
        return conflict(request, "这一认定已经撤销，或评审已经结束。", _url(dossier))

    def act(data: dict[str, Any]) -> None:
        actions.withdraw(decision=decision, **data, by=request.user, at=timezone.now())

    label = vetoes.item(decision.item).label
    page = {
        **_page(dossier, f"撤销一票否决认定：{label}", "确认撤销"),
        "consequences": [
            f"原认定：{actions.WORDS[decision.is_confirmed]}。理由：{decision.reason}",
            "撤销后这一事项回到待认定；原认定留存在流转记录中。",
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


def _said(line: VetoLine) -> str:
    """What enterprise and city say of it, in a sentence or two."""
    own = f"企业填报：{line.answer}。{line.statement}"
    if line.review is None:
        return f"{own}市级未核查。"
    found = "与企业填报一致" if line.review.agrees else "有疑问"
    return f"{own}市级核查：{found}。{line.review.note}"


def _line(dossier: Dossier, item: str) -> VetoLine:
    lines = vetoes_of(dossier, clause_report(dossier))
    found = next((line for line in lines if line.item.id == item), None)
    if found is None:
        raise Http404
    return found


def _dossier(request: HttpRequest, key: str) -> Dossier:
    """The dossier, or 404 where this user may not know that it exists."""
    visible = Dossier.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("round", "enterprise"), key=key)


def _url(dossier: Dossier) -> str:
    return reverse("applications:official_dossier", args=[dossier.key]) + "#vetoes"


def _page(dossier: Dossier, heading: str, action: str) -> dict[str, Any]:
    return {
        "heading": heading,
        "affected": [name_of(dossier)],
        "action": action,
        "cancel_url": _url(dossier),
        "trail": [
            ("申报管理", reverse("applications:official_queue")),
            (name_of(dossier), _url(dossier)),
        ],
    }


urlpatterns = [
    path("city/<str:key>/vetoes/", city_vetoes, name="city_vetoes"),
    path("manage/dossiers/<str:key>/vetoes/<slug:item>/", veto, name="veto"),
    path("manage/vetoes/<int:pk>/withdraw/", veto_withdraw, name="veto_withdraw"),
]
