"""What officials decide on an entry, each confirmed by another; rectification."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from applications.models import Evidence
from applications.models.dossier import new_key
from portal.models import User
from scoring.models.library import LibraryEntry, YearlyReport


class LibraryDecisionQuerySet(models.QuerySet["LibraryDecision"]):
    def visible_to(self, user: User) -> Self:
        """Officials those of their province; the others what was confirmed."""
        seen = self.filter(entry__in=LibraryEntry.objects.visible_to(user))
        return seen if user.is_official else seen.confirmed()

    def proposed(self) -> Self:
        return self.filter(state=LibraryDecision.State.PROPOSED)

    def confirmed(self) -> Self:
        return self.filter(state=LibraryDecision.State.CONFIRMED)


class LibraryDecision(models.Model):
    """One decision on an entry (库内决定): proposed with its reason by one official,
    confirmed or refused by another."""

    class Kind(models.TextChoices):
        PASSED = "passed", "年度考核合格"
        RECTIFY = "rectify", "限期整改"
        RECTIFIED = "rectified", "整改通过"
        PROMOTED = "promoted", "由储备晋升重点"
        REMOVED = "removed", "退出"

    class State(models.TextChoices):
        PROPOSED = "proposed", "待另一人确认"
        CONFIRMED = "confirmed", "已确认"
        REFUSED = "refused", "未同意"

    #: What a yearly review ends with.
    OF_A_REVIEW = (Kind.PASSED, Kind.RECTIFY, Kind.REMOVED)
    #: What the public directory tells, with its reason.
    PUBLIC = (Kind.PROMOTED, Kind.REMOVED)

    entry = models.ForeignKey(LibraryEntry, models.PROTECT, related_name="decisions")
    report = models.ForeignKey(
        YearlyReport, models.PROTECT, related_name="decisions", null=True, blank=True
    )
    kind = models.CharField("决定", max_length=12, choices=Kind)
    state = models.CharField(
        "状态", max_length=10, choices=State, default=State.PROPOSED
    )
    checklist = models.JSONField("考核要点", default=dict)
    reason = models.CharField("理由", max_length=500)
    workdays = models.PositiveSmallIntegerField(
        "整改期限（工作日）", null=True, blank=True
    )
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("提出时间")
    opinion = models.CharField("确认意见", max_length=500, blank=True)
    settled_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True
    )
    settled_at = models.DateTimeField("确认时间", null=True, blank=True)

    objects = LibraryDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "库内决定"
        indexes = [models.Index(fields=["state", "entry"])]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(state="proposed"),
                name="%(app_label)s_%(class)s_one_at_a_time",
                violation_error_message="这个平台还有一项决定等待确认。",
            ),
            models.UniqueConstraint(
                fields=["report"],
                condition=~Q(state="refused"),
                name="%(app_label)s_%(class)s_one_review_of_a_year",
                violation_error_message="这一年度已经考核。",
            ),
            models.CheckConstraint(
                condition=Q(settled_by=None) | ~Q(settled_by=F("proposed_by")),
                name="%(app_label)s_%(class)s_confirmed_by_another",
                violation_error_message="决定须由另一位工作人员确认。",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", settled_by=None, settled_at=None)
                | (
                    ~Q(state="proposed")
                    & Q(settled_by__isnull=False, settled_at__isnull=False)
                ),
                name="%(app_label)s_%(class)s_settled_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & (~Q(state="refused") | ~Q(opinion="")),
                name="%(app_label)s_%(class)s_says_why",
                violation_error_message="决定和不同意都须说明理由。",
            ),
            models.CheckConstraint(
                condition=Q(kind="rectify", workdays__gte=1)
                | (~Q(kind="rectify") & Q(workdays=None)),
                name="%(app_label)s_%(class)s_rectify_has_a_term",
                violation_error_message="限期整改须定期限，其他决定没有期限。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.get_kind_display()}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.PROPOSED


class RectificationQuerySet(models.QuerySet["Rectification"]):
    def visible_to(self, user: User) -> Self:
        entries = LibraryEntry.objects.visible_to(user)
        return self.filter(decision__entry__in=entries)

    def running(self) -> Self:
        """Neither passed nor ended with a removal."""
        return self.exclude(state=Rectification.State.CLOSED)

    def outstanding(self) -> Self:
        return self.filter(state=Rectification.State.OPEN)


class Rectification(models.Model):
    """What an enterprise puts right within a term of workdays, and its proof (整改)."""

    class State(models.TextChoices):
        OPEN = "open", "待整改"
        HANDED_IN = "handed_in", "已提交整改材料"
        CLOSED = "closed", "已办结"

    decision = models.OneToOneField(
        LibraryDecision, models.PROTECT, related_name="rectification"
    )
    due_on = models.DateField("整改期限")
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    text = models.TextField("整改情况", blank=True)
    handed_in_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True
    )
    handed_in_at = models.DateTimeField("提交时间", null=True, blank=True)
    returned_for = models.CharField("退回理由", max_length=500, blank=True)

    objects = RectificationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "整改"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="handed_in")
                | Q(handed_in_by__isnull=False, handed_in_at__isnull=False)
                & ~Q(text=""),
                name="%(app_label)s_%(class)s_handed_in_with_an_account",
                violation_error_message="提交整改材料须写明整改情况。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.decision.entry} 整改"

    def is_overdue(self, today: date) -> bool:
        return self.state == self.State.OPEN and self.due_on < today


def proof_place(file: "RectificationFile", filename: str) -> str:
    """By content, never by the name that somebody typed."""
    return f"library/{file.sha256[:2]}/{file.sha256}-{file.key}"


class RectificationFile(models.Model):
    """A proof that things were put right (整改证明), checked as evidence is."""

    key = models.CharField(max_length=32, unique=True, default=new_key)
    rectification = models.ForeignKey(
        Rectification, models.PROTECT, related_name="files"
    )
    name = models.CharField("文件名", max_length=120)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("大小")
    sha256 = models.CharField("SHA-256", max_length=64)
    file = models.FileField(upload_to=proof_place, max_length=200)
    scan_state = models.CharField(
        "安全检查",
        max_length=16,
        choices=Evidence.Scan,
        default=Evidence.Scan.UNSCANNED,
    )
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        ordering = ["pk"]
        verbose_name = "整改证明"

    def __str__(self) -> str:
        return self.name

    @property
    def is_servable(self) -> bool:
        """Whether anybody may be given its content."""
        if settings.SCAN_REQUIRED:
            return self.scan_state == Evidence.Scan.CLEAN
        return self.scan_state != Evidence.Scan.INFECTED
