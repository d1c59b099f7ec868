"""The city's formal check of a dossier, and taking a recommendation back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from applications import access
from applications.actions import checking, decisions, recommending
from applications.forms.checking import ChecksForm
from applications.forms.decisions import ReasonForm
from applications.models import Dossier
from applications.presentation.checking import checks_of
from applications.presentation.duplicates import duplicate_hints
from applications.views.deciding import decide, name_of, posted
from portal.conflict import conflict
from portal.doors import city_only

CHECK_IS_OVER = "该申报书已不在待审核状态，形式审查的结论不能再改。"
TOO_LATE = (
    "现在不能撤回：省级已经办理或作出条款认定，批次已进入评审，或同事已先一步撤回。"
)


@require_http_methods(["GET", "HEAD", "POST"])
@city_only
def city_check(request: HttpRequest, key: str) -> HttpResponse:
    dossier = _dossier(request, key)
    url = reverse("applications:city_dossier", args=[key])
    if not access.may_judge_for_city(request.user, dossier):
        return conflict(request, CHECK_IS_OVER, url)
    form = ChecksForm(posted(request), checks=checks_of(dossier))
    if request.method == "POST" and form.is_valid():
        try:
            checking.check(
                dossier=dossier,
                answers=form.answers,
                by=request.user,
                at=timezone.now(),
            )
        except checking.CheckIsOver:
            return conflict(request, CHECK_IS_OVER, url)
        messages.success(request, "形式审查已保存，可以作出决定。")
        return redirect(f"{url}#checks")
    context = {
        "dossier": dossier,
        "form": form,
        "hints": duplicate_hints(dossier, Dossier.objects.visible_to(request.user)),
        "trail": [
            ("待推荐", reverse("applications:city_queue")),
            (name_of(dossier), url),
        ],
    }
    return render(request, "applications/city/check_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@city_only
def recommendation_withdraw(request: HttpRequest, key: str) -> HttpResponse:
    dossier = _dossier(request, key)
    url = reverse("applications:city_dossier", args=[key])
    if not access.may_withdraw_recommendation(request.user, dossier):
        return conflict(request, TOO_LATE, url)

    def act(data: dict[str, Any]) -> None:
        recommending.withdraw(
            dossier=dossier, **data, by=request.user, at=timezone.now()
        )

    page = {
        "heading": "撤回推荐",
        "affected": [name_of(dossier)],
        "action": "确认撤回",
        "cancel_url": url,
        "trail": [
            ("待推荐", reverse("applications:city_queue")),
            (name_of(dossier), url),
        ],
        "consequences": [
            "申报书回到待审核状态，可以重新推荐、退回补正或不予推荐。",
            "推荐顺序和推荐意见撤销，同类型其后各家依次前移，空出一个名额。",
            "已上传的盖章件保留，并标明汇总表此后有变动。",
        ],
    }
    return decide(
        request,
        form=ReasonForm(posted(request)),
        act=act,
        page=page,
        done="推荐已撤回。",
        refusals={decisions.AlreadyDecided: TOO_LATE},
    )


def _dossier(request: HttpRequest, key: str) -> Dossier:
    visible = Dossier.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("round", "enterprise"), key=key)


urlpatterns = [
    path("city/<str:key>/checks/", city_check, name="city_check"),
    path(
        "city/<str:key>/withdraw/",
        recommendation_withdraw,
        name="recommendation_withdraw",
    ),
]
