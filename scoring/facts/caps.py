"""How many dossiers of a round each expert may have."""

from collections.abc import Iterable

from applications.models import Round
from portal.statements import Ready
from scoring.models import Expert, LoadCap

_A_ROUND = -1
_CAPS = Ready(
    lambda: LoadCap.objects.filter(round=_A_ROUND).values_list("expert", "most"),
    _A_ROUND,
)


def caps_of(round: Round, experts: Iterable[Expert]) -> dict[int, int]:
    """Each expert's own cap, or everybody's; who is not named has none. One query."""
    said = dict(_CAPS.rows(round.pk))
    own = {expert.pk: said.get(expert.pk, said.get(None)) for expert in experts}
    return {expert: most for expert, most in own.items() if most is not None}


def is_full(load: int, cap: int | None) -> str:
    """“已满 8 份”, or nothing while there is room."""
    return "" if cap is None or load < cap else f"已满 {max(load, cap)} 份"
