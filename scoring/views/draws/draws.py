"""Experts drawn by lot: the public value, what it gave, seats filled again."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from portal import workcalendar
from portal.conflict import conflict
from portal.doors import official_only
from portal.rules.draw_pool import read_pool
from scoring import access, draw_pages
from scoring.actions import draw_changes, draw_sealing, draws, panels
from scoring.actions.draws import Entered
from scoring.facts.draws import Drawn, drawn_of, vacancies
from scoring.forms.draws import ValueForm
from scoring.models import Draw, Expert
from scoring.views.assignments import ASSIGN_NOT_NOW, posted, round_of
from scoring.views.draws import draw_promises, draw_voids

PER_PAGE = 30
MOVED_ON = "这次抽取的状态已经变化，可能另一位同事已经办理。"
BROKEN = (
    "公布承诺以后系统密钥更换过，封存的秘密值打不开，不能抽取。"
    "请系统维护人员恢复原来的密钥；不能恢复的，请作废这次抽取，重新公布。"
)
TOO_EARLY = "公开值还没有产生，{}以后才能录入。"
SAID = {
    Entered.WAITING: "已录入。请另一位工作人员独立录入，两人一致后自动抽取。",
    Entered.DISAGREES: "已录入，但两人录入的不一致。请各自核对来源后重新录入。",
    Entered.DRAWN: "两人录入一致，已完成抽取并分派专家。",
}


@require_safe
@official_only
def draw_list(request: HttpRequest, pk: int) -> HttpResponse:
    round = round_of(request, pk)
    rows = Draw.objects.filter(round=round).for_list().order_by("-number")
    context = {
        "round": round,
        "draws": [(each, draw_pages.tone(each)) for each in rows],
        "may_draw": access.may_assign(request.user, round),
        "trail": draw_promises.trail_of(round)[:-1],
    }
    return render(request, "scoring/official/draw_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def draw_detail(request: HttpRequest, key: str) -> HttpResponse:
    """All about one draw; POST is this official's reading of the public value."""
    draw = draw_of(request, key)
    form = ValueForm(posted(request), initial=_entered_by(request, draw))
    if request.method == "POST":
        refused = _not_now(request, draw)
        if refused or form.is_valid():
            return refused or _entered(request, draw, form)
    pool = read_pool(draw.pool_text)
    names = _names(draw)
    context = {
        **draw_pages.about(draw, pool),
        "form": form if _takes_values(draw) else None,
        "entries": draw.entries.select_related("official"),
        "may_void": draw_changes.may_be_void(draw),
        "trail": draw_promises.trail_of(draw.round),
    }
    if draw.drawn_at:
        context |= _outcome(request, drawn_of(draw), names)
    return render(request, "scoring/official/draw_detail.html", context)


def draw_of(request: HttpRequest, key: str) -> Draw:
    visible = Draw.objects.visible_to(request.user)
    rows = visible.select_related("round", "committed_by", "void_asked_by", "voided_by")
    return get_object_or_404(rows.defer("round__guide_text", "round__table"), key=key)


def _takes_values(draw: Draw) -> bool:
    waits = draw.state == Draw.State.COMMITTED
    return waits and timezone.now() >= draw.value_due


def _entered_by(request: HttpRequest, draw: Draw) -> dict[str, str]:
    mine = draw.entries.filter(official=request.user).first()
    return {"value": mine.value, "source": mine.source} if mine else {}


def _names(draw: Draw) -> dict[str, str]:
    """Officials read names beside codes."""
    rows = Expert.objects.filter(province=draw.round.province).select_related("user")
    return {each.code: str(each) for each in rows}


def _outcome(
    request: HttpRequest, drawn: Drawn, names: dict[str, str]
) -> dict[str, Any]:
    draw = drawn.draw
    numbers = [each.number for each in drawn.pool.filings]
    page = Paginator(numbers, PER_PAGE).get_page(request.GET.get("page"))
    events = draw.replacements.select_related("dossier").defer("dossier__document")
    open_seats = []
    if draw.state == Draw.State.DRAWN and access.may_assign(request.user, draw.round):
        open_seats = vacancies(drawn, workcalendar.today())
    return {
        "page": page,
        "lines": draw_pages.panel_lines(drawn, page.object_list, names),
        "events": draw_pages.event_lines(events, names),
        "vacancies": [
            {
                "vacancy": each,
                "leaves": names.get(each.leaves, each.leaves) or "空缺",
                "comes": names.get(each.next.expert, each.next.expert),
                "skipped": draw_pages.passed_over(each.next.skipped, names),
            }
            for each in open_seats
        ],
    }


def _not_now(request: HttpRequest, draw: Draw) -> HttpResponse | None:
    if draw.state != Draw.State.COMMITTED:
        return conflict(request, MOVED_ON, draw.get_absolute_url())
    if not _takes_values(draw):
        due = draw_pages.beijing(draw.value_due, "deadline")
        return conflict(request, TOO_EARLY.format(due), draw.get_absolute_url())
    return None


def _entered(request: HttpRequest, draw: Draw, form: ValueForm) -> HttpResponse:
    try:
        found = draws.enter(
            draw=draw, **form.cleaned_data, by=request.user, at=timezone.now()
        )
    except (draws.DrawHasMovedOn, draws.TooEarly):
        return conflict(request, MOVED_ON, draw.get_absolute_url())
    except draw_sealing.SealIsBroken:
        return conflict(request, BROKEN, draw.get_absolute_url())
    except panels.NotNow:
        return conflict(request, ASSIGN_NOT_NOW, draw.get_absolute_url())
    level = messages.WARNING if found == Entered.DISAGREES else messages.SUCCESS
    messages.add_message(request, level, SAID[found])
    return redirect(draw)


@require_POST
@official_only
def draw_replace(request: HttpRequest, key: str) -> HttpResponse:
    """The next reserve takes the seat that the button names."""
    draw = draw_of(request, key)
    number, _, seat = request.POST.get("place", "").partition("/")
    try:
        came = draw_changes.replace(
            draw=draw, number=number, seat=seat, by=request.user, at=timezone.now()
        )
    except draws.DrawHasMovedOn:
        return conflict(request, MOVED_ON, draw.get_absolute_url())
    except draw_changes.NothingOpen:
        reason = "这个席位已有专家，或候补中没有可以递补的人。"
        return conflict(request, reason, draw.get_absolute_url())
    except panels.NotNow:
        return conflict(request, ASSIGN_NOT_NOW, draw.get_absolute_url())
    except panels.Barred as error:
        return conflict(request, f"没有递补：{error}。", draw.get_absolute_url())
    messages.success(request, f"{came} 已递补到申报 {number} 第 {seat} 席。")
    return redirect(draw)


urlpatterns = [
    path("manage/rounds/<int:pk>/draws/", draw_list, name="draws"),
    *draw_promises.urlpatterns,
    path("manage/draws/<str:key>/", draw_detail, name="draw"),
    path("manage/draws/<str:key>/replace/", draw_replace, name="draw_replace"),
    *draw_voids.urlpatterns,
]
