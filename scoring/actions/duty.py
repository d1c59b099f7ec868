"""Periods in which an expert is away, and the blacklist: entered, ended, traced."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from portal.audit import record
from portal.models import User
from scoring.models import Absence, Blacklisting, Expert


class AlreadyEntered(Exception):
    """A period that overlaps stands already; the message says which."""


class IsOver(Exception):
    """Somebody was first: the entry is gone, or lifted."""


@transaction.atomic
def enter_absence(
    *,
    expert: Expert,
    starts_on: date,
    ends_on: date,
    reason: str,
    by: User,
    at: datetime,
) -> Absence:
    """No dossier is assigned from the first to the last day; AlreadyEntered."""
    _hold(expert)
    rows = expert.absences.filter(starts_on__lte=ends_on, ends_on__gte=starts_on)
    _refuse_overlap(rows.first())
    absence = expert.absences.create(
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        entered_by=by,
        entered_at=at,
    )
    record(
        by=by,
        action="expert.absence_entered",
        subject=expert,
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat(),
        reason=reason,
    )
    return absence


@transaction.atomic
def remove_absence(*, absence: Absence, reason: str, by: User) -> None:
    """The plan has changed, or it was entered by mistake; IsOver."""
    removed, _ = Absence.objects.filter(pk=absence.pk).delete()
    if not removed:
        raise IsOver
    record(
        by=by,
        action="expert.absence_removed",
        subject=absence.expert,
        starts_on=absence.starts_on.isoformat(),
        ends_on=absence.ends_on.isoformat(),
        declared=absence.reason,
        reason=reason,
    )


@transaction.atomic
def blacklist(
    *,
    expert: Expert,
    starts_on: date,
    ends_on: date | None,
    reason: str,
    by: User,
    at: datetime,
) -> Blacklisting:
    """Keep an expert out of reviews, until a day or until it is lifted.

    What is assigned already stays, until it is withdrawn. AlreadyEntered.
    """
    _hold(expert)
    rows = expert.blacklistings.standing().filter(
        Q(ends_on=None) | Q(ends_on__gte=starts_on)
    )
    if ends_on is not None:
        rows = rows.filter(starts_on__lte=ends_on)
    _refuse_overlap(rows.first())
    entry = expert.blacklistings.create(
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        entered_by=by,
        entered_at=at,
    )
    record(
        by=by,
        action="expert.blacklisted",
        subject=expert,
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat() if ends_on else "",
        reason=reason,
    )
    return entry


@transaction.atomic
def lift(*, entry: Blacklisting, reason: str, by: User, at: datetime) -> None:
    """Take an expert off the blacklist before its time; the entry stays; IsOver."""
    standing = Blacklisting.objects.standing().filter(pk=entry.pk)
    if not standing.update(lifted_by=by, lifted_at=at, lift_reason=reason):
        raise IsOver
    record(
        by=by,
        action="expert.blacklisting_lifted",
        subject=entry.expert,
        starts_on=entry.starts_on.isoformat(),
        ends_on=entry.ends_on.isoformat() if entry.ends_on else "",
        declared=entry.reason,
        reason=reason,
    )


def _hold(expert: Expert) -> None:
    """Two windows enter one after the other, so that the second sees the first."""
    Expert.objects.select_for_update().get(pk=expert.pk)


def _refuse_overlap(found: Absence | Blacklisting | None) -> None:
    if found is not None:
        raise AlreadyEntered(f"与已登记的 {found.span}（{found.reason}）重叠")
