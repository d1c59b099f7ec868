"""Pressing experts whose sheets are late (催交评分)."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from applications.actions.holding import hold_round
from applications.models import Dossier, Round
from portal.audit import record_each
from portal.models import AuditEntry, User
from scoring.models import Assignment, ScoreSheet

#: So long an expert is left in peace after a reminder.
PEACE = timedelta(hours=24)
ACTION = "panel.reminded"


class NotNow(Exception):
    """Experts are reminded while they score, and at no other time."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """By expert code how many sheets are late; ``spared`` were reminded of late."""

    late: dict[str, int]
    spared: frozenset[str]

    @property
    def due(self) -> dict[str, int]:
        return {code: n for code, n in self.late.items() if code not in self.spared}


def reminder_for(round: Round, keys: Collection[str], at: datetime) -> Reminder:
    """Whom a reminder about these dossiers would reach now. Two queries."""
    waiting = (
        Assignment.objects.standing()
        .filter(dossier__round=round, dossier__key__in=keys)
        .filter(dossier__status=Dossier.Status.ACCEPTED)
        .exclude(sheet__state=ScoreSheet.State.HANDED_IN)
    )
    late = Counter(waiting.values_list("expert__code", flat=True))
    told = AuditEntry.objects.filter(
        action=ACTION,
        subject_kind=round._meta.label_lower,
        subject_id=str(round.pk),
        at__gt=at - PEACE,
    )
    spared = {detail["expert"] for detail in told.values_list("detail", flat=True)}
    return Reminder(dict(sorted(late.items())), frozenset(spared & set(late)))


@transaction.atomic
def remind(*, round: Round, keys: Collection[str], by: User, at: datetime) -> Reminder:
    """Once each, however many of the sheets are theirs; raises NotNow."""
    if hold_round(round.pk).status != Round.Status.SCORING:
        raise NotNow
    found = reminder_for(round, keys, at)
    deeds = (
        (round, {"expert": code, "late": count}) for code, count in found.due.items()
    )
    record_each(by=by, action=ACTION, deeds=deeds)
    return found
