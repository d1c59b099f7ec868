"""A roster taken over into the expert pool: whole, or not at all."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from portal import invitations
from portal.audit import record
from portal.models import User
from scoring.actions import duty, experts
from scoring.facts.roster import Entry, Line, Plan, held_of, plan_of
from scoring.facts.roster_periods import ABSENCES, BLACKLIST, Period
from scoring.facts.roster_pool import Deed
from scoring.models import Expert


class Stale(Exception):
    """The pool has changed since the report, and so has what would be done."""


@transaction.atomic
def take_over(
    *,
    entries: Sequence[Entry],
    periods: Sequence[Period] = (),
    digest: str,
    is_inviting: bool,
    by: User,
    at: datetime,
) -> Plan:
    """Do what the report of this digest said, in every row; Stale where it differs.

    New experts get an account; an invitation to it only where ``is_inviting``.
    """
    pool = Expert.objects.select_for_update().filter(province=by.province)
    known = {each.code: each.pk for each in pool.order_by("pk")}
    plan = plan_of(by.province, entries, periods)
    if plan.digest != digest or plan.counts["refused"]:
        raise Stale
    rows = {entry.row: entry for entry in entries}
    for line in plan.lines:
        stated = rows[line.row].stated
        if line.deed == Deed.ADD:
            _add(stated, is_inviting=is_inviting, by=by, at=at)
        elif line.deed == Deed.CHANGE:
            _change(line, known[line.code], by)
    _keep_out(plan, periods, by, at)
    record(
        by=by,
        action="expert.roster_imported",
        subject=by,
        added=plan.counts["add"],
        changed=plan.counts["change"],
        periods=plan.counts["periods"],
        is_inviting=is_inviting,
    )
    return plan


def _add(
    stated: Mapping[str, Any], *, is_inviting: bool, by: User, at: datetime
) -> None:
    said = {key: value for key, value in stated.items() if key != "is_available"}
    said["email"] = said["email"].lower()
    try:
        expert = experts.add(**said, is_inviting=is_inviting, by=by, at=at)
    except invitations.EmailTaken:
        raise Stale from None
    if stated.get("is_available") is False:
        _edit(expert, {"is_available": False}, by)


def _change(line: Line, pk: int, by: User) -> None:
    expert = Expert.objects.select_related("user").get(pk=pk)
    _edit(expert, {id: new for id, _, new in line.changes}, by)


def _edit(expert: Expert, changes: Mapping[str, Any], by: User) -> None:
    experts.edit(expert=expert, **{**held_of(expert), **changes}, by=by)


def _keep_out(plan: Plan, periods: Sequence[Period], by: User, at: datetime) -> None:
    """Enter the periods that are new, of experts who have just come in as well."""
    pool = Expert.objects.filter(province=by.province).select_related("user")
    known = {each.code: each for each in pool}
    known |= {each.user.email: each for each in known.values()}
    enter = {ABSENCES: duty.enter_absence, BLACKLIST: duty.blacklist}
    for line, period in zip(plan.periods, periods, strict=True):
        if line.deed == Deed.ADD:
            enter[line.sheet](
                expert=known[line.who],
                starts_on=period.starts_on,
                ends_on=period.ends_on,
                reason=period.reason,
                by=by,
                at=at,
            )
