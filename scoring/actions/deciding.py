"""What is settled before a list is drawn up: a round's steps, and who holds them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from applications.actions.holding import hold_round
from applications.models import Round
from portal.audit import record
from portal.guides import deciding
from portal.models import User
from scoring.access import may_plan
from scoring.models import DecisionPlan, StepDuty


class PlanIsFixed(Exception):
    """A list of the round was drawn up by this plan, or the official may not."""


@transaction.atomic
def set_plan(*, round: Round, by: User, at: datetime, **settled: Any) -> DecisionPlan:
    """Settle some of a plan's columns for the round; raises PlanIsFixed."""
    current = hold_round(round.pk)
    if not may_plan(by, current):
        raise PlanIsFixed
    before = DecisionPlan.objects.of(current)
    kept = {name: getattr(before, name) for name in deciding.defaults()}
    plan, _ = DecisionPlan.objects.update_or_create(
        round=current,
        defaults={**kept, **settled, "set_by": by, "set_at": at},
    )
    record(
        by=by,
        action="decision.planned",
        subject=current,
        changes={
            name: {"before": getattr(before, name), "after": getattr(plan, name)}
            for name in settled
        },
    )
    return plan


@transaction.atomic
def set_duties(*, person: User, steps: Sequence[str], by: User) -> None:
    """Let an official sign these steps and no other."""
    User.objects.select_for_update().get(pk=person.pk)
    held = StepDuty.objects.filter(person=person)
    before = sorted(held.values_list("step", flat=True))
    wanted = sorted(set(steps))
    if before == wanted:
        return
    held.exclude(step__in=wanted).delete()
    new = [StepDuty(person=person, step=step) for step in wanted if step not in before]
    StepDuty.objects.bulk_create(new)
    record(
        by=by,
        action="duty.set",
        subject=person,
        changes={"steps": {"before": before, "after": wanted}},
    )
