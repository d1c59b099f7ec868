"""What becomes of the selected: the library's entries and their yearly reports."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from applications.models import Enterprise
from portal.guides import province_choices
from portal.models import User
from scoring.models.shortlist import ShortlistEntry


class LibraryEntryQuerySet(models.QuerySet["LibraryEntry"]):
    def visible_to(self, user: User) -> Self:
        """With all that was said and decided: its own side, its city, its province."""
        if user.is_official:
            return self.filter(province=user.province)
        if user.is_city:
            return self.filter(province=user.province, enterprise__city=user.city)
        return self.filter(enterprise__memberships__user=user)

    def standing(self) -> Self:
        return self.exclude(state=LibraryEntry.State.LEFT)


class LibraryEntry(models.Model):
    """A selected platform in its province's library (入库平台), one a list's line."""

    class Level(models.TextChoices):
        KEY = "key", "重点"
        RESERVE = "reserve", "储备"

    class State(models.TextChoices):
        IN = "in", "在库"
        RECTIFYING = "rectifying", "整改中"
        LEFT = "left", "已退出"

    source = models.OneToOneField(
        ShortlistEntry, models.PROTECT, related_name="library_entry"
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="library_entries"
    )
    platform = models.CharField("平台名称", max_length=120, blank=True)
    province = models.CharField("省份", max_length=32, choices=province_choices)
    guide_key = models.CharField("建设指南", max_length=40)
    kind = models.CharField("平台类型", max_length=32)
    year = models.PositiveSmallIntegerField("入选年度")
    library = models.CharField("库名", max_length=40, blank=True)
    level = models.CharField("层级", max_length=8, choices=Level)
    state = models.CharField("状态", max_length=12, choices=State, default=State.IN)
    since = models.DateField("入库日期")
    left_on = models.DateField("退出日期", null=True, blank=True)

    objects = LibraryEntryQuerySet.as_manager()

    class Meta:
        ordering = ["province", "-year", "pk"]
        verbose_name = "入库平台"
        indexes = [models.Index(fields=["province", "state", "year"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="left", left_on__isnull=False)
                | (~Q(state="left") & Q(left_on=None)),
                name="%(app_label)s_%(class)s_left_on_a_day",
                violation_error_message="退出的平台须有退出日期，在库的没有。",
            )
        ]

    def __str__(self) -> str:
        return self.platform or str(self.enterprise)

    def get_absolute_url(self) -> str:
        return reverse("scoring:library_record", args=[self.pk])


class LibraryYear(models.Model):
    """One year's reports of a province (年度报告), and until when they are due."""

    province = models.CharField("省份", max_length=32, choices=province_choices)
    year = models.PositiveSmallIntegerField("年度")
    due_on = models.DateField("报送期限")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("布置时间")

    class Meta:
        ordering = ["-year", "pk"]
        verbose_name = "年度报告安排"
        constraints = [
            models.UniqueConstraint(
                fields=["province", "year"],
                name="%(app_label)s_%(class)s_once_per_province",
                violation_error_message="这一年度的报告已经布置。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_province_display()} {self.year} 年度报告"


class YearlyReportQuerySet(models.QuerySet["YearlyReport"]):
    def visible_to(self, user: User) -> Self:
        """A draft is its enterprise's; the others see that it is outstanding."""
        return self.filter(entry__in=LibraryEntry.objects.visible_to(user))

    def outstanding(self) -> Self:
        """The enterprise's turn, as long as its platform is in the library."""
        open_ones = self.filter(state__in=YearlyReport.EDITABLE)
        return open_ones.exclude(entry__state=LibraryEntry.State.LEFT)

    def late(self, today: date) -> Self:
        return self.outstanding().filter(year__due_on__lt=today)


class YearlyReport(models.Model):
    """What one entry reports of one year: figures by metric id, and text.

    ``asked`` are the ids as they were asked for when the year was opened.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "待报送"
        RETURNED = "returned", "退回修改"
        HANDED_IN = "handed_in", "已报送"
        ACCEPTED = "accepted", "已审核"

    EDITABLE = (State.DRAFT, State.RETURNED)

    entry = models.ForeignKey(LibraryEntry, models.PROTECT, related_name="reports")
    year = models.ForeignKey(LibraryYear, models.PROTECT, related_name="reports")
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    asked = models.JSONField("所报数据项", default=list)
    figures = models.JSONField("数据", default=dict)
    progress = models.TextField("建设和应用情况", blank=True)
    plans = models.TextField("存在问题和下一年打算", blank=True)
    version = models.PositiveIntegerField("修订号", default=1)
    handed_in_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True
    )
    handed_in_at = models.DateTimeField("报送时间", null=True, blank=True)
    opinion = models.CharField("审核意见", max_length=500, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField("审核时间", null=True, blank=True)

    objects = YearlyReportQuerySet.as_manager()

    class Meta:
        ordering = ["-year__year", "pk"]
        verbose_name = "年度报告"
        indexes = [models.Index(fields=["year", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "year"],
                name="%(app_label)s_%(class)s_once_per_entry",
                violation_error_message="这个平台这一年度的报告已经建立。",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(handed_in_by__isnull=False, handed_in_at__isnull=False),
                name="%(app_label)s_%(class)s_handed_in_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "handed_in"])
                | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="%(app_label)s_%(class)s_answered_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(opinion=""),
                name="%(app_label)s_%(class)s_returned_with_a_reason",
                violation_error_message="退回修改须说明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.year.year} 年度报告"

    @property
    def is_editable(self) -> bool:
        return self.state in self.EDITABLE
