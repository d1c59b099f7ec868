"""The public directory of the selected platforms."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications.presentation import kind_label
from portal.download import workbook_response
from portal.guides import library as law
from scoring.exports.library import library_workbook
from scoring.forms.library_filters import DirectoryForm
from scoring.libraries.directory import (
    history_of,
    kind_choices,
    listed,
    sought,
    years,
)
from scoring.models import LibraryEntry
from scoring.publicity import UNNAMED
from scoring.views.libraries import (
    library_decisions,
    library_records,
    library_reports,
    library_work,
    library_years,
)

PER_PAGE = 50


@login_not_required
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    page = Paginator(sought(form.wanted), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": listed(page.object_list),
        "is_filtered": bool(form.wanted),
        "quotes": law.quotes(),
    }
    return render(request, "scoring/public/library_list.html", context)


@login_not_required
@require_safe
def library_export(request: HttpRequest) -> HttpResponse:
    """Every page of the directory, as its address filters it."""
    form, now = _form(request), timezone.now()
    data = library_workbook(listed(sought(form.wanted)), form.in_words(), at=now)
    return workbook_response(data, f"平台库_{timezone.localdate(now)}.xlsx")


def _form(request: HttpRequest) -> DirectoryForm:
    province = request.GET.get("province", "")
    kinds = kind_choices([province] if province else ())
    return DirectoryForm(request.GET, kinds=kinds, years=years())


@login_not_required
@require_safe
def library_entry(request: HttpRequest, pk: int) -> HttpResponse:
    rows = LibraryEntry.objects.select_related(
        "enterprise", "source__shortlist__round"
    ).defer("source__shortlist__round__guide_text", "source__shortlist__round__table")
    entry = get_object_or_404(rows, pk=pk)
    context = {
        "entry": entry,
        "round": entry.source.shortlist.round,
        "kind": kind_label(entry.guide_key, entry.kind),
        "library": entry.library or UNNAMED,
        "is_in": entry.state != LibraryEntry.State.LEFT,
        "history": history_of(entry),
        "trail": [("入选平台库", reverse("scoring:library"))],
    }
    return render(request, "scoring/public/library_entry.html", context)


urlpatterns = [
    path("library/", library, name="library"),
    path("library/export/", library_export, name="library_export"),
    path("library/<int:pk>/", library_entry, name="library_entry"),
    *library_records.urlpatterns,
    *library_reports.urlpatterns,
    *library_decisions.urlpatterns,
    *library_work.urlpatterns,
    *library_years.urlpatterns,
]
