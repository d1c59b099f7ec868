"""The expert pool as a list: filtered by its address, exported as it is seen."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal import workcalendar
from portal.doors import official_only
from portal.download import workbook_response
from scoring.exports.pool import pool_workbook
from scoring.facts.duty import (
    RUNNING,
    State,
    away,
    blacklisted,
    free,
    off_duty,
    state_of,
    uninvited,
)
from scoring.forms.experts import PoolFilterForm
from scoring.models import Assignment, Expert, ScoreSheet
from scoring.models.panel import ExpertQuerySet

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Sought:
    """The experts asked for, and the form that says for which."""

    form: PoolFilterForm
    rows: ExpertQuerySet
    today: date


@dataclass(frozen=True, slots=True)
class Row:
    """One expert of the list; ``why`` says since when and why they are kept out."""

    expert: Expert
    state: State
    why: str


@require_safe
@official_only
def expert_list(request: HttpRequest) -> HttpResponse:
    sought = _sought(request)
    page = Paginator(sought.rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": sought.form,
        "page": page,
        "rows": _rows(list(page.object_list), sought.today),
    }
    return render(request, "scoring/official/expert_list.html", context)


@require_safe
@official_only
def experts_export(request: HttpRequest) -> HttpResponse:
    """Every page of the list, as its address filters it."""
    sought = _sought(request)
    rows = _rows(list(sought.rows), sought.today)
    said = [(row.expert, row.state.word, row.why) for row in rows]
    data = pool_workbook(said, sought.form.in_words(), at=timezone.now())
    return workbook_response(data, f"专家库_{sought.today}.xlsx")


def _rows(experts: list[Expert], today: date) -> list[Row]:
    out = off_duty(experts, today)
    reasons = [out.get(expert.pk, "") for expert in experts]
    return [
        Row(expert, state_of(expert, reason), reason.partition("：")[2])
        for expert, reason in zip(experts, reasons, strict=True)
    ]


def _sought(request: HttpRequest) -> Sought:
    """Fields are compared here: databases differ in how they search a list."""
    pool = Expert.objects.visible_to(request.user)
    known = list(pool.order_by("code").values_list("pk", "fields", "city"))
    areas = {pk: fields for pk, fields, _ in known}
    form = PoolFilterForm(
        request.GET,
        fields=sorted({name for area in areas.values() for name in area}),
        cities=sorted({city for _, _, city in known} - {""}),
    )
    wanted = form.cleaned_data if form.is_valid() else {}
    today = workcalendar.today()
    rows = _in_state(_filtered(pool, wanted, areas), wanted.get("state"), today)
    return Sought(form, _with_loads(rows).order_by("code"), today)


def _filtered(
    pool: ExpertQuerySet, wanted: dict[str, Any], areas: dict[int, list[str]]
) -> ExpertQuerySet:
    if field := wanted.get("field"):
        pool = pool.filter(pk__in=[pk for pk, area in areas.items() if field in area])
    if city := wanted.get("city"):
        pool = pool.filter(city=city)
    if word := wanted.get("q", "").strip():
        in_area = [pk for pk, area in areas.items() if any(word in n for n in area)]
        pool = pool.filter(
            Q(user__name__icontains=word)
            | Q(code__iexact=word)
            | Q(employer__icontains=word)
            | Q(title__icontains=word)
            | Q(pk__in=in_area)
        )
    return pool


def _in_state(pool: ExpertQuerySet, state: str | None, today: date) -> ExpertQuerySet:
    match state:
        case "yes":
            return free(pool, today)
        case "away":
            return away(pool, today)
        case "blacklisted":
            return blacklisted(pool, today)
        case "no":
            return pool.exclude(is_available=True, user__is_active=True)
        case "uninvited":
            return uninvited(pool)
    return pool


def _with_loads(pool: ExpertQuerySet) -> ExpertQuerySet:
    """With what is on their desk, what they reviewed in all, and their ties."""
    standing = Q(assignments__state__in=Assignment.STANDING)
    running = standing & Q(assignments__dossier__round__status__in=RUNNING)
    done = standing & Q(assignments__sheet__state=ScoreSheet.State.HANDED_IN)
    return pool.select_related("user__invitation").annotate(
        load=Count("assignments", filter=running, distinct=True),
        handed_in=Count("assignments", filter=running & done, distinct=True),
        reviewed=Count("assignments", filter=done, distinct=True),
        ties=Count("conflicts", distinct=True),
    )


urlpatterns = [
    path("manage/experts/", expert_list, name="experts"),
    path("manage/experts/export/", experts_export, name="experts_export"),
]
