"""The scoring page's left pane, made once for each state of a dossier."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from applications.models import Evidence, Ruling
from applications.presentation.handed_in import as_handed_in
from applications.views.viewing import url_if_shown
from portal.kept import Kept, state_of
from portal.models import User
from portal.statements import ReadyObjects
from scoring import access
from scoring.facts.blinding import members_of
from scoring.facts.material import Place, material_of
from scoring.models import Assignment

#: Stands in kept panes where an assignment's key belongs, so that all experts of a
#: dossier share one, and none holds an address of anybody. Nobody can write it into
#: a dossier: it is another one in every process.
ANYBODY = secrets.token_hex(16)
TEMPLATE = "scoring/expert/_material.html"


@dataclass(frozen=True, slots=True)
class Pane:
    """What the expert reads; ``places`` is where it speaks of each indicator."""

    html: SafeString
    places: Mapping[str, Place]


_A_DOSSIER = -1
_IN_FORCE = ReadyObjects(
    lambda: Ruling.objects.select_related("by").filter(
        dossier=_A_DOSSIER, withdrawn_at=None
    ),
    _A_DOSSIER,
)
_panes: Kept[Pane] = Kept(most=64)


def pane_of(assignment: Assignment) -> Pane:
    """With this assignment's addresses of the files; none once scoring is closed.

    Queries the evidence in place and the rulings in force; where blind, the members.
    """
    dossier, is_open = assignment.dossier, access.is_scoring(assignment)
    evidence = as_handed_in(dossier)
    rulings: list[Ruling] = _IN_FORCE.all(dossier.pk)
    members = members_of(dossier.enterprise) if dossier.round.is_blind else []
    rows = (dossier, dossier.round, dossier.enterprise, *evidence, *rulings)
    names = [ruling.by.name for ruling in rulings]
    told = [(each.name, each.email, each.phone) for each in members]
    pane = _panes.get(
        state_of(rows, names, told, is_open),
        lambda: _made(assignment, evidence, rulings, members, is_open),
    )
    # The pane came out of the template engine, and a key is 32 hexadecimal digits.
    html = mark_safe(pane.html.replace(ANYBODY, assignment.key))
    return Pane(html, pane.places)


def _made(
    assignment: Assignment,
    evidence: list[Evidence],
    rulings: list[Ruling],
    members: list[User],
    is_open: bool,
) -> Pane:
    dossier = assignment.dossier
    addresses = (_url, _view_url) if is_open else (_nowhere, _nowhere)
    material = material_of(dossier, evidence, rulings, *addresses, members)
    context = {"material": material, "round": dossier.round}
    return Pane(render_to_string(TEMPLATE, context), material.places)


def _url(evidence: Evidence) -> str:
    return reverse("scoring:scoring_evidence", args=[ANYBODY, evidence.key])


def _view_url(evidence: Evidence) -> str:
    keys = [ANYBODY, evidence.key]
    return url_if_shown(evidence, reverse("scoring:evidence_view", args=keys))


def _nowhere(evidence: Evidence) -> str:
    return ""
