from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from applications.models import Dossier
from portal.models import User
from scoring.models.objection import Objection
from scoring.models.panel import Assignment


class ReopeningQuerySet(models.QuerySet["Reopening"]):
    def visible_to(self, user: User) -> Self:
        if user.is_official:
            return self.filter(dossier__round__province=user.province)
        return self.none()

    def open(self) -> Self:
        return self.filter(done_at=None)

    def to_check(self, at: datetime) -> Self:
        """Facts that were handed in again, or were not in time."""
        waiting = self.open().filter(kind=Reopening.Kind.FACTS)
        is_in = Q(dossier__status=Dossier.Status.ACCEPTED)
        return waiting.filter(is_in | Q(dossier__correction_due__lte=at))


class Reopening(models.Model):
    """What an upheld objection opens again (重新打开的事项), and what came of it.

    ``target`` is a clause or a veto item; ``assignment`` whose marks, with ``codes``,
    or whose seat; of facts ``codes`` are what their fields are called. ``before`` and
    ``after`` are the outcome in words.
    """

    class Kind(models.TextChoices):
        FACTS = "facts", "申报内容"
        CLAUSE = "clause", "条款结论"
        VETO = "veto", "一票否决事项"
        MARKS = "marks", "专家评分"
        SEAT = "seat", "应当回避的专家"

    OF_A_SEAT = (Kind.MARKS, Kind.SEAT)

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="reopenings")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="reopenings")
    kind = models.CharField("事项", max_length=10, choices=Kind)
    target = models.CharField("条款或否决事项", max_length=80, blank=True)
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="reopenings", null=True, blank=True
    )
    codes = models.JSONField("指标", default=list, blank=True)
    note = models.CharField("哪里不对", max_length=500)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("打开时间")
    before = models.CharField("原来", max_length=300, blank=True)
    after = models.CharField("现在", max_length=300, blank=True)
    replacement = models.ForeignKey(
        Assignment, models.PROTECT, related_name="+", null=True, blank=True
    )
    done_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True
    )
    done_at = models.DateTimeField("办结时间", null=True, blank=True)

    objects = ReopeningQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "重新打开的事项"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "kind", "target"],
                condition=Q(kind__in=["facts", "clause", "veto"], done_at=None),
                name="%(app_label)s_%(class)s_a_verdict_is_open_once",
                violation_error_message="这一项已经重新打开，请先办结。",
            ),
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(kind="seat", done_at=None),
                name="%(app_label)s_%(class)s_a_seat_is_open_once",
                violation_error_message="这位专家已经列为应当回避，请先办结。",
            ),
            models.CheckConstraint(
                condition=(
                    Q(kind__in=["clause", "veto"], assignment=None) & ~Q(target="")
                )
                | Q(kind__in=["marks", "seat"], assignment__isnull=False, target="")
                | Q(kind="facts", assignment=None, target=""),
                name="%(app_label)s_%(class)s_names_what_is_wrong",
            ),
            models.CheckConstraint(
                condition=~Q(note=""),
                name="%(app_label)s_%(class)s_says_why",
                violation_error_message="请写明哪里不对。",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="%(app_label)s_%(class)s_done_when_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.objection} {self.dossier} {self.get_kind_display()}"
