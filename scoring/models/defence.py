from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from applications.models import Dossier, Round
from applications.models.dossier import new_key
from portal import guides, rules
from portal.models import User
from scoring.models.panel import Assignment

LONGEST_PLACE = 120


class DefenceCallQuerySet(models.QuerySet["DefenceCall"]):
    def standing(self) -> Self:
        """Not cancelled: one a kind."""
        return self.filter(cancelled_at=None)


class DefenceCall(models.Model):
    """One kind's on-site defence in a round (现场答辩): called, timed, ended; or
    cancelled, before anybody was marked, and kept.

    ``seed`` is by what an order was drawn by lot, "" where it goes by number.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="defence_calls")
    kind = models.CharField("平台类型", max_length=32)
    called_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    called_at = models.DateTimeField("召集时间")
    seed = models.CharField("抽签种子", max_length=32, blank=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True
    )
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    reason = models.CharField("未完仍结束的理由", max_length=300, blank=True)
    cancelled_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True
    )
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)
    cancelled_why = models.CharField("取消的理由", max_length=300, blank=True)

    objects = DefenceCallQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "答辩召集"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "kind"],
                condition=Q(cancelled_at=None),
                name="%(app_label)s_%(class)s_one_standing_per_kind",
                violation_error_message="这一类型的答辩已经召集。",
            ),
            models.CheckConstraint(
                condition=Q(ended_by=None, ended_at=None)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="%(app_label)s_%(class)s_ended_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_by=None, cancelled_at=None, cancelled_why="")
                | Q(cancelled_by__isnull=False, cancelled_at__isnull=False)
                & Q(ended_at=None)
                & ~Q(cancelled_why=""),
                name="%(app_label)s_%(class)s_cancelled_with_a_reason",
                violation_error_message="取消召集须写明理由；已经结束的不能取消。",
            ),
        ]

    def __str__(self) -> str:
        kind = guides.kind_label(self.round.guide_key, self.kind)
        return f"{self.round} {kind} 答辩"


class DefenceQuerySet(models.QuerySet["Defence"]):
    def visible_to(self, user: User) -> Self:
        """Officials their province's; experts come by way of their assignment."""
        if user.is_official:
            return self.filter(dossier__round__province=user.province)
        return self.none()

    def for_list(self) -> Self:
        return self.select_related(
            "call", "dossier__enterprise", "dossier__round"
        ).defer(
            "dossier__document", "dossier__round__guide_text", "dossier__round__table"
        )


class Defence(models.Model):
    """One dossier called to defend itself, its slot, and whether anybody came.

    Of a cancelled call its dossier is ``former``: it may be called in again.
    """

    key = models.CharField(max_length=32, unique=True, default=new_key)
    call = models.ForeignKey(DefenceCall, models.PROTECT, related_name="defences")
    dossier = models.OneToOneField(
        Dossier, models.PROTECT, related_name="defence", null=True, blank=True
    )
    former = models.ForeignKey(
        Dossier, models.PROTECT, related_name="former_defences", null=True, blank=True
    )
    starts_at = models.DateTimeField("开始时间", null=True, blank=True)
    minutes = models.PositiveSmallIntegerField("时长（分钟）", null=True, blank=True)
    place = models.CharField("地点", max_length=LONGEST_PLACE, blank=True)
    absence = models.CharField("缺席事由", max_length=300, blank=True)
    absent_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True
    )
    absent_at = models.DateTimeField("记录缺席的时间", null=True, blank=True)

    objects = DefenceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "答辩"
        constraints = [
            models.CheckConstraint(
                condition=Q(dossier=None, former__isnull=False)
                | Q(dossier__isnull=False, former=None),
                name="%(app_label)s_%(class)s_is_of_a_dossier_or_was",
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None, minutes=None, place="")
                | Q(starts_at__isnull=False, minutes__gt=0) & ~Q(place=""),
                name="%(app_label)s_%(class)s_has_a_whole_slot_or_none",
                violation_error_message="答辩安排须写明时间、时长和地点。",
            ),
            models.CheckConstraint(
                condition=Q(absence="", absent_by=None, absent_at=None)
                | Q(absent_by__isnull=False, absent_at__isnull=False) & ~Q(absence=""),
                name="%(app_label)s_%(class)s_absent_with_a_reason",
                violation_error_message="记录缺席须写明事由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier or self.former} 答辩"

    @property
    def ends_at(self) -> datetime | None:
        if self.starts_at is None:
            return None
        return self.starts_at + timedelta(minutes=self.minutes or 0)

    @property
    def is_absent(self) -> bool:
        return self.absent_at is not None

    def takes_marks(self, at: datetime) -> bool:
        """From its day on (a slot may be taken earlier), until the defence is ended."""
        if self.starts_at is None or self.is_absent or self.call.ended_at is not None:
            return False
        day = self.starts_at.astimezone(rules.BEIJING).date()
        return day <= at.astimezone(rules.BEIJING).date()


class DefenceSheet(models.Model):
    """One expert's marks of a defence (答辩评分表), or why the expert stood back.

    ``points`` is {number of the item: "8.5"}; ``total`` their sum in hundredths.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "评分中"
        HANDED_IN = "handed_in", "已提交"
        RECUSED = "recused", "已回避"

    assignment = models.OneToOneField(
        Assignment, models.PROTECT, related_name="defence_sheet"
    )
    defence = models.ForeignKey(Defence, models.PROTECT, related_name="sheets")
    points = models.JSONField("得分", default=dict)
    comments = models.JSONField("评语", default=dict)
    version = models.PositiveIntegerField("修订号", default=1)
    state = models.CharField("状态", max_length=16, choices=State, default=State.DRAFT)
    reason = models.CharField("回避事由", max_length=300, blank=True)
    total = models.PositiveIntegerField("总分（百分之一分）", null=True, blank=True)
    updated_at = models.DateTimeField("最后保存", auto_now=True)
    handed_in_at = models.DateTimeField("提交时间", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "答辩评分表"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", total=None, handed_in_at=None)
                | Q(state="recused", total=None) & ~Q(reason="")
                | Q(
                    state="handed_in",
                    total__isnull=False,
                    total__lte=10000,
                    handed_in_at__isnull=False,
                ),
                name="%(app_label)s_%(class)s_has_a_total_once_handed_in",
                violation_error_message="答辩评分表须有总分，或写明回避事由。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment} 答辩"

    def get_absolute_url(self) -> str:
        return reverse("scoring:defend", args=[self.assignment.key])
