"""A dossier's defence on pages that belong to the other side."""

from typing import Any

from django import template

from applications.exports.defence_rules import ABSENCES
from applications.facts import defence_of
from applications.models import Dossier
from scoring.facts.defences import defence_for

register = template.Library()


@register.inclusion_tag("scoring/_defence.html")
def defence_of_dossier(dossier: Dossier) -> dict[str, Any]:
    """Its slot, place and what to bring. One query, none where the round has none."""
    rules = defence_of(dossier.round)
    if rules is None:
        return {"defence": None}
    return {
        "defence": defence_for(dossier),
        "bring": rules.bring,
        "items": rules.table.indicators,
        "absence": ABSENCES[rules.absence],
    }
