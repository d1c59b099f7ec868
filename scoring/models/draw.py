from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from applications.models import Dossier, Round
from applications.models.dossier import new_key
from portal.models import User


class DrawQuerySet(models.QuerySet["Draw"]):
    def visible_to(self, user: User) -> Self:
        """To work with: officials their province's. What is published is for all."""
        if user.is_official:
            return self.filter(round__province=user.province)
        return self.none()

    def standing(self) -> Self:
        return self.exclude(state=Draw.State.VOID)

    def pending(self) -> Self:
        return self.filter(state=Draw.State.COMMITTED)

    def for_list(self) -> Self:
        """Without what is long."""
        return self.select_related("round").defer(
            "pool_text", "result", "round__guide_text", "round__table"
        )


class Draw(models.Model):
    """Experts drawn by lot for some dossiers of a round (随机抽取).

    ``pool_text`` is frozen and published with its digest and the commitment; the
    salt stays here for good, the secret is written down once it is public
    (``actions.draw_sealing``).
    """

    class State(models.TextChoices):
        COMMITTED = "committed", "待录入公开值"
        DRAWN = "drawn", "已抽取"
        VOID = "void", "作废"

    key = models.CharField(max_length=32, unique=True, default=new_key)
    round = models.ForeignKey(Round, models.PROTECT, related_name="draws")
    number = models.PositiveSmallIntegerField("次序")
    dossiers = models.ManyToManyField(Dossier, related_name="draws")
    state = models.CharField(
        "状态", max_length=16, choices=State, default=State.COMMITTED
    )
    pool_text = models.TextField("候选名单和规则")
    pool_sha256 = models.CharField("名单摘要 SHA-256", max_length=64)
    commitment = models.CharField("承诺值", max_length=64)
    secret = models.CharField("秘密值", max_length=64, blank=True)
    salt = models.CharField("掩码", max_length=64)
    value_due = models.DateTimeField("公开值产生时间")
    committed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    committed_at = models.DateTimeField("公布时间")
    value = models.CharField("公开值", max_length=200, blank=True)
    seed = models.CharField("种子", max_length=64, blank=True)
    result = models.JSONField("抽取结果", default=dict)
    drawn_at = models.DateTimeField("抽取时间", null=True, blank=True)
    void_reason = models.CharField("作废理由", max_length=300, blank=True)
    void_asked_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True
    )
    void_asked_at = models.DateTimeField("提出作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True
    )
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)

    objects = DrawQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "专家抽取"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "number"],
                name="%(app_label)s_%(class)s_numbered_within_its_round",
            ),
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(state="committed"),
                name="%(app_label)s_%(class)s_one_waiting_per_round",
                violation_error_message="本批次已有一次抽取在等待公开值。",
            ),
            models.CheckConstraint(
                condition=Q(committed_at__lt=F("value_due")),
                name="%(app_label)s_%(class)s_promised_before_the_value",
                violation_error_message="承诺须早于公开值产生的时间。",
            ),
            models.CheckConstraint(
                condition=Q(drawn_at=None, value="", seed="")
                | Q(drawn_at__gte=F("value_due")) & ~Q(value="") & ~Q(seed=""),
                name="%(app_label)s_%(class)s_drawn_from_a_value",
            ),
            models.CheckConstraint(
                condition=Q(drawn_at=None) | ~Q(secret=""),
                name="%(app_label)s_%(class)s_secret_is_out_once_drawn",
            ),
            models.CheckConstraint(
                condition=~Q(state="drawn") | Q(drawn_at__isnull=False),
                name="%(app_label)s_%(class)s_drawn_when",
            ),
            models.CheckConstraint(
                condition=Q(void_asked_by=None, void_asked_at=None, void_reason="")
                | Q(void_asked_by__isnull=False, void_asked_at__isnull=False)
                & ~Q(void_reason=""),
                name="%(app_label)s_%(class)s_void_asked_by_whom_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(voided_by=None, voided_at=None) & ~Q(state="void")
                | Q(
                    state="void",
                    voided_by__isnull=False,
                    voided_at__isnull=False,
                    void_asked_by__isnull=False,
                )
                & ~Q(voided_by=F("void_asked_by")),
                name="%(app_label)s_%(class)s_voided_by_a_second_official",
                violation_error_message="作废须由另一位工作人员确认。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} 第 {self.number} 次抽取"

    def get_absolute_url(self) -> str:
        return reverse("scoring:draw", args=[self.key])


class DrawEntry(models.Model):
    """The public value as one official read it; two that agree make the draw."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="entries")
    official = models.ForeignKey(User, models.PROTECT, related_name="+")
    value = models.CharField("公开值", max_length=200)
    source = models.CharField("来源", max_length=300)
    at = models.DateTimeField("录入时间")

    class Meta:
        ordering = ["pk"]
        verbose_name = "公开值录入"
        constraints = [
            models.UniqueConstraint(
                fields=["draw", "official"],
                name="%(app_label)s_%(class)s_one_per_official",
            )
        ]

    def __str__(self) -> str:
        return f"{self.draw}：{self.value}"


class DrawReplacement(models.Model):
    """A seat that was left, and the reserve who took it, if one could."""

    class Cause(models.TextChoices):
        AWAY = "away", "抽中后不能到任"
        RECUSED = "recused", "回避"
        WITHDRAWN = "withdrawn", "撤回"

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="replacements")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+")
    seat = models.CharField("席位", max_length=4)
    leaves = models.CharField("离开的专家", max_length=12, blank=True)
    cause = models.CharField("原因", max_length=16, choices=Cause, blank=True)
    expert = models.CharField("递补的专家", max_length=12, blank=True)
    skipped = models.JSONField("跳过的候补专家", default=list)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("递补时间")

    class Meta:
        ordering = ["pk"]
        verbose_name = "递补"

    def __str__(self) -> str:
        return f"{self.dossier} 第 {self.seat} 席：{self.leaves} → {self.expert}"
