"""How many dossiers of a round an expert may be given: everybody, and one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from applications.models import Round
from portal.conflict import conflict
from portal.doors import official_only
from scoring import access
from scoring.actions import caps, panels
from scoring.forms.panels import CapForm
from scoring.models import Expert, LoadCap
from scoring.views.assignments import ASSIGN_NOT_NOW, posted, round_of

CONSEQUENCES = [
    "自动分派、手工加入、矩阵和导入都不超过这个份数。",
    "已经分派的席位不变，超过上限的也保留。",
    "随机抽取按公布的抽取规则限制份数，不受这里影响。",
]


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def panel_cap(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody's who has none of their own."""
    round = round_of(request, pk)
    back = reverse("scoring:panels_preview", args=[pk])
    help_text = "留空为不限。单独设定过的专家以单独设定的为准。"
    return _cap(request, round, None, "每人份数上限", help_text, back)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def panel_expert_cap(request: HttpRequest, pk: int, expert: int) -> HttpResponse:
    """One expert's own."""
    round = round_of(request, pk)
    pool = Expert.objects.visible_to(request.user).select_related("user")
    found = get_object_or_404(pool, pk=expert)
    back = reverse("scoring:panel_expert", args=[pk, expert])
    help_text = "留空则与其他专家相同；填 0 则本批次不再分派。"
    return _cap(request, round, found, f"{found} 的份数上限", help_text, back)


def _cap(
    request: HttpRequest,
    round: Round,
    expert: Expert | None,
    heading: str,
    help_text: str,
    back: str,
) -> HttpResponse:
    panels_page = reverse("scoring:panels", args=[round.pk])
    if not access.may_assign(request.user, round):
        return conflict(request, ASSIGN_NOT_NOW, panels_page)
    held = LoadCap.objects.filter(round=round, expert=expert).first()
    initial = {"most": held.most} if held else {}
    form = CapForm(posted(request), initial=initial, help_text=help_text)
    if request.method == "POST" and form.is_valid():
        return _set(request, round, expert, form.cleaned_data["most"], back)
    context = {
        "heading": heading,
        "action": "保存",
        "cancel_url": back,
        "form": form,
        "consequences": CONSEQUENCES,
        "trail": [(round.title, round.get_absolute_url()), ("专家组", panels_page)],
    }
    return render(request, "confirm.html", context)


def _set(
    request: HttpRequest,
    round: Round,
    expert: Expert | None,
    most: int | None,
    back: str,
) -> HttpResponse:
    try:
        caps.set_cap(
            round=round, expert=expert, most=most, by=request.user, at=timezone.now()
        )
    except panels.NotNow:
        return conflict(request, ASSIGN_NOT_NOW, back)
    said = "不限" if most is None else f"{most} 份"
    messages.success(request, f"已保存份数上限：{said}。")
    return redirect(back)


urlpatterns = [
    path("manage/rounds/<int:pk>/panels/cap/", panel_cap, name="panel_cap"),
    path(
        "manage/rounds/<int:pk>/panels/experts/<int:expert>/cap/",
        panel_expert_cap,
        name="panel_expert_cap",
    ),
]
