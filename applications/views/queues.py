"""Queues of dossiers: narrowed by the address, counted by state, fifty a page."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, Q, QuerySet, When
from django.http import HttpRequest

from applications.forms.decisions import QueueForm
from applications.models import Dossier, Round, VetoDecision
from applications.presentation import (
    DossierRow,
    dossier_rows,
    meets_all,
    rulings_in_force,
)
from portal import guides
from portal.rules.reading import KINDS

PER_PAGE = 50
ALL = "all"

Status = Dossier.Status


@dataclass(frozen=True, slots=True)
class Queue:
    """What a queue's page shows."""

    form: QueueForm
    tabs: list[tuple[str, str, bool]]
    chips: list[tuple[str, str]]
    page: Page
    rows: list[DossierRow]


def queue_of(
    request: HttpRequest,
    dossiers: QuerySet[Dossier],
    states: list[tuple[Status, str]],
    facets: dict[str, Any],
) -> Queue:
    """The queue; ``states`` are its tabs, the first is shown unless another is named.

    Queries: states counted, rulings in force (twice with the filter for thresholds),
    rows counted, the rows of the page.
    """
    form = QueueForm(request.GET, facets=facets)
    found = _by_threshold(form.narrow(dossiers), form.sought.get("eligible"))
    known = {state.value for state, _ in states}
    asked = request.GET.get("status") or states[0][0].value
    status = asked if asked in known else ALL
    shown = found if status == ALL else found.filter(status=status)
    page = Paginator(_ordered(shown), PER_PAGE).get_page(request.GET.get("page"))
    # Sorted by the index alone; only the page's own rows are read whole.
    rows = Dossier.objects.for_list().filter(pk__in=page.object_list.values("pk"))
    return Queue(
        form,
        _tabs(request, states, status, _counts(found)),
        _chips(request, form),
        page,
        dossier_rows(_ordered(rows)),
    )


def _ordered(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    return dossiers.order_by("-submitted_at", "-pk")


def narrowed(request: HttpRequest, dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """The same choice for a workbook: every state unless one is named."""
    facets = {
        "kind": [(kind, kind) for kind in KINDS],
        "city": cities_facet(dossiers),
    }
    form = QueueForm(request.GET, facets=facets)
    found = _by_threshold(form.narrow(dossiers), form.sought.get("eligible"))
    status = form.sought.get("status")
    return found.filter(status=status) if status else found


def kind_order(round: Round) -> Case:
    """Kinds in the round's own order, for ``order_by``."""
    places = [When(kind=kind, then=place) for place, kind in enumerate(round.kinds)]
    return Case(*places, default=len(places), output_field=IntegerField())


def rounds_facet(rounds: QuerySet[Round]) -> list[tuple[str, str]]:
    """One query."""
    return [(str(pk), code) for pk, code in rounds.values_list("pk", "code")]


def kinds_facet(province: str) -> list[tuple[str, str]]:
    return [(kind.id, kind.label) for kind in guides.load(province).kinds.values()]


def cities_facet(dossiers: QuerySet[Dossier]) -> list[tuple[str, str]]:
    """One query."""
    cities = dossiers.order_by("enterprise__city").values_list(
        "enterprise__city", flat=True
    )
    return [(city, city) for city in cities.distinct()]


def _counts(dossiers: QuerySet[Dossier]) -> dict[str, int]:
    counted = dossiers.order_by().values_list("status").annotate(Count("pk"))
    return dict(counted)


def _by_threshold(dossiers: QuerySet[Dossier], wanted: str | None) -> QuerySet[Dossier]:
    """By the report frozen at submission, unless a ruling or a veto has changed it."""
    if not wanted:
        return dossiers
    is_met = wanted == "yes"
    in_force = Q(rulings__withdrawn_at=None, rulings__isnull=False)
    vetoed = Q(vetoes__in=VetoDecision.objects.in_force())
    ruled = dossiers.filter(in_force | vetoed)
    reports = dict(ruled.distinct().order_by().values_list("pk", "report"))
    outcomes = rulings_in_force(list(reports))
    agreeing = [
        pk
        for pk, report in reports.items()
        if meets_all(report, outcomes.get(pk, {})) is is_met
    ]
    by_report = Q(report__eligible=is_met) & ~Q(pk__in=list(reports))
    return dossiers.filter(by_report | Q(pk__in=agreeing))


def _tabs(
    request: HttpRequest,
    states: list[tuple[Status, str]],
    status: str,
    counts: dict[str, int],
) -> list[tuple[str, str, bool]]:
    tabs = [
        (f"{label}（{counts.get(state.value, 0)}）", state.value)
        for state, label in states
    ]
    tabs.append((f"全部（{sum(counts.values())}）", ALL))
    return [
        (text, _address(request, status=value), value == status) for text, value in tabs
    ]


def _chips(request: HttpRequest, form: QueueForm) -> list[tuple[str, str]]:
    """What the list is narrowed by, each with the address that takes it away."""
    chips = []
    for name, value in form.sought.items():
        if name == "status":
            continue
        field = form.fields[name]
        words = dict(getattr(field, "choices", ()))
        chips.append(
            (
                f"{field.label}：{words.get(value, value)}",
                _address(request, **{name: ""}),
            )
        )
    return chips


def _address(request: HttpRequest, **changes: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"{request.path}?{query.urlencode()}"
