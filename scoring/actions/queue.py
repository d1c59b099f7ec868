"""An expert puts a dossier off: it comes again after those not looked at yet."""

from datetime import datetime

from django.db import transaction

from applications.models import Round
from portal.audit import record
from portal.models import User
from scoring.actions.holding import hold_assignment
from scoring.actions.panels import NotNow
from scoring.models import Assignment, ScoreSheet


@transaction.atomic
def put_off(*, assignment: Assignment, by: User, at: datetime) -> None:
    """Last of what is to be done; raises NotNow where nothing is, any more."""
    hold_assignment(assignment.pk)
    mine = Assignment.objects.standing().filter(pk=assignment.pk)
    to_do = mine.filter(dossier__round__status=Round.Status.SCORING).exclude(
        sheet__state=ScoreSheet.State.HANDED_IN
    )
    if not to_do.exists():
        raise NotNow
    mine.update(skipped_at=at)
    record(by=by, action="panel.put_off", subject=assignment.dossier)
