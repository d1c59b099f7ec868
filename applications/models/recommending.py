from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from applications.models.dossier import Dossier, new_key
from applications.models.evidence import Evidence
from applications.models.round import Round
from portal.models import User


class FormalCheckQuerySet(models.QuerySet["FormalCheck"]):
    def in_force(self) -> Self:
        """Those made of what is handed in now, not of what was corrected since."""
        return self.filter(at__gte=models.F("dossier__submitted_at"))


class FormalCheck(models.Model):
    """The city's answer to one item of the formal check (形式审查); items as data."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="checks")
    item = models.CharField("核对事项", max_length=40)
    passed = models.BooleanField("通过")
    note = models.CharField("备注", max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    objects = FormalCheckQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "形式审查"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "item"],
                name="%(app_label)s_%(class)s_one_answer_an_item",
            ),
            models.CheckConstraint(
                condition=Q(passed=True) | ~Q(note=""),
                name="%(app_label)s_%(class)s_says_why_not",
                violation_error_message="不通过的事项必须写明情况。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} {self.item}"


class RecommendationQuota(models.Model):
    """How many a city may recommend of a kind (推荐名额); no row, no limit."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="city_quotas")
    kind = models.CharField("平台类型", max_length=32)
    city = models.CharField("设区市", max_length=60)
    most = models.PositiveSmallIntegerField("名额")

    class Meta:
        ordering = ["pk"]
        verbose_name = "推荐名额"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "kind", "city"],
                name="%(app_label)s_%(class)s_one_per_city_and_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.city} {self.kind}：{self.most}"


class RecommendationTerm(models.Model):
    """Until when the cities of a round are to have recommended (报送期限)."""

    round = models.OneToOneField(Round, models.PROTECT, related_name="city_term")
    due_at = models.DateTimeField("报送期限")

    class Meta:
        verbose_name = "市级报送期限"

    def __str__(self) -> str:
        return f"{self.round} {self.due_at}"


class Exemption(models.Model):
    """A dossier that takes none of its city's places (不占名额), and why."""

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="exemption")
    reason = models.CharField("理由", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "不占名额"
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="%(app_label)s_%(class)s_has_a_reason",
                violation_error_message="不占名额必须写明理由。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier} 不占名额"


class RecommendationSheetQuerySet(models.QuerySet["RecommendationSheet"]):
    def visible_to(self, user: User) -> Self:
        """The city that stamped it, and the officials of its province."""
        if user.is_official:
            return self.filter(round__province=user.province)
        if user.is_city:
            return self.filter(round__province=user.province, city=user.city)
        return self.none()


def sheet_place(sheet: "RecommendationSheet", filename: str) -> str:
    """By content, never by the name that somebody typed."""
    return f"stamped/{sheet.sha256[:2]}/{sheet.sha256}-{sheet.key}"


class RecommendationSheet(models.Model):
    """The stamped scan of a city's list (盖章件), with the digest of what it stamps."""

    key = models.CharField(max_length=32, unique=True, default=new_key)
    round = models.ForeignKey(Round, models.PROTECT, related_name="stamped_sheets")
    city = models.CharField("设区市", max_length=60)
    name = models.CharField("文件名", max_length=120)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("大小")
    sha256 = models.CharField("SHA-256", max_length=64)
    file = models.FileField(upload_to=sheet_place, max_length=200)
    list_digest = models.CharField("汇总表摘要", max_length=64)
    #: Its own text showed this digest; of a plain scan nobody knows but who looks.
    digest_was_read = models.BooleanField("页脚摘要已读出", default=False)
    scan_state = models.CharField(
        "安全检查",
        max_length=16,
        choices=Evidence.Scan,
        default=Evidence.Scan.UNSCANNED,
    )
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("上传时间")

    objects = RecommendationSheetQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "推荐汇总表盖章件"
        indexes = [models.Index(fields=["round", "city"])]

    def __str__(self) -> str:
        return f"{self.round} {self.city} {self.name}"

    @property
    def is_servable(self) -> bool:
        """Whether anybody may be given its content."""
        if settings.SCAN_REQUIRED:
            return self.scan_state == Evidence.Scan.CLEAN
        return self.scan_state != Evidence.Scan.INFECTED
