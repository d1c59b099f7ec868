from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from applications.models import Dossier, Enterprise, Round
from applications.models.dossier import new_key
from portal.guides import province_choices
from portal.models import User


class ExpertQuerySet(models.QuerySet["Expert"]):
    def visible_to(self, user: User) -> Self:
        if user.is_official:
            return self.filter(province=user.province)
        return self.filter(user=user)

    def available(self) -> Self:
        """Whom nothing lasting keeps away; facts.duty knows of a day as well."""
        return self.filter(is_available=True, user__is_active=True)


class Expert(models.Model):
    """A person of a province's expert pool (专家)."""

    user = models.OneToOneField(User, models.PROTECT, related_name="expert")
    province = models.CharField("专家库", max_length=32, choices=province_choices)
    code = models.CharField("专家编号", max_length=12, unique=True)
    employer = models.CharField("工作单位", max_length=120)
    employer_code = models.CharField("单位统一社会信用代码", max_length=18, blank=True)
    title = models.CharField("职称", max_length=40, blank=True)
    fields = models.JSONField("专业领域", default=list)
    city = models.CharField("所在城市", max_length=60, blank=True)
    years = models.PositiveSmallIntegerField("从业年限（年）", null=True, blank=True)
    is_available = models.BooleanField("可承担评审", default=True)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = "专家"

    def __str__(self) -> str:
        return f"{self.code} {self.user.name}"


class Conflict(models.Model):
    """An expert's declared tie to an enterprise; it excludes from all its dossiers."""

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="conflicts")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    reason = models.CharField("回避事由", max_length=300)
    declared_at = models.DateTimeField("申明时间")

    class Meta:
        ordering = ["pk"]
        verbose_name = "利益关系"
        constraints = [
            models.UniqueConstraint(
                fields=["expert", "enterprise"],
                name="%(app_label)s_%(class)s_one_per_expert_and_enterprise",
            )
        ]

    def __str__(self) -> str:
        return f"{self.expert} — {self.enterprise}"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, user: User) -> Self:
        """An expert their own that still stand; officials their province's."""
        if user.is_expert:
            return self.standing().filter(expert__user=user)
        if user.is_official:
            return self.filter(dossier__round__province=user.province)
        return self.none()

    def standing(self) -> Self:
        """Neither recused nor taken back."""
        return self.filter(state__in=Assignment.STANDING)

    def defending(self) -> Self:
        """Who may mark a defence of the dossier."""
        return self.filter(state__in=Assignment.DEFENDING)

    def scoring(self) -> Self:
        """Whose experts may mark now: the round is scored, or the seat was reopened."""
        is_in_time = Q(dossier__round__status=Round.Status.SCORING)
        return self.filter(is_in_time | Q(reopened_at__isnull=False))

    def for_list(self) -> Self:
        return self.select_related(
            "expert__user", "dossier__round", "dossier__enterprise", "sheet"
        ).defer(
            "dossier__document", "dossier__round__guide_text", "dossier__round__table"
        )

    def for_tasks(self, keys: list[str]) -> Self:
        """These with what a list says of each; the rounds are read once, apart."""
        mine = self.filter(key__in=keys).select_related("dossier", "sheet", "expert")
        return mine.only(
            *("key", "state", "skipped_at", "sheet__state", "sheet__points"),
            *("reopened_at", "reopened"),
            *("sheet__seen", "dossier__recalled_version"),
            *("dossier__round", "dossier__number", "dossier__kind"),
            *("dossier__platform", "dossier__enterprise", "expert__code"),
        )


class Assignment(models.Model):
    """One expert on one dossier (分派); a panel is a dossier's standing ones.

    ``reopened_at``: after the round's scoring, since when this seat alone scores again
    because an objection was upheld; ``reopened`` is why, by indicator code, where only
    these marks are open.
    """

    class State(models.TextChoices):
        ASSIGNED = "assigned", "待声明"
        DECLARED = "declared", "已声明无利益关系"
        RECUSED = "recused", "已回避"
        WITHDRAWN = "withdrawn", "已撤回"
        SUBSTITUTE = "substitute", "替补答辩"

    STANDING = (State.ASSIGNED, State.DECLARED)
    #: Who may mark a defence: a substitute that alone, the documents never.
    DEFENDING = (State.DECLARED, State.SUBSTITUTE)

    key = models.CharField(max_length=32, unique=True, default=new_key)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="assignments")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="assignments")
    state = models.CharField(
        "状态", max_length=16, choices=State, default=State.ASSIGNED
    )
    assigned_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField("分派时间")
    declared_at = models.DateTimeField("声明时间", null=True, blank=True)
    ended_at = models.DateTimeField("回避或撤回时间", null=True, blank=True)
    reason = models.CharField("事由", max_length=300, blank=True)
    skipped_at = models.DateTimeField("跳过时间", null=True, blank=True)
    reopened_at = models.DateTimeField("重新打开的时间", null=True, blank=True)
    reopened = models.JSONField("重新打开的指标", default=dict, blank=True)
    stands_in_for = models.OneToOneField(
        "self", models.PROTECT, related_name="substitute", null=True, blank=True
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "分派"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "expert"],
                name="%(app_label)s_%(class)s_one_per_dossier_and_expert",
                violation_error_message="该专家曾分派到这份申报，不能重复分派。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["recused", "withdrawn"])
                | Q(ended_at__isnull=False),
                name="%(app_label)s_%(class)s_ended_when",
            ),
            models.CheckConstraint(
                condition=Q(state="substitute", stands_in_for__isnull=False)
                | ~Q(state="substitute") & Q(stands_in_for=None),
                name="%(app_label)s_%(class)s_substitutes_for_somebody",
            ),
        ]
        indexes = [
            # Who sits where and still stands, without opening a seat.
            models.Index(
                fields=["dossier", "state", "expert"], name="scoring_seat_stands"
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier} — {self.expert.code}"

    def get_absolute_url(self) -> str:
        return reverse("scoring:sheet", args=[self.key])
