"""Who leaves a list that is public, and who follows from its reserve (递补)."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from applications.models import Evidence, Round
from portal.models import User
from scoring.models.deciding import SignedStep, signed_in_turn
from scoring.models.shortlist import Shortlist, ShortlistEntry
from scoring.models.signed import Signed


class ReplacementQuerySet(models.QuerySet["Replacement"]):
    def visible_to(self, user: User) -> Self:
        if user.is_official:
            return self.filter(shortlist__round__province=user.province)
        return self.none()

    def pending(self) -> Self:
        """Proposed, and not yet before the public."""
        return self.filter(state__in=Replacement.PENDING)

    def published(self) -> Self:
        return self.filter(state=Replacement.State.PUBLISHED)

    def on_notice(self, day: date) -> Self:
        """Before the public on this day, with one who may be objected to."""
        return self.published().filter(
            notice_from__lte=day, notice_until__gte=day, confirmed_at=None
        ).exclude(follower=None)  # fmt: skip


def proof_place(replacement: "Replacement", filename: str) -> str:
    """By content, never by the name that somebody typed."""
    return f"replacements/{replacement.sha256[:2]}/{replacement.sha256}"


class Replacement(Signed, models.Model):
    """One departure, signed and published as its list was; no follower where the
    reserve is used up, or where one leaves the reserve itself."""

    noun = "replacement"

    class Ground(models.TextChoices):
        WITHDRAWN = "withdrawn", "自愿退出"
        REMOVED = "removed", "取消资格"

    class State(models.TextChoices):
        DRAWN_UP = "drawn_up", "待复核"
        APPROVED = "approved", "已复核"
        PUBLISHED = "published", "已公示"
        DROPPED = "dropped", "已撤回"

    PENDING = (State.DRAWN_UP, State.APPROVED)

    shortlist = models.ForeignKey(
        Shortlist, models.PROTECT, related_name="replacements"
    )
    leaver = models.ForeignKey(
        ShortlistEntry, models.PROTECT, related_name="departures"
    )
    follower = models.ForeignKey(
        ShortlistEntry,
        models.PROTECT,
        related_name="successions",
        null=True,
        blank=True,
    )
    ground = models.CharField("事由", max_length=12, choices=Ground)
    reason = models.CharField("理由", max_length=500)
    choice = models.CharField("怎样在并列的候补中确定", max_length=500, blank=True)
    passed = models.JSONField("越过的候补", default=list)
    before = models.JSONField("原来的理由和候补次序", default=dict)
    file = models.FileField("证据", upload_to=proof_place, max_length=200, blank=True)
    name = models.CharField("证据文件名", max_length=120, blank=True)
    content_type = models.CharField("证据类型", max_length=100, blank=True)
    sha256 = models.CharField("证据 SHA-256", max_length=64, blank=True)
    scan_state = models.CharField(
        "安全检查", max_length=16, choices=Evidence.Scan,
        default=Evidence.Scan.UNSCANNED,
    )  # fmt: skip
    state = models.CharField(
        "状态", max_length=16, choices=State, default=State.DRAWN_UP
    )
    steps = models.JSONField("审签环节", default=list)
    stage = models.PositiveSmallIntegerField("已签署的环节数", default=0)
    drawn_up_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drawn_up_at = models.DateTimeField("提出时间")
    approved_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True
    )
    approved_at = models.DateTimeField("复核时间", null=True, blank=True)
    published_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True
    )
    published_at = models.DateTimeField("公示时间", null=True, blank=True)
    notice_from = models.DateField("公示开始", null=True, blank=True)
    notice_until = models.DateField("公示结束", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True
    )
    confirmed_at = models.DateTimeField("确定时间", null=True, blank=True)

    objects = ReplacementQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "退出和递补"
        constraints = [
            models.UniqueConstraint(
                fields=["shortlist"],
                condition=Q(state__in=["drawn_up", "approved"]),
                name="%(app_label)s_%(class)s_one_at_a_time",
                violation_error_message="这份名单已有一件退出和递补正在办理。",
            ),
            models.UniqueConstraint(
                fields=["leaver"],
                condition=Q(state="published"),
                name="%(app_label)s_%(class)s_leaves_once",
                violation_error_message="这一单位已经退出。",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(leaver=F("follower")),
                name="%(app_label)s_%(class)s_says_why",
                violation_error_message="退出须写明理由，也不能由自己递补。",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("drawn_up_by")),
                name="%(app_label)s_%(class)s_approved_by_a_second_official",
                violation_error_message="退出和递补须由另一位工作人员复核。",
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(
                    approved_by__isnull=False,
                    published_by__isnull=False,
                    published_at__isnull=False,
                    notice_from__isnull=False,
                    notice_until__gte=F("notice_from"),
                ),
                name="%(app_label)s_%(class)s_published_with_dates",
                violation_error_message="公示结束日期不得早于开始日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leaver.dossier} {self.get_ground_display()}"

    def get_absolute_url(self) -> str:
        return reverse("scoring:replacement", args=[self.pk])

    @property
    def round(self) -> Round:
        return self.shortlist.round

    def is_on_notice(self, day: date) -> bool:
        """Before the public, with one who may be objected to."""
        since, until = self.notice_from, self.notice_until
        return (
            self.state == self.State.PUBLISHED
            and self.follower_id is not None
            and self.confirmed_at is None
            and since is not None
            and until is not None
            and since <= day <= until
        )

    @property
    def leaves_the_reserve(self) -> bool:
        """Whether it was never selected: nobody follows then."""
        was = self.before.get(str(self.leaver_id))
        return bool(was["reserve"]) if was else not self.leaver.is_selected

    @property
    def is_servable(self) -> bool:
        if settings.SCAN_REQUIRED:
            return self.scan_state == Evidence.Scan.CLEAN
        return self.scan_state != Evidence.Scan.INFECTED


class ReplacementStep(SignedStep):
    """One hand through which a departure went."""

    replacement = models.ForeignKey(Replacement, models.PROTECT, related_name="trail")

    class Meta:
        ordering = ["pk"]
        verbose_name = "退出和递补审签记录"
        constraints = signed_in_turn("replacement")


#: What goes through the steps of a plan.
Paper = Shortlist | Replacement
