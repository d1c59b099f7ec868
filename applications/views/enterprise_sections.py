"""Filling in one section: the page, and the live report."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from applications import access
from applications.actions import dossiers as actions
from applications.actions import evidence as files
from applications.actions import starting
from applications.forms.sections import SectionForms, data_of, with_locked
from applications.models import Dossier
from applications.presentation import Section
from applications.presentation.openings import Openings, openings_of
from applications.views import conflicts, uploading
from applications.views.autosaving import by_whom, section_or_404, write
from applications.views.own import own_dossier
from applications.views.section_page import page_of, report_of, section_after
from applications.views.slots import Slot, slots_for
from applications.views.uploading import NOT_OPENED, why_closed
from portal.conflict import conflict
from portal.doors import enterprise_only


@require_http_methods(["GET", "HEAD", "POST"])
@enterprise_only
def section(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    """One section, with what was saved of it, or with what was just typed."""
    dossier = own_dossier(request, key)
    section = section_or_404(dossier, slug)
    if not access.may_edit(request.user, dossier, timezone.now()):
        closed = why_closed(dossier, timezone.now())
        return conflict(request, closed, dossier.get_absolute_url())
    if request.method == "POST":
        return _save(request, dossier, section)
    blank = request.GET.get("blank", "")
    rows = len(dossier.document.get(section.rows, ())) if section.rows else 1
    openings = openings_of(dossier)
    forms = SectionForms(
        section,
        data_of(section, dossier.document),
        blank=int(blank) if blank in {"1", "2", "3", "4", "5"} else int(not rows),
        locked=openings.locked_in(section),
    )
    forms.is_valid()
    slots = slots_for(dossier, section, openings=openings)
    return _page(request, dossier, forms, slots, openings)


@require_POST
@enterprise_only
def section_report(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    """What the clauses come to with what is typed so far; nothing is saved."""
    dossier = own_dossier(request, key)
    section = section_or_404(dossier, slug)
    openings = openings_of(dossier)
    locked = openings.locked_in(section)
    data = with_locked(section, request.POST, dossier.document, locked)
    forms = SectionForms(section, data, locked=locked)
    forms.is_valid()
    dossier.document = actions.merged_into(dossier.document, slug, forms.values())
    context = report_of(dossier, forms, slots_for(dossier, section, ()), openings)
    context["problems"] = forms.all
    return render(request, "applications/enterprise/_live.html", context)


def _save(request: HttpRequest, dossier: Dossier, section: Section) -> HttpResponse:
    """Write down what can be read, keep what cannot, take the files, then go on."""
    openings = openings_of(dossier)
    locked = openings.locked_in(section)
    chosen = conflicts.chosen(section, _without_row(request.POST))
    data = with_locked(section, chosen, dossier.document, locked)
    forms = SectionForms(section, data, locked=locked)
    is_whole = forms.is_valid()
    slots = slots_for(dossier, section, (), data, request.FILES)
    try:
        write(request, dossier, forms)
        is_whole &= _keep_files(request, dossier, section, slots)
        starting.confirm_carried(
            dossier=dossier, section=section.id, by=request.user, at=timezone.now()
        )
    except actions.StaleVersion as stale:
        _keep_files(request, dossier, section, slots)
        dossier.refresh_from_db(fields=["document", "version"])
        if stale.clashes:
            shown = conflicts.page(dossier, forms, stale, by_whom(stale))
            template = "applications/enterprise/section_conflict.html"
            return render(request, template, shown, status=409)
        shown = slots_for(dossier, section, openings=openings)
        return _page(request, dossier, forms, shown, openings, by_whom(stale))
    except actions.NotOpened:
        return conflict(request, NOT_OPENED, request.path)
    except actions.TooLate:
        closed = why_closed(dossier, timezone.now())
        return conflict(request, closed, dossier.get_absolute_url())
    stays = {"add_row", "remove_row", "remove_file"} & data.keys()
    if stays or is_whole:
        return redirect(_next(request, dossier, section, forms))
    fresh = slots_for(dossier, section, openings=openings)
    shown = {k: replace(slot, form=slots[k].form) for k, slot in fresh.items()}
    return _page(request, dossier, forms, shown, openings)


def _page(
    request: HttpRequest,
    dossier: Dossier,
    forms: SectionForms,
    slots: dict[str, Slot],
    openings: Openings,
    stale: str = "",
) -> HttpResponse:
    context = page_of(dossier, forms, slots, openings)
    if stale:  # what was typed is shown and judged, though it was not saved
        values = forms.values()
        dossier.document = actions.merged_into(
            dossier.document, forms.section.id, values
        )
        context |= report_of(dossier, forms, slots, openings)
    context |= {"stale": stale, "from_check": request.GET.get("from") == "check"}
    template = "applications/enterprise/section_form.html"
    return render(request, template, context, status=409 if stale else 200)


def _without_row(data: QueryDict) -> QueryDict:
    """What was posted; the row whose button was pressed is marked as gone."""
    if "remove_row" in data:
        data = data.copy()
        data[f"{data['remove_row']}-DELETE"] = "on"
    return data


def _keep_files(
    request: HttpRequest, dossier: Dossier, section: Section, slots: dict[str, Slot]
) -> bool:
    """Take the files that were sent, drop the one to be removed; whether all fit."""
    now = timezone.now()
    if key := request.POST.get("remove_file"):
        gone = get_object_or_404(
            dossier.evidence.in_place().filter(section=section.id), key=key
        )
        files.remove(evidence=gone, by=request.user, at=now)
    fits = True
    for clause, slot in slots.items():
        slot.form.is_valid()
        taken = uploading.take(
            dossier=dossier, section=section.id, clause=clause, form=slot.form,
            by=request.user, at=now,
        )  # fmt: skip
        for note in (note for each in taken for note in each.notes):
            messages.info(request, note)
        fits &= not slot.form.errors
    return fits


def _next(
    request: HttpRequest, dossier: Dossier, section: Section, forms: SectionForms
) -> str:
    """Where the pressed button leads; back to where one came from, if asked."""
    here = reverse("applications:section", args=[dossier.key, section.id])
    if "add_row" in request.POST and forms.rows is not None:
        rows = forms.rows
        blank = min(sum(form.is_blank for form in rows.forms) + 1, 5)
        last = len(rows.kept) + blank - 1
        return f"{here}?blank={blank}#row-{rows.prefix}-{last}"
    then = request.POST.get("then")
    if {"remove_row", "remove_file"} & request.POST.keys() or then == "stay":
        return here
    if then == "check":
        return reverse("applications:check", args=[dossier.key])
    following = None
    if then == "next":
        following = section_after(dossier, section, openings_of(dossier))
    if following is None:
        return dossier.get_absolute_url()
    return reverse("applications:section", args=[dossier.key, following.id])


urlpatterns = [
    path("dossiers/<str:key>/sections/<slug:slug>/", section, name="section"),
    path(
        "dossiers/<str:key>/sections/<slug:slug>/report/",
        section_report,
        name="section_report",
    ),
]
