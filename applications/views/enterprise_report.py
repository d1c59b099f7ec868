"""The eligibility report: what is met, what is not, and where to fill it in."""

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications import access
from applications.facts import facts_of, guide_of
from applications.models import Dossier
from applications.presentation import Report, Section, clause_report, kind_label
from applications.presentation.openings import openings_of
from applications.presentation.outstanding import sections_for
from applications.presentation.self_check import matches
from applications.views.evidence import files_of
from applications.views.own import own_dossier
from applications.views.slots import clauses_in
from portal.doors import enterprise_only


@require_safe
@enterprise_only
def dossier_report(request: HttpRequest, key: str) -> HttpResponse:
    """Every clause of this kind as it stands now, and how far the other kinds are."""
    dossier = own_dossier(request, key)
    evidence = list(dossier.evidence.in_place())
    report = clause_report(dossier, files_of(evidence))
    if access.may_edit(request.user, dossier, timezone.now()):
        urls = _edit_urls(dossier, openings_of(dossier, evidence).is_open_in)
        lines = (replace(n, edit_url=urls.get(n.clause.id, "")) for n in report.lines)
        report = Report(tuple(lines))
    guide, offered = guide_of(dossier.round), dossier.round.kinds
    others = [
        each
        for each in matches(facts_of(dossier), [guide])
        if each.kind.id != dossier.kind and each.kind.id in offered
    ]
    context = {
        "dossier": dossier,
        "kind": kind_label(dossier.round.guide_key, dossier.kind),
        "report": report,
        "others": others,
    }
    return render(request, "applications/enterprise/dossier_report.html", context)


def _edit_urls(dossier: Dossier, is_open: Callable[[Section], bool]) -> dict[str, str]:
    """For each clause the last section that asks what it tests and may be changed:
    what a clause depends on, such as the mode of production, is asked before."""
    kind = guide_of(dossier.round).kinds[dossier.kind]
    urls: dict[str, str] = {}
    for section in sections_for(dossier):
        if is_open(section):
            url = reverse("applications:section", args=[dossier.key, section.id])
            for clause in clauses_in(section, kind):
                urls[clause.id] = url
    return urls


urlpatterns = [
    path("dossiers/<str:key>/report/", dossier_report, name="dossier_report"),
]
