"""Evidence files: given and shown only to who may see the dossier, never run."""

from collections.abc import Iterable
from io import BytesIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from applications import access, presentation
from applications.actions import evidence as actions
from applications.actions.dossiers import NotOpened, TooLate
from applications.forms.evidence import ReferenceForm
from applications.models import Evidence
from applications.views import uploading, viewing
from portal.conflict import conflict
from portal.doors import enterprise_only, filers_only


def seen_evidence(request: HttpRequest, key: str) -> Evidence:
    """The row, or 404 where this user may not see its dossier; experts have theirs."""
    rows = Evidence.objects.visible_to(request.user).select_related("dossier__round")
    return get_object_or_404(rows, key=key)


@require_safe
@filers_only
def evidence(request: HttpRequest, key: str) -> HttpResponse:
    found = seen_evidence(request, key)
    if not found.is_servable:
        return viewing.withheld(request, found, found.name, _back(request, found))
    return attachment(found, found.name)


def attachment(
    evidence: Evidence, name: str, copy: bytes | None = None
) -> FileResponse:
    """A download that no browser shows, guesses at or runs; access was checked.

    ``copy`` is given instead of the file as it came, where there is one.
    """
    try:
        content = evidence.file.open("rb") if copy is None else BytesIO(copy)
    except (FileNotFoundError, ValueError):
        raise Http404 from None
    response = FileResponse(
        content,
        as_attachment=True,
        filename=name,
        content_type=evidence.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = (
        "default-src 'none'; sandbox; frame-ancestors 'none'"
    )
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@require_safe
@filers_only
def view(request: HttpRequest, key: str) -> HttpResponse:
    """A page of the file at a time, in the browser."""
    found = seen_evidence(request, key)
    place = viewing.Place(
        name=found.name,
        back_url=_back(request, found),
        download_url=reverse("applications:evidence", args=[key]),
        picture_url=lambda n: reverse("applications:evidence_page", args=[key, n]),
    )
    return viewing.page(request, found, place)


@require_safe
@filers_only
def picture(request: HttpRequest, key: str, number: int) -> HttpResponse:
    found = seen_evidence(request, key)
    return viewing.picture(request, found, number, found.name, _back(request, found))


@require_http_methods(["GET", "HEAD", "POST"])
@enterprise_only
def reference(request: HttpRequest, key: str) -> HttpResponse:
    """On which pages the proof stands, said after the upload."""
    found = seen_evidence(request, key)
    back = _section(found)
    if not access.may_edit(request.user, found.dossier, timezone.now()):
        return conflict(request, uploading.CLOSED, found.dossier.get_absolute_url())
    form = ReferenceForm(
        request.POST if request.method == "POST" else None,
        initial={"pages": found.pages},
    )
    if form.is_valid():
        try:
            actions.refer(
                evidence=found,
                pages=form.cleaned_data["pages"] or "",
                by=request.user,
                at=timezone.now(),
            )
        except NotOpened:
            return conflict(request, uploading.NOT_OPENED, back)
        except TooLate:
            return conflict(request, uploading.CLOSED, found.dossier.get_absolute_url())
        return redirect(back)
    context = {"form": form, "file": found, "back_url": back}
    return render(request, "applications/enterprise/evidence_reference.html", context)


def _section(evidence: Evidence) -> str:
    """Where on the section's page the file stands."""
    url = reverse("applications:section", args=[evidence.dossier.key, evidence.section])
    return f"{url}#file-{evidence.key}"


def _back(request: HttpRequest, evidence: Evidence) -> str:
    """The page on which this person came across the file."""
    if not request.user.is_enterprise:
        return evidence.dossier.get_absolute_url()
    if access.may_edit(request.user, evidence.dossier, timezone.now()):
        return _section(evidence)
    return evidence.dossier.get_absolute_url()


def files_of(evidence: Iterable[Evidence]) -> tuple[presentation.File, ...]:
    """As pages of enterprise, city and province link to them."""
    return presentation.files_of(
        evidence,
        lambda each: reverse("applications:evidence", args=[each.key]),
        lambda each: viewing.url_if_shown(
            each, reverse("applications:evidence_view", args=[each.key])
        ),
    )


urlpatterns = [
    path("evidence/<str:key>/", evidence, name="evidence"),
    path("evidence/<str:key>/view/", view, name="evidence_view"),
    path("evidence/<str:key>/pages/<int:number>/", picture, name="evidence_page"),
    path("evidence/<str:key>/reference/", reference, name="evidence_reference"),
    *uploading.urlpatterns,
]
