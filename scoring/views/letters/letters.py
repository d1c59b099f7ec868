"""The official's letters of a round, and a letter's PDF for whoever may see it."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from applications.models import Round
from portal.doors import correspondents_only, official_only
from portal.models import Job
from scoring import access
from scoring.actions.letters import issuable, uncorrected
from scoring.exports.letter_names import file_name
from scoring.models import Letter
from scoring.views.assignments import round_of
from scoring.views.letters import letter_work

PER_PAGE = 50


@require_safe
@official_only
def letter_list(request: HttpRequest, pk: int) -> HttpResponse:
    round = round_of(request, pk)
    letters = Letter.objects.visible_to(request.user).filter(dossier__round=round)
    kind = request.GET.get("kind", "")
    rows = letters.filter(kind=kind) if kind in Letter.Kind.values else letters
    page = Paginator(rows.for_list(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "round": round,
        "page": page,
        "tabs": _tabs(round, kind),
        "sums": letters.aggregate(
            written=Count("pk"),
            printed=Count("pk", filter=Q(printed_at__isnull=False)),
            issued=Count("pk", filter=Q(issued_at__isnull=False)),
        ),
        "may_write": access.may_write_letters(request.user, round),
        "kinds": letter_work.BULK,
        "issuable": issuable(round).count(),
        "uncorrected": uncorrected(round),
        "job": _latest_job(request, round),
        "trail": letter_work.trail(round)[:-1],
    }
    return render(request, "scoring/official/letter_list.html", context)


def _tabs(round: Round, chosen: str) -> list[tuple[str, str, bool]]:
    address = reverse("scoring:letters", args=[round.pk])
    kinds = [(label, f"{address}?kind={id}", id == chosen) for id, label in _KINDS]
    return [("全部", address, chosen not in Letter.Kind.values), *kinds]


_KINDS = Letter.Kind.choices


def _latest_job(request: HttpRequest, round: Round) -> Job | None:
    mine = Job.objects.visible_to(request.user).filter(kind="letters")
    job: Job | None = mine.filter(payload__round=round.pk).first()
    return job


@require_safe
@correspondents_only
def letter(request: HttpRequest, key: str) -> FileResponse:
    """The PDF: an official's as soon as it is printed, an enterprise's once issued."""
    visible: Any = Letter.objects.visible_to(request.user).printed()
    found = get_object_or_404(visible.for_list(), key=key)
    return FileResponse(
        found.pdf.open("rb"),
        filename=file_name(found),
        content_type="application/pdf",
    )


urlpatterns = [
    path("manage/rounds/<int:pk>/letters/", letter_list, name="letters"),
    path("letters/<str:key>/", letter, name="letter"),
    *letter_work.urlpatterns,
]
