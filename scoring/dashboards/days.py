"""Counts by day in Beijing, running up to now; days to come are empty, not 0."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, DateField, F, Func, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from applications.models import Dossier, DossierVersion

BEIJING = ZoneInfo("Asia/Shanghai")
Days = Mapping[date, int]
#: A day, what came on it, and what had come by its end.
DayRow = tuple[date, int | None, int | None]


class BeijingDay(Func):
    """The day of an instant in Beijing, which has kept UTC+8 since 1991; reckoned in
    the database, where TruncDate would call Python for each row of SQLite."""

    output_field = DateField()
    template = "DATE(%(expressions)s, '+8 hours')"

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "((%(expressions)s) AT TIME ZONE 'Asia/Shanghai')::date"
        return self.as_sql(compiler, connection, template=template, **more)


def day_of(instant: datetime) -> date:
    return instant.astimezone(BEIJING).date()


def filed_by_day(dossiers: QuerySet[Dossier]) -> Days:
    """One query."""
    return dict(by_filing(dossiers))


def by_filing(dossiers: QuerySet[Dossier]) -> QuerySet:
    """By the day of the first submission: a correction does not move it."""
    first = DossierVersion.objects.filter(dossier=OuterRef("pk"), number=1)
    filed = Coalesce(Subquery(first.values("submitted_at")[:1]), F("submitted_at"))
    days = dossiers.handed_in().annotate(day=BeijingDay(filed)).order_by()
    return days.values_list("day").annotate(count=Count("pk"))


def running(counts: Days, since: date, until: date, today: date) -> list[DayRow]:
    """Each day from ``since`` to ``until``, and before or after them where something
    came; what is after ``today`` has no figures."""
    since, until = min([since, *counts]), max([until, *counts])
    rows: list[DayRow] = []
    reached = 0
    for step in range((until - since).days + 1):
        day = since + timedelta(days=step)
        if day > today:
            rows.append((day, None, None))
            continue
        reached += counts.get(day, 0)
        rows.append((day, counts.get(day, 0), reached))
    return rows
