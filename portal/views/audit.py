"""The auditor's read-only list."""

from datetime import datetime, time, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.doors import auditor_only
from portal.forms import AuditFilterForm
from portal.models import AuditEntry
from portal.templatetags.audit import NAMES

PER_PAGE = 100


@require_safe
@auditor_only
def audit(request: HttpRequest) -> HttpResponse:
    form = AuditFilterForm(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = _filtered(AuditEntry.objects.all(), wanted)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/audit_list.html", {"form": form, "page": page})


def _filtered(
    rows: QuerySet[AuditEntry], wanted: dict[str, Any]
) -> QuerySet[AuditEntry]:
    if action := wanted.get("action"):
        called = [code for code, name in NAMES.items() if action in name]
        rows = rows.filter(Q(action__in=called) | Q(action__icontains=action))
    for name in ("actor", "subject"):
        if wanted.get(name):
            rows = rows.filter(**{f"{name}__icontains": wanted[name]})
    if wanted.get("since"):
        rows = rows.filter(at__gte=_midnight(wanted["since"]))
    if wanted.get("until"):
        rows = rows.filter(at__lt=_midnight(wanted["until"] + timedelta(days=1)))
    return rows


def _midnight(day: Any) -> datetime:
    """The start of a day in Beijing."""
    return timezone.make_aware(datetime.combine(day, time.min))


urlpatterns = [path("audit/", audit, name="audit")]
