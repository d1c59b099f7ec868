"""A year of reports: set, its term moved, who is late reminded."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from portal.audit import record, record_each
from portal.guides import library as law
from portal.models import User
from scoring.models import LibraryEntry, LibraryYear, YearlyReport


class YearIsOpen(Exception):
    """The reports of this year were asked for before."""


class NobodyIsLate(Exception):
    """There is nobody to remind."""


@transaction.atomic
def open_year(*, year: int, due_on: date, by: User, at: datetime) -> LibraryYear:
    """A draft for each platform that is in the library now. Raises YearIsOpen."""
    try:
        with transaction.atomic():
            opened = LibraryYear.objects.create(
                province=by.province,
                year=year,
                due_on=due_on,
                opened_by=by,
                opened_at=at,
            )
    except IntegrityError:
        raise YearIsOpen from None
    standing = LibraryEntry.objects.standing().filter(province=by.province)
    asked = list(law.figures())
    YearlyReport.objects.bulk_create(
        [YearlyReport(entry=each, year=opened, asked=asked) for each in standing], 500
    )
    record(
        by=by, action="library.year_opened", subject=opened, year=year, due_on=due_on
    )
    return opened


@transaction.atomic
def move_term(
    *, year: LibraryYear, due_on: date, reason: str, by: User, at: datetime
) -> None:
    """Another last day for all of the year's reports."""
    current = LibraryYear.objects.select_for_update().get(pk=year.pk)
    before = current.due_on
    current.due_on = due_on
    current.save(update_fields=["due_on"])
    record(
        by=by,
        action="library.term_moved",
        subject=current,
        changes={"due_on": {"before": before, "after": due_on}},
        reason=reason,
    )


@transaction.atomic
def remind(*, year: LibraryYear, by: User, at: datetime) -> int:
    """Each whose report is outstanding, late or not; raises NobodyIsLate."""
    rows = year.reports.outstanding().select_related("entry", "year")
    due = {"due_on": year.due_on}
    deeds = [(each, due) for each in rows]
    if not deeds:
        raise NobodyIsLate
    record_each(by=by, action="library.reminded", deeds=deeds)
    return len(deeds)
