from datetime import datetime
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from applications.models import Dossier
from applications.models.dossier import new_key
from applications.models.version import Kept, KeptQuerySet
from portal.models import User
from scoring.models.panel import Assignment

LONGEST_POST = 1000


class DiscussionQuerySet(models.QuerySet["Discussion"]):
    def visible_to(self, user: User) -> Self:
        """Officials their province's; experts come by way of their assignment."""
        if user.is_official:
            return self.filter(dossier__round__province=user.province)
        return self.none()

    def running(self, at: datetime) -> Self:
        """Those that take answers; ``takes_answers`` says it of one."""
        return self.filter(due_at__gt=at, cancelled_at=None)

    def for_list(self) -> Self:
        return self.select_related("dossier__enterprise", "dossier__round").defer(
            "dossier__document", "dossier__round__guide_text", "dossier__round__table"
        )


class Discussion(models.Model):
    """The second round on one dossier whose experts stand apart (会商复评).

    ``spread`` is what the first round's totals differed by when it was opened.
    """

    key = models.CharField(max_length=32, unique=True, default=new_key)
    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="discussion")
    spread = models.DecimalField("极差", max_digits=5, decimal_places=2)
    due_at = models.DateTimeField("复评期限")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("发起时间")
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)

    objects = DiscussionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "会商"
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__gt=models.F("opened_at")),
                name="%(app_label)s_%(class)s_is_due_after_it_opens",
                violation_error_message="复评期限应晚于发起时间。",
            ),
            models.CheckConstraint(
                condition=Q(spread__gt=Decimal(0)),
                name="%(app_label)s_%(class)s_has_a_spread",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} 会商"

    def get_absolute_url(self) -> str:
        return reverse("scoring:discussion", args=[self.key])

    def takes_answers(self, at: datetime) -> bool:
        """Half-open: the closing instant is too late."""
        return self.cancelled_at is None and at < self.due_at


class Post(Kept):
    """What an expert wrote in a discussion (发言); written once.

    ``number`` counts the writer's own: a form that is sent twice is one post.
    """

    discussion = models.ForeignKey(Discussion, models.PROTECT, related_name="posts")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="posts")
    number = models.PositiveIntegerField("序号")
    text = models.CharField("内容", max_length=LONGEST_POST)
    at = models.DateTimeField("时间")

    objects = KeptQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "会商发言"
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "number"],
                name="%(app_label)s_%(class)s_is_sent_once",
                violation_error_message="这条发言已经发出。",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="%(app_label)s_%(class)s_says_something",
                violation_error_message="发言不能没有内容。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.discussion} {self.pk}"


class HiddenPost(Kept):
    """That an official hid a post from the experts, and why (隐去发言)."""

    post = models.OneToOneField(Post, models.PROTECT, related_name="hidden")
    reason = models.CharField("理由", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    objects = KeptQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "隐去的发言"
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="%(app_label)s_%(class)s_says_why",
                violation_error_message="请填写隐去的理由。",
            )
        ]

    def __str__(self) -> str:
        return str(self.post)


class SecondSheet(models.Model):
    """One expert's answer in the second round (复评表); the first sheet stays.

    ``changes`` is {indicator code: "8.5"} of what differs from the first sheet, with a
    reason for each in ``reasons``; without any the first marks were kept. ``total`` is
    of all points after it, in hundredths of a point, written when it is handed in.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "复评中"
        HANDED_IN = "handed_in", "已答复"

    assignment = models.OneToOneField(
        Assignment, models.PROTECT, related_name="second_sheet"
    )
    discussion = models.ForeignKey(
        Discussion, models.PROTECT, related_name="second_sheets"
    )
    changes = models.JSONField("复评得分", default=dict)
    reasons = models.JSONField("修改理由", default=dict)
    version = models.PositiveIntegerField("修订号", default=1)
    state = models.CharField("状态", max_length=16, choices=State, default=State.DRAFT)
    total = models.PositiveIntegerField("总分（百分之一分）", null=True, blank=True)
    updated_at = models.DateTimeField("最后保存", auto_now=True)
    handed_in_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "复评表"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", total=None, handed_in_at=None)
                | Q(
                    state="handed_in",
                    total__isnull=False,
                    total__lte=10000,
                    handed_in_at__isnull=False,
                ),
                name="%(app_label)s_%(class)s_has_a_total_once_handed_in",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment} 复评"
