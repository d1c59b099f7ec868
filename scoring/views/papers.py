"""The evidence of a dossier for its experts, while they score: given and shown."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from applications.models import Evidence
from applications.views import viewing
from applications.views.evidence import attachment
from portal.doors import expert_only
from scoring import access
from scoring.facts.material import download_name, neutral_name
from scoring.models import Assignment
from scoring.views.assignments import assignment_of


@dataclass(frozen=True, slots=True)
class Paper:
    """A file under the names that its expert may know it by."""

    assignment: Assignment
    evidence: Evidence
    number: int

    @property
    def is_blind(self) -> bool:
        return self.assignment.dossier.round.is_blind

    @property
    def name(self) -> str:
        return neutral_name(self.number) if self.is_blind else self.evidence.name

    @property
    def download_name(self) -> str:
        return download_name(self.evidence, self.number, self.is_blind)

    def url(self, door: str, *more: int) -> str:
        keys = [self.assignment.key, self.evidence.key, *more]
        return reverse(f"scoring:{door}", args=keys)


def paper_of(request: HttpRequest, key: str, evidence_key: str) -> Paper | None:
    """None before the declaration; 404 before scoring opens and after it closed."""
    assignment = assignment_of(request, key)
    if not access.is_scoring(assignment):
        raise Http404
    if not access.may_open(request.user, assignment):
        return None
    files = Evidence.objects.in_place().filter(dossier=assignment.dossier)
    evidence = get_object_or_404(files, key=evidence_key)
    number = files.filter(pk__lte=evidence.pk).count()
    return Paper(assignment, evidence, number)


@require_safe
@expert_only
def scoring_evidence(request: HttpRequest, key: str, evidence_key: str) -> HttpResponse:
    """A file of the dossier, as an attachment, under a neutral name where blind."""
    paper = paper_of(request, key, evidence_key)
    if paper is None:
        return redirect("scoring:declare", key)
    if not paper.evidence.is_servable:
        back = paper.assignment.get_absolute_url()
        return viewing.withheld(request, paper.evidence, paper.name, back)
    return attachment(paper.evidence, paper.download_name)


@require_safe
@expert_only
def view(request: HttpRequest, key: str, evidence_key: str) -> HttpResponse:
    paper = paper_of(request, key, evidence_key)
    if paper is None:
        return redirect("scoring:declare", key)
    place = viewing.Place(
        name=paper.name,
        back_url=paper.assignment.get_absolute_url(),
        download_url=paper.url("scoring_evidence"),
        picture_url=lambda number: paper.url("evidence_page", number),
    )
    return viewing.page(request, paper.evidence, place)


@require_safe
@expert_only
def picture(
    request: HttpRequest, key: str, evidence_key: str, number: int
) -> HttpResponse:
    paper = paper_of(request, key, evidence_key)
    if paper is None:
        return redirect("scoring:declare", key)
    back = paper.assignment.get_absolute_url()
    return viewing.picture(request, paper.evidence, number, paper.name, back)


BASE = "scoring/<slug:key>/evidence/<slug:evidence_key>/"
urlpatterns = [
    path(BASE, scoring_evidence, name="scoring_evidence"),
    path(f"{BASE}view/", view, name="evidence_view"),
    path(f"{BASE}pages/<int:number>/", picture, name="evidence_page"),
]
