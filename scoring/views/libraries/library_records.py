"""The library's records: an enterprise's own, a city's, a province's."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from applications.presentation import kind_label
from portal import guides, workcalendar
from portal.conflict import conflict
from portal.doors import filers_only
from portal.download import stored_file
from portal.guides import library as law
from scoring import access
from scoring.facts.library import (
    days_left,
    open_kinds,
    report_word,
    running_work,
    state_tone,
    unreviewed,
    was_late,
)
from scoring.forms.library_filters import RecordsForm
from scoring.libraries.directory import kind_choices
from scoring.libraries.records import (
    current_year,
    kept,
    not_entered,
    sought,
    tally_of,
)
from scoring.models import LibraryDecision, LibraryEntry, Rectification
from scoring.models import RectificationFile as File
from scoring.publicity import UNNAMED

PER_PAGE = 50
UNCHECKED = "这份文件还没有通过安全检查，暂时不能打开。请稍后再试。"


@require_safe
@filers_only
def library_records(request: HttpRequest) -> HttpResponse:
    """An enterprise sees its own entries, the others what they filter for."""
    user, today = request.user, workcalendar.today()
    province = user.province
    kinds = kind_choices([province] if province else ())
    form = RecordsForm(request.GET, kinds=kinds)
    year = current_year(province) if province else None
    wanted = {} if user.is_enterprise else form.wanted
    rows = sought(user, wanted, year, today)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": None if user.is_enterprise else form,
        "is_filtered": bool(wanted),
        "page": page,
        "lines": kept(page.object_list, today),
        "year": year,
    }
    if user.is_official:
        context["tally"] = tally_of(year, today) if year else None
        context["not_entered"] = not_entered(province)
    return render(request, "scoring/library/record_list.html", context)


@require_safe
@filers_only
def library_record(request: HttpRequest, pk: int) -> HttpResponse:
    """All that was reported and decided; what one may do about it now."""
    visible = LibraryEntry.objects.visible_to(request.user)
    entry = get_object_or_404(visible.select_related("enterprise", "source"), pk=pk)
    today = workcalendar.today()
    context = {
        "entry": entry,
        "kind": kind_label(entry.guide_key, entry.kind),
        "library": entry.library or UNNAMED,
        "entered": entry.source.library or UNNAMED,
        "tone": state_tone(entry.state),
        "reports": [
            (each, report_word(each, today), was_late(each))
            for each in entry.reports.select_related("entry", "year")
        ],
        "decisions": _decisions(request, entry),
        "works": [
            (each, days_left(each.due_on, today) if each.state == "open" else "")
            for each in _works(entry)
        ],
        "quotes": law.quotes(entry.guide_key),
        "is_silent": not any(
            each.guide == entry.guide_key for each in law.quotes(entry.guide_key)
        ),
        "guide": guides.load(entry.guide_key).title,
        "trail": [("平台动态管理", reverse("scoring:library_records"))],
    }
    if request.user.is_official:
        context |= _to_do(request, entry)
    return render(request, "scoring/library/record_detail.html", context)


def _works(entry: LibraryEntry) -> list[Rectification]:
    rows = Rectification.objects.filter(decision__entry=entry)
    return list(rows.select_related("decision").prefetch_related("files"))


def _decisions(
    request: HttpRequest, entry: LibraryEntry
) -> list[tuple[LibraryDecision, list[str]]]:
    """With the points that were not met; newest last."""
    labels = {each.id: each.label for each in law.checks()}
    rows = LibraryDecision.objects.visible_to(request.user).filter(entry=entry)
    return [
        (each, [labels.get(id, id) for id, ok in each.checklist.items() if not ok])
        for each in rows.select_related("report__year", "proposed_by", "settled_by")
    ]


def _to_do(request: HttpRequest, entry: LibraryEntry) -> dict[str, Any]:
    """What an official may propose, or settle; four queries."""
    decision = entry.decisions.proposed().select_related("proposed_by").first()
    work = running_work(entry)
    return {
        "proposed": decision,
        "may_settle": decision and access.may_settle(request.user, decision),
        "may_propose": decision is None
        and bool(open_kinds(entry, work, unreviewed(entry))),
        "returnable": work
        if work and access.may_return_proof(request.user, work)
        else None,
    }


@require_safe
@filers_only
def library_file(request: HttpRequest, key: str) -> HttpResponse:
    works = Rectification.objects.visible_to(request.user)
    file = get_object_or_404(File, key=key, rectification__in=works)
    if not file.is_servable:
        return conflict(request, UNCHECKED)
    return stored_file(file)


urlpatterns = [
    path("library/records/", library_records, name="library_records"),
    path("library/records/<int:pk>/", library_record, name="library_record"),
    path("library/records/files/<str:key>/", library_file, name="library_file"),
]
