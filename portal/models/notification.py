from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from portal.models.user import User


class Topic(models.TextChoices):
    """Kinds of news (通知类别); for each, a person chooses e-mail and SMS."""

    FILING = "filing", "申报进展"
    CORRECTION = "correction", "退回补正"
    DEADLINE = "deadline", "到期提醒"
    TALK = "talk", "往来消息"
    ROUND = "round", "批次安排"
    REVIEW = "review", "专家评审"
    RESULT = "result", "结果和文书"
    COLLEAGUE = "colleague", "单位和同事"


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: User) -> Self:
        """One's own, and nobody else's."""
        return self.filter(person=user)

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Notification(models.Model):
    """What somebody is told (通知), once: ``source`` says of what it came."""

    person = models.ForeignKey(User, models.PROTECT, related_name="notifications")
    source = models.CharField("来源", max_length=120)
    topic = models.CharField("类别", max_length=16, choices=Topic)
    title = models.CharField("标题", max_length=200)
    text = models.CharField("内容", max_length=500)
    url = models.CharField("链接", max_length=300)
    made_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "通知"
        indexes = [
            models.Index(fields=["person", "-id"], name="portal_news_of_a_person"),
            models.Index(
                fields=["person"],
                condition=Q(read_at=None),
                name="portal_news_unread",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "source"],
                name="%(app_label)s_%(class)s_comes_once",
            )
        ]

    def __str__(self) -> str:
        return self.title


class NewsChoice(models.Model):
    """How else a person is told of one kind of news; no row: as is usual."""

    person = models.ForeignKey(User, models.PROTECT, related_name="news_choices")
    topic = models.CharField("类别", max_length=16, choices=Topic)
    email = models.BooleanField("电子邮件")
    sms = models.BooleanField("短信")

    class Meta:
        ordering = ["pk"]
        verbose_name = "通知方式"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "topic"],
                name="%(app_label)s_%(class)s_one_a_kind_of_news",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_topic_display()}"


class OutboxMessageQuerySet(models.QuerySet["OutboxMessage"]):
    def due(self, at: datetime) -> Self:
        """Waiting, its time come: also what a worker took and never gave back."""
        return self.filter(state=OutboxMessage.State.WAITING, next_try__lte=at)


class OutboxMessage(models.Model):
    """A mail or SMS to be sent by the worker (待发消息); ``key`` is its Message-ID."""

    class Channel(models.TextChoices):
        EMAIL = "email", "电子邮件"
        SMS = "sms", "短信"

    class State(models.TextChoices):
        WAITING = "waiting", "待发送"
        SENT = "sent", "已发送"
        FAILED = "failed", "发送失败"

    key = models.CharField(max_length=64, unique=True)
    channel = models.CharField("方式", max_length=8, choices=Channel)
    address = models.CharField("地址", max_length=254)
    subject = models.CharField("标题", max_length=200)
    body = models.TextField("正文")
    state = models.CharField(
        "状态", max_length=16, choices=State, default=State.WAITING
    )
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    next_try = models.DateTimeField("下次发送")
    error = models.CharField("最近的错误", max_length=300, blank=True)
    made_at = models.DateTimeField("建立时间")
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)

    objects = OutboxMessageQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "待发消息"
        indexes = [
            models.Index(
                fields=["next_try"],
                condition=Q(state="waiting"),
                name="portal_outbox_waiting",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False),
                name="%(app_label)s_%(class)s_sent_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.address} {self.subject}"

    @property
    def title(self) -> str:
        """The subject without the name of the portal, which stands in brackets."""
        return self.subject.partition("】")[2].strip() or self.subject


class Bookmark(models.Model):
    """How far a sweep has come, and ``turn``, by which one of two gives way.

    ``gaps``: numbers of audit entries that were passed over, with when that was seen;
    on PostgreSQL a transaction that took its number earlier may be committed later.
    """

    name = models.CharField(max_length=32, unique=True)
    position = models.BigIntegerField(default=0)
    gaps = models.JSONField(default=list, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    turn = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "处理进度"

    def __str__(self) -> str:
        return self.name
