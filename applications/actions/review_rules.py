"""What a round asks of its experts beyond the table, set before it opens."""

from django.db import transaction

from applications.actions.holding import hold_round
from applications.actions.rounds import RoundIsFrozen
from applications.models import Round
from portal import rules
from portal.audit import record
from portal.models import User


@transaction.atomic
def set_review(*, round: Round, review: rules.ReviewRules, by: User) -> None:
    """Fix the round's 评审规定; raises RoundIsFrozen once it has opened."""
    current = hold_round(round.pk)
    data = rules.review_data(review)
    moved = Round.objects.filter(pk=round.pk, status=Round.Status.DRAFT).update(
        review=data
    )
    if not moved:
        raise RoundIsFrozen
    round.review = data
    record(
        by=by,
        action="round.review_set",
        subject=round,
        before=current.review,
        after=data,
    )
