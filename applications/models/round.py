from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from portal.guides import province_choices
from portal.models import User


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, user: User) -> Self:
        """Officials see their province's; everybody else what has been opened."""
        if user.is_official:
            return self.filter(province=user.province)
        return (
            self.opened().filter(province=user.province)
            if user.is_city
            else (self.opened())
        )

    def opened(self) -> Self:
        return self.exclude(status=Round.Status.DRAFT)

    def filing(self, at: datetime) -> Self:
        """Open for filing at this instant: from opening, until just before closing."""
        return self.filter(status=Round.Status.OPEN, opens_at__lte=at, closes_at__gt=at)


class Round(models.Model):
    """One call of a province (批次), with its own frozen copy of guide and table."""

    class Status(models.TextChoices):
        DRAFT = "draft", "筹备中"
        OPEN = "open", "申报与推荐"
        SCORING = "scoring", "专家评审"
        CLOSED = "closed", "评审结束"
        PUBLISHED = "published", "已公示"

    code = models.CharField("批次编号", max_length=16, unique=True)
    province = models.CharField("省份", max_length=32, choices=province_choices)
    title = models.CharField("批次名称", max_length=120)
    year = models.PositiveSmallIntegerField("年度")
    status = models.CharField(
        "状态", max_length=16, choices=Status, default=Status.DRAFT
    )
    guide_key = models.CharField("建设指南", max_length=40)
    guide_text = models.TextField("指南副本", blank=True)
    kinds = models.JSONField("平台类型", default=list)
    quotas = models.JSONField("名额", default=dict)
    table = models.JSONField("指标表", default=dict)
    rule = models.JSONField("汇总规则", default=dict)
    review = models.JSONField("评审规定", default=dict)
    anchors = models.JSONField("分档说明", default=dict)
    defence = models.JSONField("现场答辩", default=dict)
    citations = models.JSONField("引用的国家指南条目", default=list)
    panel_size = models.PositiveSmallIntegerField("每份申报的专家数", default=3)
    is_blind = models.BooleanField("匿名评审", default=False)
    opens_at = models.DateTimeField("申报开始", null=True, blank=True)
    closes_at = models.DateTimeField("申报截止", null=True, blank=True)
    contact = models.CharField("联系方式和异议受理", max_length=200, blank=True)
    digest = models.CharField("规则摘要 SHA-256", max_length=64, blank=True)
    frozen_at = models.DateTimeField("冻结时间", null=True, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "批次"
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at=None)
                | Q(closes_at=None)
                | Q(opens_at__lt=F("closes_at")),
                name="%(app_label)s_%(class)s_opens_before_it_closes",
                violation_error_message="申报开始时间必须早于截止时间。",
            ),
            models.CheckConstraint(
                condition=Q(status="draft")
                | Q(opens_at__isnull=False, closes_at__isnull=False)
                & Q(frozen_at__isnull=False)
                & ~Q(digest="")
                & ~Q(guide_text=""),
                name="%(app_label)s_%(class)s_is_frozen_when_it_opens",
                violation_error_message="批次开放前必须设定起止时间并冻结规则。",
            ),
            models.CheckConstraint(
                condition=Q(panel_size__gte=1, panel_size__lte=15),
                name="%(app_label)s_%(class)s_has_a_panel",
                violation_error_message="每份申报的专家数应在 1 到 15 之间。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("applications:round", args=[self.pk])

    @property
    def contact_line(self) -> str:
        """Where one asks and objects; the installation's own until one is entered."""
        usual = settings.ROUND_CONTACT.format(place=self.get_province_display())
        return self.contact or usual

    def takes_dossiers(self, at: datetime) -> bool:
        """Half-open: the opening instant counts, the closing instant does not."""
        return (
            self.status == self.Status.OPEN
            and self.opens_at is not None
            and self.closes_at is not None
            and self.opens_at <= at < self.closes_at
        )
