"""When an expert of the pool cannot, or may not, review."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from portal.models import User
from scoring.models.panel import Expert

BACKWARDS = "结束日期不能早于开始日期。"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def on(self, day: date) -> Self:
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class Absence(models.Model):
    """A period away, first and last day included (不可评审时段)."""

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="absences")
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    reason = models.CharField("事由", max_length=300)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("登记时间")

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "pk"]
        verbose_name = "不可评审时段"
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")),
                name="%(app_label)s_%(class)s_starts_before_it_ends",
                violation_error_message=BACKWARDS,
            )
        ]

    def __str__(self) -> str:
        return f"{self.expert} {self.span}"

    @property
    def span(self) -> str:
        return span(self.starts_on, self.ends_on)


class BlacklistingQuerySet(models.QuerySet["Blacklisting"]):
    def standing(self) -> Self:
        """Not lifted; the period may be over, or still to come."""
        return self.filter(lifted_at=None)

    def on(self, day: date) -> Self:
        goes_on = Q(ends_on=None) | Q(ends_on__gte=day)
        return self.standing().filter(goes_on, starts_on__lte=day)


class Blacklisting(models.Model):
    """An expert kept out of reviews (黑名单): since when, until when, why and by whom.

    Without ``ends_on`` it holds until it is lifted. The row stays when it is lifted.
    """

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="blacklistings")
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    reason = models.CharField("事由", max_length=300)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("列入时间")
    lifted_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    lifted_at = models.DateTimeField("移出时间", null=True, blank=True)
    lift_reason = models.CharField("移出理由", max_length=300, blank=True)

    objects = BlacklistingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "pk"]
        verbose_name = "黑名单记录"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on__lte=F("ends_on")),
                name="%(app_label)s_%(class)s_starts_before_it_ends",
                violation_error_message=BACKWARDS,
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None, lift_reason="")
                | Q(lifted_at__isnull=False, lifted_by__isnull=False)
                & ~Q(lift_reason=""),
                name="%(app_label)s_%(class)s_lifted_by_whom_when_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert} {self.span}"

    @property
    def span(self) -> str:
        return span(self.starts_on, self.ends_on)


def span(first: date, last: date | None) -> str:
    """“2026-12-01 至 2026-12-10”, or “2026-12-01 起”."""
    return f"{first} 至 {last}" if last else f"{first} 起"
