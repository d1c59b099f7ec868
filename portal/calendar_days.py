"""How officials change the calendar: one day at a time, with reason and source.

What is set moves no deadline that stands; it counts for those set from then on.
"""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from portal import rules, workcalendar
from portal.audit import record
from portal.models import CalendarDay, User


class DayIsOver(Exception):
    """Days gone by are kept as they were counted."""


class NothingChanges(Exception):
    """The day is already what it is to be."""


class DayIsChanged(Exception):
    """The day has been changed before, perhaps this very moment."""


class DayIsRestored(Exception):
    """The change was taken back before, perhaps this very moment."""


@transaction.atomic
def change_day(
    *, day: date, kind: str, reason: str, source: str, by: User, at: datetime
) -> CalendarDay:
    """A workday made a day off, or the other way.

    Raises DayIsOver, NothingChanges or DayIsChanged.
    """
    _is_to_come(day, at)
    if CalendarDay.objects.filter(date=day).exists():
        raise DayIsChanged
    if is_worked(day) == (kind == CalendarDay.Kind.WORKDAY):
        raise NothingChanges
    try:
        with transaction.atomic():
            changed = CalendarDay.objects.create(
                date=day, kind=kind, reason=reason, source=source, by=by, at=at
            )
    except IntegrityError:
        if CalendarDay.objects.filter(date=day).exists():
            raise DayIsChanged from None
        raise
    record(
        by=by, action="calendar.changed", subject=changed,
        kind=kind, reason=reason, source=source,
    )  # fmt: skip
    return changed


@transaction.atomic
def restore_day(*, changed: CalendarDay, reason: str, by: User, at: datetime) -> None:
    """The day is again as the yearly arrangement has it; DayIsOver, DayIsRestored."""
    _is_to_come(changed.date, at)
    record(
        by=by, action="calendar.restored", subject=changed,
        before=changed.kind, reason=reason,
    )  # fmt: skip
    if not CalendarDay.objects.filter(pk=changed.pk).delete()[0]:
        raise DayIsRestored


def is_worked(day: date) -> bool:
    """Whether the arrangement on file has ``day`` as a workday."""
    return workcalendar.on_file(range(day.year, day.year + 1)).is_workday(day)


def _is_to_come(day: date, at: datetime) -> None:
    if day < at.astimezone(rules.BEIJING).date():
        raise DayIsOver
