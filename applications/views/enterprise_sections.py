"""Filling in one section: the page, autosave, and the live report."""

from dataclasses import replace
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from applications import access
from applications.actions import dossiers as actions
from applications.actions import evidence as files
from applications.forms.sections import SectionForms, data_of
from applications.models import Dossier
from applications.presentation import Section, section_of
from applications.presentation.outstanding import sections_for
from applications.views.own import own_dossier
from applications.views.section_page import page_of, report_of, section_after
from applications.views.slots import Slot, slots_for
from portal.conflict import conflict
from portal.doors import enterprise_only
from portal.templatetags.portal import beijing

CLOSED = "这份申报书现在不能修改：已经提交，或已到截止时间。"
TOO_MANY = f"每份申报书最多 {files.MOST_FILES} 个文件。请合并或删除后再上传。"


@require_http_methods(["GET", "HEAD", "POST"])
@enterprise_only
def section(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    """One section, with what was saved of it, or with what was just typed."""
    dossier = own_dossier(request, key)
    section = _section(dossier, slug)
    if not access.may_edit(request.user, dossier, timezone.now()):
        return conflict(request, CLOSED, dossier.get_absolute_url())
    if request.method == "POST":
        return _save(request, dossier, section)
    blank = request.GET.get("blank", "")
    rows = len(dossier.document.get(section.rows, ())) if section.rows else 1
    forms = SectionForms(
        section,
        data_of(section, dossier.document),
        blank=int(blank) if blank in {"1", "2", "3", "4", "5"} else int(not rows),
    )
    forms.is_valid()
    return _page(request, dossier, forms, slots_for(dossier, section))


@require_POST
@enterprise_only
def section_save(request: HttpRequest, key: str, slug: str) -> JsonResponse:
    """Autosave: the whole section as it stands in the browser."""
    dossier = own_dossier(request, key)
    forms = SectionForms(_section(dossier, slug), request.POST)
    note = "" if forms.is_valid() else "有内容需要修改"
    try:
        version = _write(request, dossier, forms)
    except actions.StaleVersion as stale:
        return JsonResponse({"message": _by_whom(stale)}, status=409)
    except actions.TooLate:
        return JsonResponse({"message": CLOSED}, status=409)
    saved_at = beijing(dossier.updated_at, "clock")
    return JsonResponse({"version": version, "saved_at": saved_at, "note": note})


@require_POST
@enterprise_only
def section_report(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    """What the clauses come to with what is typed so far; nothing is saved."""
    dossier = own_dossier(request, key)
    section = _section(dossier, slug)
    forms = SectionForms(section, request.POST)
    forms.is_valid()
    dossier.document = actions.merged(dossier.document, slug, forms.values())
    context = report_of(dossier, forms, slots_for(dossier, section, ()))
    context["problems"] = forms.all
    return render(request, "applications/enterprise/_live.html", context)


def _section(dossier: Dossier, slug: str) -> Section:
    section = section_of(sections_for(dossier), slug)
    if section is None:
        raise Http404
    return section


def _save(request: HttpRequest, dossier: Dossier, section: Section) -> HttpResponse:
    """Write down what can be read, keep what cannot, take the files, then go on."""
    data = _without_row(request.POST)
    forms = SectionForms(section, data)
    is_whole = forms.is_valid()
    slots = slots_for(dossier, section, (), data, request.FILES)
    try:
        _write(request, dossier, forms)
        is_whole &= _keep_files(request, dossier, section, slots)
    except actions.StaleVersion as stale:
        dossier.refresh_from_db(fields=["document", "version"])
        shown = slots_for(dossier, section)
        return _page(request, dossier, forms, shown, _by_whom(stale))
    except actions.TooLate:
        return conflict(request, CLOSED, dossier.get_absolute_url())
    stays = {"add_row", "remove_row", "remove_file"} & data.keys()
    if stays or is_whole:
        return redirect(_next(request, dossier, section, forms))
    fresh = slots_for(dossier, section)
    shown = {k: replace(slot, form=slots[k].form) for k, slot in fresh.items()}
    return _page(request, dossier, forms, shown)


def _page(
    request: HttpRequest,
    dossier: Dossier,
    forms: SectionForms,
    slots: dict[str, Slot],
    stale: str = "",
) -> HttpResponse:
    context = page_of(dossier, forms, slots)
    if stale:  # what was typed is shown and judged, though it was not saved
        values = forms.values()
        dossier.document = actions.merged(dossier.document, forms.section.id, values)
        context |= report_of(dossier, forms, slots)
    context |= {"stale": stale, "from_check": request.GET.get("from") == "check"}
    template = "applications/enterprise/section_form.html"
    return render(request, template, context, status=409 if stale else 200)


def _without_row(data: QueryDict) -> QueryDict:
    """What was posted; the row whose button was pressed is marked as gone."""
    if "remove_row" in data:
        data = data.copy()
        data[f"{data['remove_row']}-DELETE"] = "on"
    return data


def _write(request: HttpRequest, dossier: Dossier, forms: SectionForms) -> int:
    version = request.POST.get("version", "")
    return actions.save_section(
        dossier=dossier,
        section=forms.section.id,
        values=forms.values(),
        version=int(version) if version.isascii() and version.isdigit() else 0,
        by=request.user,
        at=timezone.now(),
    )


def _keep_files(
    request: HttpRequest, dossier: Dossier, section: Section, slots: dict[str, Slot]
) -> bool:
    """Take the files that were sent, drop the one to be removed; whether all fit."""
    now = timezone.now()
    if key := request.POST.get("remove_file"):
        gone = get_object_or_404(dossier.evidence.filter(section=section.id), key=key)
        files.remove(evidence=gone, by=request.user, at=now)
    fits = True
    for clause, slot in slots.items():
        fits &= slot.form.is_valid()
        for each in slot.form.cleaned_data["files"]:
            try:
                files.add(
                    dossier=dossier,
                    section=section.id,
                    clause=clause or slot.form.cleaned_data.get("clause") or "",
                    file=each.file,
                    name=each.name,
                    content_type=each.content_type,
                    pages=slot.form.cleaned_data.get("pages") or "",
                    by=request.user,
                    at=now,
                )
            except files.TooMany:
                slot.form.add_error("files", TOO_MANY)
                fits = False
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
    following = section_after(dossier, section) if then == "next" else None
    if following is None:
        return dossier.get_absolute_url()
    return reverse("applications:section", args=[dossier.key, following.id])


def _by_whom(stale: actions.StaleVersion) -> str:
    if not stale.by:
        return "本节刚刚被保存过。"
    at = beijing(datetime.fromisoformat(stale.at), "short")
    return f"{stale.by} 于 {at} 保存过本节。"


urlpatterns = [
    path("dossiers/<str:key>/sections/<slug:slug>/", section, name="section"),
    path(
        "dossiers/<str:key>/sections/<slug:slug>/autosave/",
        section_save,
        name="section_save",
    ),
    path(
        "dossiers/<str:key>/sections/<slug:slug>/report/",
        section_report,
        name="section_report",
    ),
]
