"""Dashboards: a round's and the province's for officials, a city's own for the city.

Each address ends in a page, or with the name of a chart in that chart's workbook.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications.models import Round
from portal.doors import city_only, official_only
from portal.download import workbook_response
from portal.kept import once_for_each
from portal.templatetags.portal import beijing
from scoring.access import may_see_ranking
from scoring.dashboards import pages
from scoring.dashboards.chart import Chart
from scoring.dashboards.marks import mark_charts
from scoring.dashboards.workbook import chart_workbook
from scoring.rankings.drawn import Drawn, drawn
from scoring.rankings.ranked import (
    address_of,
    label_of,
    shortlist_of,
    trail_to,
)
from scoring.views.lists.ranking import of_a_ranking

TOO_EARLY = "评审尚未结束。结束评审后，可以在这里查看各类型的得分分布。"
NO_ROUND = "本省还没有开放过批次。批次开放后，本市的申报情况会列在这里。"

Links = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Board:
    """A page of charts; ``file`` begins the names of its workbooks."""

    heading: str
    about: str
    file: str
    charts: list[Chart]
    trail: Links
    links: Links = field(default_factory=list)
    tabs: list[tuple[str, str, bool]] = field(default_factory=list)
    waiting: str = ""
    query: str = ""


@require_safe
@official_only
def dashboard(request: HttpRequest, pk: int, chart: str = "") -> HttpResponse:
    opened = Round.objects.visible_to(request.user).opened()
    round, now = get_object_or_404(opened, pk=pk), timezone.now()
    is_ranked = may_see_ranking(request.user, round)
    board = Board(
        heading="数据看板",
        about=f"{round.title} · {round.get_status_display()}",
        file=round.code,
        charts=pages.charts_of_round(request.user, round, now),
        trail=trail_to(round),
        links=[("历年数据", reverse("scoring:province_dashboard"))],
        tabs=_tabs(round) if is_ranked else [],
        waiting="" if is_ranked else TOO_EARLY,
    )
    return _answer(request, board, chart, now)


@require_safe
@official_only
@of_a_ranking
def distribution(
    request: HttpRequest, round: Round, kind: str, chart: str = ""
) -> HttpResponse:
    """No expert stands on it, as none stands beside a mark on the ranking's page."""
    shortlist = shortlist_of(request.user, round, kind)
    found, kept = drawn(round, kind, shortlist, request.GET)
    if shortlist is not None:
        state = f"名次冻结于 {beijing(shortlist.drawn_up_at, 'short')}"
    else:
        state = "名次尚未冻结，拟入选的按名额试划" if found.cut else "名次尚未冻结"
    board = Board(
        heading=f"得分分布 · {found.label}",
        about=f"{round.title} · {state}",
        file=f"{round.code}-{found.label}",
        charts=_charts(kept),
        trail=[
            *trail_to(round),
            ("数据看板", reverse("scoring:dashboard", args=[round.pk])),
        ],
        links=[
            ("排名", address_of("ranking", round, kind)),
            ("评分分析", address_of("analysis", round, kind)),
        ],
        tabs=_tabs(round, kind),
    )
    return _answer(request, board, chart, timezone.now())


@once_for_each
def _charts(kept: Drawn) -> list[Chart]:
    return mark_charts(kept.found.table, kept.found.lines, kept.found.cut)


def _tabs(round: Round, kind: str = "") -> list[tuple[str, str, bool]]:
    whole = ("申报和评审进度", reverse("scoring:dashboard", args=[round.pk]), not kind)
    marks = [
        (
            f"得分分布：{label_of(round, each)}",
            address_of("distribution", round, each),
            each == kind,
        )
        for each in round.kinds
    ]
    return [whole, *marks]


@require_safe
@official_only
def province_dashboard(request: HttpRequest, chart: str = "") -> HttpResponse:
    place, now = request.user.get_province_display(), timezone.now()
    board = Board(
        heading="历年数据看板",
        about=f"{place}各批次",
        file=place,
        charts=pages.charts_of_province(request.user, now),
        trail=[("批次管理", reverse("applications:rounds"))],
    )
    return _answer(request, board, chart, now)


@require_safe
@city_only
def city_dashboard(request: HttpRequest, chart: str = "") -> HttpResponse:
    """The round that the address names, or the newest one."""
    user, now = request.user, timezone.now()
    visible = Round.objects.visible_to(user)
    codes = {str(pk): code for pk, code in visible.values_list("pk", "code")}
    asked = request.GET.get("round", next(iter(codes), ""))
    if not codes and not asked:
        return _answer(request, _no_round(user.city), chart, now)
    if asked not in codes:
        raise Http404
    round, here = visible.get(pk=asked), reverse("scoring:city_dashboard")
    board = Board(
        heading=f"{user.city}数据看板",
        about=f"{round.title} · {round.get_status_display()}",
        file=f"{round.code}-{user.city}",
        charts=pages.charts_of_city(user, round, now),
        trail=[],
        tabs=[(c, f"{here}?round={pk}", pk == asked) for pk, c in codes.items()],
        query=f"?round={asked}",
    )
    return _answer(request, board, chart, now)


def _no_round(city: str) -> Board:
    return Board(f"{city}数据看板", "", city, [], [], waiting=NO_ROUND)


def _answer(
    request: HttpRequest, board: Board, chart: str, at: datetime
) -> HttpResponse:
    if not chart:
        here = request.path
        return render(
            request,
            "scoring/dashboard.html",
            {"board": board, "here": here, "now": at},
        )
    found = next((each for each in board.charts if each.key == chart), None)
    if found is None:
        raise Http404
    data = chart_workbook(found, board.about, at=at)
    return workbook_response(data, f"{board.file}-{found.title}.xlsx")


ROUND = "manage/rounds/<int:pk>/dashboard/"
MARKS = "manage/rounds/<int:pk>/ranking/<slug:kind>/distribution/"
ALL, CITY, FILE = "manage/dashboard/", "dashboards/city/", "<slug:chart>.xlsx"
urlpatterns = [
    path(ROUND, dashboard, name="dashboard"),
    path(f"{ROUND}{FILE}", dashboard, name="dashboard_export"),
    path(MARKS, distribution, name="distribution"),
    path(f"{MARKS}{FILE}", distribution, name="distribution_export"),
    path(ALL, province_dashboard, name="province_dashboard"),
    path(f"{ALL}{FILE}", province_dashboard, name="province_dashboard_export"),
    path(CITY, city_dashboard, name="city_dashboard"),
    path(f"{CITY}{FILE}", city_dashboard, name="city_dashboard_export"),
]
