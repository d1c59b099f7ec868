"""An enterprise takes its dossier back before the closing instant (撤回)."""

from datetime import datetime

from django.db import transaction

from applications import access
from applications.actions.decisions import AlreadyDecided, move, tell
from applications.actions.dossiers import TooLate
from applications.actions.holding import hold_dossier
from applications.models import Dossier
from portal.models import User

Status = Dossier.Status


@transaction.atomic
def take_back(*, dossier: Dossier, by: User, at: datetime, reason: str = "") -> None:
    """A draft again, under its number; what was handed in stays as a version.

    Raises TooLate at the closing instant, and AlreadyDecided once the city has
    decided, or where it was returned for correction: what stays locked stays locked.
    """
    current = hold_dossier(dossier)
    if current.status != Status.SUBMITTED:
        raise AlreadyDecided
    if not current.round.takes_dossiers(at):
        raise TooLate
    if not access.may_take_back(by, current, at):
        raise AlreadyDecided
    move(
        dossier,
        Status.SUBMITTED,
        Status.DRAFT,
        submitted_at=None,
        submitted_by=None,
        report=None,
    )
    tell(
        dossier, "take_back", reason, by, at,
        action="dossier.taken_back", reason=reason,
    )  # fmt: skip
