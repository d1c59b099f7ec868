"""The official's pages about rankings: a round's kinds, one kind's, workbooks."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from applications.exports.defence_rules import defence_in_words
from applications.exports.rules import limits_in_words, ties_in_words
from applications.facts import limits_of, rule_of
from applications.models import Round
from portal import rules, workcalendar
from portal.conflict import conflict
from portal.doors import official_only
from portal.workbook import CONTENT_TYPE
from scoring import access
from scoring.exports.marks_detail import marks_workbook
from scoring.exports.ranking_json import ranking_json
from scoring.exports.ranking_list import ranking_workbook
from scoring.facts import (
    is_undefended,
    line_reason_of,
    provenance_in_words,
    rule_in_words,
    table_title,
)
from scoring.models import Shortlist
from scoring.rankings.drawn import Drawn, drawn
from scoring.rankings.overview import overview_of
from scoring.rankings.paged import ranking_page
from scoring.rankings.ranked import (
    Ranked,
    address_of,
    label_of,
    lines_in,
    lists_of,
    ranked,
    round_of,
    shortlist_of,
    trail_to,
)
from scoring.rankings.signing import history_of, stations_of, why_not_freeze
from scoring.views.lists import list_digest, shortlists

TOO_EARLY = "评审尚未结束，还没有排名。结束评审后，各类型的排名会出现在这里。"


@require_safe
@official_only
def rankings(request: HttpRequest, pk: int) -> HttpResponse:
    round = round_of(request.user, pk)
    context = {
        "round": round,
        "lines": overview_of(round, request.user),
        "is_open": access.may_see_ranking(request.user, round),
        "trail": trail_to(round),
    }
    return render(request, "scoring/official/rankings.html", context)


def of_a_ranking(view: Callable[..., HttpResponse]) -> Any:
    """The round, once its ranking may be seen and can be made; 404, 403, 409 else."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int, kind: str, **more: str) -> HttpResponse:
        round = round_of(request.user, pk, kind)
        back = reverse("scoring:rankings", args=[round.pk])
        if not access.may_see_ranking(request.user, round):
            return conflict(request, TOO_EARLY, back)
        try:
            return view(request, round, kind, **more)
        except rules.ScoreError as error:
            return conflict(request, f"暂时不能排名。{error}", back)

    return guarded


@require_safe
@official_only
@of_a_ranking
def ranking(request: HttpRequest, round: Round, kind: str) -> HttpResponse:
    shortlist, voided = lists_of(request.user, round, kind)
    found, kept = drawn(round, kind, shortlist, request.GET)
    context = {**_context(request, found, kept), "voided": voided}
    return render(request, "scoring/official/ranking.html", context)


def _context(request: HttpRequest, found: Ranked, kept: Drawn) -> dict[str, Any]:
    round, user = found.round, request.user
    shown = ranking_page(kept.table, request.GET.get("page"))
    return {
        "found": found,
        "digest": kept.digest,
        "undefended": _is_undefended(found),
        "table": kept.table,
        "shown": shown,
        "rows": kept.rows(shown) if shown.is_ranked else "",
        "round": round,
        "shortlist": found.shortlist,
        "off_rules": line_reason_of(round, found.shortlist) if found.shortlist else "",
        "stations": stations_of(found.shortlist) if found.shortlist else (),
        "history": history_of(found.shortlist) if found.shortlist else (),
        "basis": _basis(found),
        "tabs": [
            (
                label_of(round, kind),
                address_of("ranking", round, kind),
                kind == found.kind,
            )
            for kind in round.kinds
        ],
        "trail": trail_to(round, found.kind),
        "now": timezone.now(),
        "may": _may(user, found.shortlist, round),
    }


def _awaits_amendment(shortlist: Shortlist) -> bool:
    """One query, of a list before the public."""
    is_out = shortlist.state == Shortlist.State.PUBLISHED
    return is_out and shortlist.objections.unsettled().exists()


def _is_undefended(found: Ranked) -> bool:
    """One query where the round has a defence and no list of this kind."""
    if found.shortlist is not None:
        return False
    return is_undefended(found.round, found.kind, found.lines)


def _may(user: Any, shortlist: Shortlist | None, round: Round) -> dict[str, Any]:
    if shortlist is None:
        may = access.may_draw_up(user, round)
        return {"draw_up": may, "why": "" if may else why_not_freeze(round)}
    return {
        "approve": access.may_approve(user, shortlist),
        "send_back": access.may_return(user, shortlist),
        "publish": access.may_publish(user, shortlist),
        "withdraw": access.may_withdraw(user, shortlist),
        "prolong": access.may_prolong(user, shortlist, workcalendar.today()),
        "confirm": access.may_confirm(user, shortlist),
        "amend": _awaits_amendment(shortlist),
    }


def _basis(found: Ranked) -> list[tuple[str, str]]:
    """By what the ranking was made, to be printed with it."""
    table = found.table
    return [
        ("汇总规则", rule_in_words(rule_of(found.round))),
        *_ties(found),
        ("入选规定", _limits(found)),
        ("指标表", table_title(table)),
        ("指标来源", provenance_in_words(table)),
        ("出处", table.source),
        ("指标表说明", table.note),
        ("规则摘要", f"SHA-256 {found.round.digest}"),
    ]


def _ties(found: Ranked) -> list[tuple[str, str]]:
    words = ties_in_words(found.table.ties)
    if not found.round.defence:
        return [("同分处理", words)]
    return [("材料评审同分处理", words), *defence_in_words(found.round)]


def _limits(found: Ranked) -> str:
    asked = limits_in_words(limits_of(found.round, found.kind))
    return "；".join(asked) or "没有另作规定，按名次取"


@require_safe
@official_only
@of_a_ranking
def ranking_export(request: HttpRequest, round: Round, kind: str) -> HttpResponse:
    shortlist = shortlist_of(request.user, round, kind)
    found = ranked(round, kind, shortlist, request.GET)
    data = ranking_workbook(
        round, kind, found.lines, found.cut, shortlist, at=timezone.now()
    )
    return _workbook(data, f"{round.code}-{found.label}-排名表.xlsx")


@require_safe
@official_only
@of_a_ranking
def marks_export(request: HttpRequest, round: Round, kind: str) -> HttpResponse:
    data = marks_workbook(round, kind, at=timezone.now())
    return _workbook(data, f"{round.code}-{label_of(round, kind)}-评分明细表.xlsx")


@require_safe
@official_only
@of_a_ranking
def ranking_file(request: HttpRequest, round: Round, kind: str) -> HttpResponse:
    """What the command takes; of a frozen list as of one that is not."""
    lines = lines_in(round, kind, shortlist_of(request.user, round, kind))
    name = f"{round.code}-{label_of(round, kind)}-排名数据.json"
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    text = ranking_json(round, kind, lines)
    return HttpResponse(text, content_type="application/json", headers=headers)


def _workbook(data: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(data, content_type=CONTENT_TYPE, headers=headers)


ROUND = "manage/rounds/<int:pk>/ranking/"
urlpatterns = [
    path(ROUND, rankings, name="rankings"),
    path(f"{ROUND}<slug:kind>/", ranking, name="ranking"),
    path(f"{ROUND}<slug:kind>/ranking.xlsx", ranking_export, name="ranking_export"),
    path(f"{ROUND}<slug:kind>/marks.xlsx", marks_export, name="marks_export"),
    path(f"{ROUND}<slug:kind>/ranking.json", ranking_file, name="ranking_file"),
    *list_digest.urlpatterns,
    *shortlists.urlpatterns,
]
