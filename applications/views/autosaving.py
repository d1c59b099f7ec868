"""Saving while one types: one field, or the whole section where that does not do."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from applications.actions import dossiers as actions
from applications.actions.one_field import save_field
from applications.forms import one_field
from applications.forms.sections import SectionForms, data_of, with_locked
from applications.models import Dossier
from applications.presentation import Section, section_of
from applications.presentation.openings import openings_of
from applications.presentation.outstanding import sections_for
from applications.views import conflicts
from applications.views.own import own_dossier
from applications.views.uploading import why_closed
from portal.doors import enterprise_only
from portal.templatetags.portal import beijing


@require_POST
@enterprise_only
def section_save(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    """What was typed: one field as JSON, or the section's form.

    A field that cannot be saved alone asks for its whole section.
    """
    alone = request.content_type == "application/json"
    if alone and (answer := _one_field(request, key, slug)):
        return HttpResponse(json.dumps(answer), content_type="application/json")
    dossier = own_dossier(request, key)
    section = section_or_404(dossier, slug)
    return JsonResponse({"whole": True}) if alone else _whole(request, dossier, section)


def _one_field(
    request: HttpRequest, key: str, slug: str
) -> dict[str, int | str] | None:
    told = _told(request.body)
    try:
        controls = _controls(key)
    except Dossier.DoesNotExist:
        return None
    found = one_field.read(controls, slug, told)
    if found is None:
        return None
    change, shown = found
    now = timezone.now()
    version = save_field(
        key=key, change=change, version=version_of(told), by=request.user, at=now
    )
    if version is None:
        return None
    return {"version": version, "saved_at": beijing(now, "clock"), "now": shown}


def _told(body: bytes) -> dict[str, str]:
    try:
        told = json.loads(body)
    except ValueError:
        raise BadRequest from None
    names = ("changed", "before", "after", "version")
    if not isinstance(told, dict):
        raise BadRequest
    return {name: str(told.get(name, "")) for name in names}


@lru_cache(maxsize=4096)
def _controls(key: str) -> one_field.Controls:
    """What a dossier is asked never changes: its round's rules are frozen."""
    dossier = Dossier.objects.select_related("round").get(key=key)
    return one_field.controls_of(sections_for(dossier))


def _whole(request: HttpRequest, dossier: Dossier, section: Section) -> JsonResponse:
    locked = openings_of(dossier).locked_in(section)
    data = with_locked(section, request.POST, dossier.document, locked)
    forms = SectionForms(section, data, locked=locked)
    forms.is_valid()
    try:
        saved = write(request, dossier, forms)
    except actions.StaleVersion as stale:
        return JsonResponse({"message": by_whom(stale), "stale": True}, status=409)
    except actions.TooLate:
        closed = why_closed(dossier, timezone.now())
        return JsonResponse({"message": closed}, status=409)
    gaps = len(forms.values()["unread"])
    held = data_of(section, dossier.document).dict()
    answer = {
        "version": saved.version,
        "saved_at": beijing(timezone.now(), "clock"),
        "errors": forms.errors(),
        "note": f"但有 {gaps} 处需要修改" if gaps else "",
        "seen": json.dumps(held, ensure_ascii=False),
        "taken": held if saved.taken else {},
    }
    return JsonResponse(answer)


def section_or_404(dossier: Dossier, slug: str) -> Section:
    section = section_of(sections_for(dossier), slug)
    if section is None:
        raise Http404
    return section


def version_in(request: HttpRequest) -> int:
    return version_of(request.POST)


def version_of(told: Mapping[str, str]) -> int:
    version = told.get("version", "")
    return int(version) if version.isascii() and version.isdigit() else 0


def write(request: HttpRequest, dossier: Dossier, forms: SectionForms) -> actions.Saved:
    """The section as it was typed; what else happened meanwhile is merged or raised."""
    return actions.save_section(
        dossier=dossier,
        section=forms.section.id,
        values=forms.values(),
        version=version_in(request),
        by=request.user,
        at=timezone.now(),
        seen=conflicts.seen_values(forms.section, request.POST),
    )


def by_whom(stale: actions.StaleVersion) -> str:
    if not stale.by:
        return "本节刚刚被保存过。"
    at = beijing(datetime.fromisoformat(stale.at), "short")
    return f"{stale.by} 于 {at} 保存过本节。"


urlpatterns = [
    path(
        "dossiers/<str:key>/sections/<slug:slug>/autosave/",
        section_save,
        name="section_save",
    ),
]
