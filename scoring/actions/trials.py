"""Other weights that were tried, kept as a note beside the ranking."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from applications.models import Round
from portal import rules
from portal.audit import record
from portal.models import User
from scoring.models import TrialNote


@transaction.atomic
def keep_note(
    *,
    round: Round,
    kind: str,
    weights: Mapping[str, Decimal],
    outcome: Mapping[str, Any],
    text: str,
    by: User,
    at: datetime,
) -> TrialNote:
    """Write down what was tried, what came of it, and why; the ranking stays."""
    shown = {group: rules.plain(weight) for group, weight in weights.items()}
    note = TrialNote.objects.create(
        round=round,
        kind=kind,
        weights=shown,
        outcome=dict(outcome),
        text=text,
        by=by,
        at=at,
    )
    record(
        by=by,
        action="trial.noted",
        subject=round,
        kind=kind,
        trial_weights=shown,
        note=text,
    )
    return note
