"""The official's work table of a round: seen, exported, kept as views, walked."""

from functools import cache
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from applications.models import Round
from applications.views.official import dossier_page
from portal.conflict import conflict
from portal.doors import official_only
from portal.download import workbook_response
from scoring import access
from scoring.actions import saved_views as actions
from scoring.forms.worktable import SavedViewForm
from scoring.models import SavedView
from scoring.rankings.ranked import round_of, trail_to
from scoring.worktable.asked import USUAL_ORDER, Asked, asked_of
from scoring.worktable.picked import picked_of
from scoring.worktable.rows import WorkTable, work_table
from scoring.worktable.shown import controls_of, neighbours, page_of, printed
from scoring.worktable.workbook import table_workbook

NOBODY = "没有选择申报。请在台账中勾选，或勾选“选择符合条件的全部”，再点要办的事。"
TAKEN = "已有名为“{}”的视图，没有保存。请换一个名称，或在该视图旁点“用当前条件覆盖”。"
FULL = "已有 {} 个视图，没有保存。请先删除不再使用的视图。"
DONE = {
    "overwrite": "视图“{}”已改为当前条件。",
    "first": "打开台账时先显示视图“{}”。",
    "usual": "视图“{}”不再是默认视图。",
    "forget": "视图“{}”已删除。",
}


def asked_in(
    request: HttpRequest, round: Round, query: QueryDict
) -> tuple[WorkTable, Asked]:
    """The table as this official may see it now, and what of it is asked for."""
    table = work_table(round, access.may_see_ranking(request.user, round))
    return table, asked_of(round, table, query)


@require_safe
@official_only
def worktable(request: HttpRequest, pk: int) -> HttpResponse:
    """Without conditions it opens with the official's default view."""
    round = round_of(request.user, pk)
    views = list(SavedView.objects.visible_to(request.user))
    first = next((v for v in views if v.is_default and v.query), None)
    if first is not None and not request.GET:
        return redirect(f"{table_url(round)}?{first.query}")
    table, asked = asked_in(request, round, request.GET)
    page = page_of(asked, request.GET.get("page"))
    context = {
        "round": round,
        "table": table,
        "asked": asked,
        "page": page,
        "controls": controls_of(asked),
        "rows": printed(table, asked, page, table_url(round)),
        "views": views,
        "view": next((v for v in views if v.query == asked.query), None),
        "view_fields": _view_fields(),
        "trail": trail_to(round),
        "may": {
            "remind": access.may_remind_experts(request.user, round),
            "write": access.may_write_to_all(request.user, round),
        },
    }
    return render(request, "scoring/official/worktable.html", context)


@cache
def _view_fields() -> SafeString:
    """The blank form, which never changes."""
    return render_to_string("components/fields.html", {"form": SavedViewForm()})


def table_url(round: Round) -> str:
    return reverse("scoring:worktable", args=[round.pk])


@require_safe
@official_only
def worktable_export(request: HttpRequest, pk: int) -> HttpResponse:
    """All that the conditions find, or the rows ticked."""
    round = round_of(request.user, pk)
    _, asked = asked_in(request, round, request.GET)
    is_picked = "d" in request.GET and "all" not in request.GET
    rows = list(picked_of(asked, request.GET).rows) if is_picked else asked.rows
    now = timezone.now()
    data = table_workbook(round, asked, rows, is_picked, at=now)
    day = timezone.localdate(now)
    return workbook_response(data, f"{round.code}-工作台账-{day}.xlsx")


@require_POST
@official_only
def worktable_views(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the conditions shown under a name."""
    round, query = round_of(request.user, pk), request.POST.get("query", "")
    _, asked = asked_in(request, round, QueryDict(query))
    form = SavedViewForm(request.POST)
    back = f"{table_url(round)}?{asked.query}"
    if not form.is_valid():
        messages.error(request, f"没有保存。视图名称：{form.errors['name'][0]}")
        return redirect(back)
    name = form.cleaned_data["name"]
    kept: dict[str, Any] = {**form.cleaned_data, "query": asked.query}
    try:
        actions.keep(owner=request.user, **kept)
    except actions.NameIsTaken:
        messages.error(request, TAKEN.format(name))
    except actions.TooMany:
        messages.error(request, FULL.format(SavedView.MOST))
    else:
        messages.success(request, f"已保存视图“{name}”。")
    return redirect(back)


@require_POST
@official_only
def worktable_view(request: HttpRequest, pk: int, view: int) -> HttpResponse:
    """Overwrite, open first, or forget one of one's own views."""
    round = round_of(request.user, pk)
    mine = get_object_or_404(SavedView.objects.visible_to(request.user), pk=view)
    _, asked = asked_in(request, round, QueryDict(request.POST.get("query", "")))
    do = request.POST.get("do", "")
    if do == "overwrite":
        actions.overwrite(view=mine, query=asked.query)
    elif do in ("first", "usual"):
        actions.open_first(view=mine, is_default=do == "first")
    elif do == "forget":
        actions.forget(view=mine)
    else:
        return conflict(request, "没有说明要对视图做什么。", table_url(round))
    messages.success(request, DONE[do].format(mine.name))
    return redirect(f"{table_url(round)}?{asked.query or f'sort={USUAL_ORDER}'}")


@require_safe
@official_only
def worktable_dossier(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """A dossier's own page, with the way to the next of the list as it is filtered."""
    round = round_of(request.user, pk)
    table, asked = asked_in(request, round, request.GET)
    if key not in {row.key for row in table.rows}:
        raise Http404
    before, place, after = neighbours(asked.rows, key)
    base, query = table_url(round), f"?{asked.query}"
    walk = {
        "back": f"{base}{query}",
        "before": before and f"{base}{before.key}/{query}",
        "after": after and f"{base}{after.key}/{query}",
        "place": place,
        "count": len(asked.rows),
    }
    return dossier_page(request, key, walk)


TABLE = "manage/rounds/<int:pk>/worktable/"
urlpatterns = [
    path(TABLE, worktable, name="worktable"),
    path(f"{TABLE}worktable.xlsx", worktable_export, name="worktable_export"),
    path(f"{TABLE}views/", worktable_views, name="worktable_views"),
    path(f"{TABLE}views/<int:view>/", worktable_view, name="worktable_view"),
]
#: After the batch actions, whose names no dossier's key can be.
walking = [path(f"{TABLE}<str:key>/", worktable_dossier, name="worktable_dossier")]
