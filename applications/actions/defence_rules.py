"""Whether a round has an on-site defence (现场答辩), and by which rules."""

from django.db import transaction

from applications.actions.holding import hold_round
from applications.actions.rounds import RoundIsFrozen
from applications.models import Round
from portal.audit import record
from portal.models import User
from portal.rules.defence import DefenceRules, defence_data


@transaction.atomic
def set_defence(*, round: Round, defence: DefenceRules | None, by: User) -> None:
    """Fix them, None for a round without one; RoundIsFrozen once it has opened."""
    current = hold_round(round.pk)
    data = {} if defence is None else defence_data(defence)
    moved = Round.objects.filter(pk=round.pk, status=Round.Status.DRAFT).update(
        defence=data
    )
    if not moved:
        raise RoundIsFrozen
    round.defence = data
    record(
        by=by,
        action="round.defence_set",
        subject=round,
        before=current.defence,
        after=data,
    )
