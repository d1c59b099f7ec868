"""Letters that do not hold any more, since the list they quote is another one."""

from collections.abc import Collection
from datetime import datetime

from scoring.models import Letter

BY_A_LIST = (Letter.Kind.OPINION, Letter.Kind.RESULT)
REASON = Letter._meta.get_field("void_reason").max_length or 0


def void_letters(
    dossiers: Collection[int],
    reason: str,
    at: datetime,
    kinds: Collection[str] = BY_A_LIST,
) -> list[str]:
    """Their numbers; the letters stay, and say so where they are asked after."""
    rows = Letter.objects.standing().filter(dossier__in=dossiers, kind__in=kinds)
    held = rows.select_for_update(of=["self"]).order_by("pk")
    numbers = list(held.values_list("number", flat=True))
    rows.update(voided_at=at, void_reason=reason[:REASON])
    return numbers
