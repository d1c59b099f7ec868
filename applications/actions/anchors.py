"""The guidance beside the indicators (分档说明), set before a round opens."""

from collections.abc import Mapping

from django.db import transaction

from applications.actions.holding import hold_round
from applications.actions.rounds import RoundIsFrozen
from applications.models import Round
from portal.audit import record
from portal.models import User
from portal.rules.anchors import Anchors, anchors_data


@transaction.atomic
def set_anchors(*, round: Round, anchors: Mapping[str, Anchors], by: User) -> None:
    """All of them at once; raises RoundIsFrozen once the round has opened."""
    current = hold_round(round.pk)
    data = anchors_data(anchors)
    moved = Round.objects.filter(pk=round.pk, status=Round.Status.DRAFT).update(
        anchors=data
    )
    if not moved:
        raise RoundIsFrozen
    round.anchors = data
    record(
        by=by,
        action="round.anchors_set",
        subject=round,
        before=current.anchors,
        after=data,
    )
