"""The evidence of a dossier for its experts, while they score: given and shown."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from applications.models import Evidence
from applications.presentation.handed_in import as_handed_in
from applications.views import viewing
from applications.views.evidence import attachment
from portal.conflict import conflict
from portal.doors import expert_only
from portal.files.bare import Unbared, bare
from scoring import access
from scoring.facts.blinding import Veil, members_of
from scoring.facts.material import download_name, neutral_name
from scoring.models import Assignment
from scoring.views.assignments import assignment_of

NOT_BARE = (
    "这份文件的作者、单位等属性无法去除，匿名评审中不能下载。"
    "请在线查看各页；不能在线查看的，请与组织单位联系。"
)


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

    def hidden(self) -> list[str]:
        """The words that would tell whose it is, where nobody may know."""
        if not self.is_blind:
            return []
        dossier = self.assignment.dossier
        return Veil(dossier, members_of(dossier.enterprise)).words

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
    for number, evidence in enumerate(as_handed_in(assignment.dossier), start=1):
        if evidence.key == evidence_key:
            return Paper(assignment, evidence, number)
    raise Http404


@require_safe
@expert_only
def scoring_evidence(request: HttpRequest, key: str, evidence_key: str) -> HttpResponse:
    """A file of the dossier as an attachment; where blind, bare and neutrally named."""
    paper = paper_of(request, key, evidence_key)
    if paper is None:
        return redirect("scoring:declare", key)
    if not paper.evidence.is_servable:
        back = paper.assignment.get_absolute_url()
        return viewing.withheld(request, paper.evidence, paper.name, back)
    if not paper.is_blind:
        return attachment(paper.evidence, paper.download_name)
    return _bare(request, paper)


def _bare(request: HttpRequest, paper: Paper) -> HttpResponse:
    """A copy without author, company and whatever else tells whose file it is."""
    try:
        copy = bare(*viewing.content_of(paper.evidence), hidden=paper.hidden())
    except Unbared:
        return conflict(request, NOT_BARE, paper.assignment.get_absolute_url())
    return attachment(paper.evidence, paper.download_name, copy)


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
    return viewing.picture(
        request, paper.evidence, number, paper.name, back, hidden=paper.hidden()
    )


BASE = "scoring/<slug:key>/evidence/<slug:evidence_key>/"
urlpatterns = [
    path(BASE, scoring_evidence, name="scoring_evidence"),
    path(f"{BASE}view/", view, name="evidence_view"),
    path(f"{BASE}pages/<int:number>/", picture, name="evidence_page"),
]
