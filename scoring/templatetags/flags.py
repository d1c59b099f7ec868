"""What experts doubt of a dossier, on a page of the enterprise's side."""

from typing import Any

from django import template

from applications.models import Dossier
from scoring.facts.flags import flag_lines
from scoring.models import Flag

register = template.Library()


@register.inclusion_tag("scoring/official/_flags.html")
def flags_of(dossier: Dossier) -> dict[str, Any]:
    """Those that stand; at most 3 queries, 1 where there are none."""
    standing = Flag.objects.standing().filter(assignment__dossier=dossier)
    lines = flag_lines(standing.for_list(), dossier.round)
    return {"lines": lines, "round_id": dossier.round_id, "number": dossier.number}
