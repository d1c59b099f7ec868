"""Letters on pages that belong to the other side."""

from typing import Any

from django import template

from applications.models import Dossier
from portal.models import User
from scoring.models import Letter

register = template.Library()


@register.inclusion_tag("scoring/_letters.html")
def letters_of(dossier: Dossier, user: User) -> dict[str, Any]:
    """The letters about a dossier that this user may open. One query."""
    visible = Letter.objects.visible_to(user).printed().filter(dossier=dossier)
    return {"letters": visible.defer("content")}
