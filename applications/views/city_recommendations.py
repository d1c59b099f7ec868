"""推荐汇总表: what a city recommends in a round: in order, on paper, stamped."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from applications.actions import decisions, recommending
from applications.exports.recommendation_pdf import recommendation_pdf
from applications.exports.recommendations import recommendations_workbook
from applications.forms.recommending import SheetForm
from applications.models import RecommendationSheet, Round
from applications.presentation import DossierRow, dossier_rows
from applications.presentation.city_progress import places_of
from applications.presentation.delivery import RULE
from applications.presentation.recommending import (
    ListedLine,
    list_digest,
    listed,
    order_version,
    recommended_in,
)
from portal.conflict import conflict
from portal.doors import city_only
from portal.download import pdf_response, workbook_response

NO_ROUND = "还没有开放过的批次，没有可以导出的内容。"
NOBODY = "这一批次还没有推荐任何企业，没有可以导出的内容。"
CLOSED = "批次已结束申报与推荐，推荐顺序不能再改。"
CHANGED = "同事刚刚改动了推荐名单，您的排序没有保存。请按现在的名单重新排序。"
NOT_WHOLE = "同一类型的顺序应为 1、2、3……，不重复、不空缺。您填写的内容保留在下表中。"


@dataclass(frozen=True, slots=True)
class OrderedRow:
    """A line of the page: the row of a list, its checks, what stands in its box."""

    row: DossierRow
    line: ListedLine
    shown: str


@require_safe
@city_only
def city_list(request: HttpRequest) -> HttpResponse:
    """The list of one round, the newest unless another is asked."""
    rounds = _rounds(request)
    round = _chosen(request.GET.get("round"), rounds)
    return render(
        request,
        "applications/city/recommendation_list.html",
        list_page(request, rounds, round),
    )


def list_page(
    request: HttpRequest,
    rounds: list[Round],
    round: Round | None,
    typed: dict[str, str] | None = None,
    form: SheetForm | None = None,
) -> dict[str, Any]:
    """The context; ``typed`` are orders that were refused, by key."""
    if round is None:
        return {"rounds": rounds, "round": None, "rows": []}
    lines = _lines(request, round)
    rows = dossier_rows(line.dossier for line in lines)
    digest = list_digest(round, request.user.city, lines)
    sheets = RecommendationSheet.objects.visible_to(request.user).filter(round=round)
    typed = typed or {}
    return {
        "rounds": rounds,
        "round": round,
        "rows": [
            OrderedRow(
                row,
                line,
                typed.get(line.dossier.key, str(line.dossier.recommended_order)),
            )
            for row, line in zip(rows, lines, strict=True)
        ],
        "may_order": round.status == Round.Status.OPEN,
        "version": order_version(lines),
        "digest": digest,
        "places": places_of([round], request.user.city, timezone.now()),
        "rule": RULE,
        "sheets": [
            (each, each.list_digest == digest)
            for each in sheets.select_related("uploaded_by")
        ],
        "form": form or SheetForm(),
    }


@require_POST
@city_only
def city_order(request: HttpRequest) -> HttpResponse:
    """All of the list's orders at once; ``move`` names a row and up or down."""
    rounds = _rounds(request)
    round = _chosen(request.POST.get("round"), rounds)
    if round is None:
        return conflict(request, NO_ROUND, reverse("applications:city_list"))
    url = f"{reverse('applications:city_list')}?round={round.pk}"
    typed = {
        name.removeprefix("order_"): request.POST[name].strip()
        for name in request.POST
        if name.startswith("order_")
    }
    try:
        recommending.reorder(
            round=round,
            city=request.user.city,
            orders=_orders(request, round, typed),
            version=request.POST.get("version", ""),
            by=request.user,
        )
    except decisions.AlreadyDecided:
        return conflict(request, CLOSED, url)
    except recommending.OrderHasChanged:
        return conflict(request, CHANGED, url)
    except recommending.OrderIsNotWhole:
        messages.error(request, NOT_WHOLE)
        context = list_page(request, rounds, round, typed)
        return render(request, "applications/city/recommendation_list.html", context)
    messages.success(request, "推荐顺序已保存。")
    return redirect(url)


def _orders(
    request: HttpRequest, round: Round, typed: dict[str, str]
) -> dict[str, int]:
    """What was typed; or, by a button, the list as it stands with two changed."""
    verb, _, moved = request.POST.get("move", "").partition(":")
    if not moved:
        return {key: _number(text) for key, text in typed.items()}
    lines = _lines(request, round)
    orders = {each.dossier.key: each.dossier.recommended_order or 0 for each in lines}
    kinds = {each.dossier.key: each.dossier.kind for each in lines}
    if moved not in orders:
        raise recommending.OrderHasChanged
    mine = sorted(
        (key for key in orders if kinds[key] == kinds[moved]), key=orders.__getitem__
    )
    here = mine.index(moved)
    there = min(max(here + (1 if verb == "down" else -1), 0), len(mine) - 1)
    mine.insert(there, mine.pop(here))
    return orders | {key: place for place, key in enumerate(mine, 1)}


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 0


@require_safe
@city_only
def city_export(request: HttpRequest) -> HttpResponse:
    round = _chosen(request.GET.get("round"), _rounds(request))
    if round is None:
        return conflict(request, NO_ROUND)
    city = request.user.city
    dossiers = [line.dossier for line in _lines(request, round, whole=True)]
    data = recommendations_workbook(round, city, dossiers, at=timezone.now())
    return workbook_response(data, f"{round.code}_{city}推荐汇总表.xlsx")


@require_safe
@city_only
def city_pdf(request: HttpRequest) -> HttpResponse:
    """The list to print, sign and stamp."""
    round = _chosen(request.GET.get("round"), _rounds(request))
    lines = _lines(request, round) if round else []
    if round is None or not lines:
        return conflict(request, NOBODY, reverse("applications:city_list"))
    city = request.user.city
    digest = list_digest(round, city, lines)
    data = recommendation_pdf(round, city, lines, digest, at=timezone.now())
    return pdf_response(data, f"{round.code}_{city}推荐汇总表.pdf")


def _rounds(request: HttpRequest) -> list[Round]:
    return list(Round.objects.visible_to(request.user))


def _chosen(asked: str | None, rounds: list[Round]) -> Round | None:
    first = rounds[0] if rounds else None
    return next((each for each in rounds if str(each.pk) == asked), first)


def chosen_round(request: HttpRequest) -> Round:
    """The round that was posted, or 404."""
    visible = Round.objects.visible_to(request.user)
    asked = request.POST.get("round", "")
    return get_object_or_404(visible, pk=asked if asked.isdecimal() else 0)


def _lines(
    request: HttpRequest, round: Round, *, whole: bool = False
) -> list[ListedLine]:
    """Two queries; with the documents where the ``whole`` dossiers are wanted."""
    found = recommended_in(round, request.user.city)
    rows = found.select_related("enterprise", "round") if whole else found.for_list()
    return listed(round, rows)


urlpatterns = [
    path("city/recommendations/", city_list, name="city_list"),
    path("city/recommendations/order/", city_order, name="city_order"),
    path("city/recommendations.xlsx", city_export, name="city_export"),
    path("city/recommendations.pdf", city_pdf, name="city_pdf"),
]
