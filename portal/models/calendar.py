from django.db import models
from django.db.models import Q

from portal.models.user import User


class CalendarDay(models.Model):
    """A day that differs from the State Council's arrangement on file (日历调整)."""

    class Kind(models.TextChoices):
        WORKDAY = "workday", "上班"
        HOLIDAY = "holiday", "休息"

    date = models.DateField(
        "日期",
        unique=True,
        error_messages={"unique": "这一天已有调整。请先撤销原来的调整，再重新设置。"},
    )
    kind = models.CharField("改为", max_length=16, choices=Kind)
    reason = models.CharField("理由", max_length=200)
    source = models.CharField("依据", max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ["date"]
        verbose_name = "日历调整"
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(source=""),
                name="%(app_label)s_%(class)s_has_a_reason_and_a_source",
                violation_error_message="调整工作日历必须写明理由和依据。",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["workday", "holiday"]),
                name="%(app_label)s_%(class)s_is_worked_or_off",
                violation_error_message="请选择上班或休息。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.get_kind_display()}"
