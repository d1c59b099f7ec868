"""Who changed what in a dossier, field by field (填报记录)."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from applications.models import Dossier, FieldChange
from applications.presentation import history
from applications.presentation.outstanding import sections_for
from applications.views.own import own_dossier
from portal.doors import filers_only

PER_PAGE = 50


@require_safe
@filers_only
def field_history(request: HttpRequest, key: str) -> HttpResponse:
    """All of it for the enterprise; for others what led to what was handed in."""
    dossier = own_dossier(request, key)
    everything = dossier.changes.all()
    until = None if request.user.is_enterprise else dossier.submitted_at
    if not request.user.is_enterprise:
        everything = everything.filter(at__lte=until)
    people = everything.order_by("by__name").values_list("by_id", "by__name").distinct()
    wanted = {name: request.GET.get(name, "") for name in ("section", "person")}
    changes = everything.order_by("pk").values_list(*history.CHANGE)
    runs = [run for run in history.runs_of(changes.iterator()) if _is_in(run, wanted)]
    page = Paginator(runs, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = _lines(dossier, page.object_list)
    context = {
        "dossier": dossier,
        "sections": [(s.id, s.title) for s in sections_for(dossier)],
        "people": [(str(pk), name) for pk, name in people],
        "wanted": wanted,
        "until": until,
        "page": page,
    }
    return render(request, "applications/field_history.html", context)


def _is_in(run: history.Run, wanted: dict[str, str]) -> bool:
    section, person = wanted["section"], wanted["person"]
    return section in ("", run.section) and (
        not person.isdigit() or person == str(run.by)
    )


def _lines(dossier: Dossier, runs: Iterable[history.Run]) -> list[history.HistoryLine]:
    """Only what this page shows is read whole."""
    runs = list(runs)
    ends = {pk for run in runs for pk in (run.first, run.last)}
    changes = dossier.changes.select_related("by").in_bulk(list(ends))
    sections = {each.id: each for each in sections_for(dossier)}
    names = history.RowNames(dossier.document)
    names.add(_names(dossier, {run.section for run in runs}))
    return [history.line_of(run, changes, sections, names) for run in runs]


def _names(dossier: Dossier, sections: set[str]) -> QuerySet[FieldChange]:
    """What rows were called; later names, too, tell what stood there before."""
    end = f"-{history.NAME}"
    rows = dossier.changes.filter(section__in=sections, field__endswith=end)
    return rows.order_by("pk")


urlpatterns = [path("dossiers/<str:key>/history/", field_history, name="field_history")]
