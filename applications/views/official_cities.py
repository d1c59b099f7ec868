"""The province and its cities: how far each one is, its places, who takes none."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from applications.actions import quotas
from applications.forms.recommending import ExemptForm, QuotasForm
from applications.models import Exemption, Round
from applications.presentation.city_progress import (
    cities_of,
    city_lines,
    days_left,
    due_of,
)
from applications.presentation.delivery import RULE
from applications.presentation.quotas import quotas_by_city
from applications.views import official_rulings
from applications.views.deciding import Refusals, decide, name_of, posted
from portal.conflict import conflict
from portal.doors import official_only

OVER = "批次不在申报与推荐阶段，名额和催办不能再办理。"
NOT_OWED = "{}现在没有未办的事项，不需要催办，没有发出。"
EXEMPT_ALREADY = "同事刚刚办理过，名额状态已经改变。请返回核对。"
REFUSALS: Refusals = {
    quotas.RoundIsOver: OVER,
    quotas.ExemptAlready: EXEMPT_ALREADY,
}
MESSAGE = "请尽快完成本市申报书的审核和推荐，并上传盖章的推荐汇总表。"


@require_safe
@official_only
def round_cities(request: HttpRequest, pk: int) -> HttpResponse:
    round, now = _round(request, pk), timezone.now()
    due_at = due_of(round)
    lines = city_lines(round, due_at, now)
    exempt = Exemption.objects.filter(dossier__round=round)
    context = {
        "round": round,
        "due_at": due_at,
        "left": days_left(due_at, now),
        "lines": lines,
        "rule": RULE,
        "late": sum(line.is_late for line in lines),
        "is_open": round.status == Round.Status.OPEN,
        "exempt": exempt.select_related("dossier__enterprise", "by").order_by("pk"),
        "trail": _trail(round),
    }
    return render(request, "applications/official/city_list.html", context)


@require_POST
@official_only
def city_remind(request: HttpRequest, pk: int) -> HttpResponse:
    round = _round(request, pk)
    url = reverse("applications:round_cities", args=[pk])
    city = request.POST.get("city", "")
    if city not in cities_of(round):
        raise Http404
    try:
        quotas.remind(round=round, city=city, message=MESSAGE, by=request.user)
    except quotas.RoundIsOver:
        return conflict(request, OVER, url)
    except quotas.NothingIsOutstanding:
        return conflict(request, NOT_OWED.format(city), url)
    messages.success(request, f"已催办{city}。")
    return redirect(url)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def city_quotas(request: HttpRequest, pk: int) -> HttpResponse:
    round = _round(request, pk)
    url = reverse("applications:round_cities", args=[pk])
    if round.status != Round.Status.OPEN:
        return conflict(request, OVER, url)
    form = QuotasForm(
        posted(request),
        lines=quotas_by_city(round, cities_of(round)),
        due_at=due_of(round),
    )
    if request.method == "POST" and form.is_valid():
        try:
            quotas.set_quotas(
                round=round,
                quotas=form.quotas,
                due_at=form.cleaned_data["due_at"],
                by=request.user,
            )
        except quotas.RoundIsOver:
            return conflict(request, OVER, url)
        messages.success(request, "推荐名额和报送期限已保存。")
        return redirect(url)
    trail = [*_trail(round), ("各市推荐情况", url)]
    kinds = [line.label for lines in form.lines.values() for line in lines]
    context = {
        "round": round,
        "form": form,
        "kinds": list(dict.fromkeys(kinds)),
        "trail": trail,
    }
    return render(request, "applications/official/city_quotas.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def exempt(request: HttpRequest, key: str) -> HttpResponse:
    """Let a dossier take none of its city's places; or take one again."""
    dossier = official_rulings.dossier_of(request, key)
    url = reverse("applications:official_dossier", args=[key])
    if dossier.round.status != Round.Status.OPEN:
        return conflict(request, OVER, url)
    current = Exemption.objects.filter(dossier=dossier).first()

    def act(data: dict[str, Any]) -> None:
        reason, by = data["reason"], request.user
        if request.POST.get("now") == "exempt":
            quotas.end_exemption(dossier=dossier, reason=reason, by=by)
        else:
            quotas.exempt(dossier=dossier, reason=reason, by=by, at=timezone.now())

    page = {
        "affected": [name_of(dossier)],
        "cancel_url": url,
        "trail": official_rulings.trail_of(dossier),
        **(_ending(current) if current else _exempting()),
    }
    done = "已恢复占用名额。" if current else "已设为不占名额。"
    return decide(
        request,
        form=ExemptForm(posted(request)),
        act=act,
        page=page,
        done=done,
        refusals=REFUSALS,
    )


def _exempting() -> dict[str, Any]:
    return {
        "heading": "设为不占名额",
        "action": "确认不占名额",
        "consequences": ["推荐这份申报书不占用本市的推荐名额，市级可以看到。"],
        "hidden": [("now", "counted")],
    }


def _ending(current: Exemption) -> dict[str, Any]:
    return {
        "heading": "恢复占用名额",
        "action": "确认恢复",
        "consequences": [
            f"现在不占名额，理由：{current.reason}",
            "恢复后计入本市的推荐名额；已经推荐的保持推荐，可能超出名额。",
        ],
        "hidden": [("now", "exempt")],
    }


def _round(request: HttpRequest, pk: int) -> Round:
    return get_object_or_404(Round.objects.visible_to(request.user).opened(), pk=pk)


def _trail(round: Round) -> list[tuple[str, str]]:
    return [
        ("批次管理", reverse("applications:rounds")),
        (round.code, round.get_absolute_url()),
    ]


urlpatterns = [
    path("manage/rounds/<int:pk>/cities/", round_cities, name="round_cities"),
    path("manage/rounds/<int:pk>/cities/remind/", city_remind, name="city_remind"),
    path("manage/rounds/<int:pk>/city-quotas/", city_quotas, name="city_quotas"),
    path("manage/dossiers/<str:key>/exempt/", exempt, name="exempt"),
]
