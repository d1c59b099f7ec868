"""Evidence files: served only to who may see the dossier, never as a page."""

from collections.abc import Iterable

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from applications import presentation
from applications.models import Evidence
from portal.doors import filers_only


@require_safe
@filers_only
def evidence(request: HttpRequest, key: str) -> FileResponse:
    """The file, or 404 where this user may not see its dossier; experts have theirs."""
    found = get_object_or_404(Evidence.objects.visible_to(request.user), key=key)
    return attachment(found)


def attachment(evidence: Evidence) -> FileResponse:
    """A download that no browser shows, guesses at or runs; access was checked."""
    response = FileResponse(
        evidence.file.open("rb"),
        as_attachment=True,
        filename=evidence.name,
        content_type=evidence.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = (
        "default-src 'none'; sandbox; frame-ancestors 'none'"
    )
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def files_of(evidence: Iterable[Evidence]) -> tuple[presentation.File, ...]:
    """As pages of enterprise, city and province link to them."""
    return presentation.files_of(
        evidence, lambda each: reverse("applications:evidence", args=[each.key])
    )


urlpatterns = [path("evidence/<str:key>/", evidence, name="evidence")]
