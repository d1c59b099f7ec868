import secrets
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from applications.models.enterprise import Enterprise
from applications.models.round import Round
from portal.jsontext import Unescaped
from portal.models import User


def new_key() -> str:
    """128 random bits: a dossier's address says nothing and cannot be guessed."""
    return secrets.token_hex(16)


def empty_document() -> dict[str, Any]:
    return {"metrics": {}, "industries": [], "domains": [], "parks": []}


class DossierQuerySet(models.QuerySet["Dossier"]):
    def visible_to(self, user: User) -> Self:
        """An enterprise its own; city and province what was handed in to them."""
        if user.is_enterprise:
            return self.filter(enterprise__memberships__user=user)
        if user.is_city:
            return self.handed_in().filter(
                round__province=user.province, enterprise__city=user.city
            )
        if user.is_official:
            return self.handed_in().filter(round__province=user.province)
        return self.none()

    def withdrawn_from(self, user: User) -> Self:
        """What a city had before it, until its enterprise took it back."""
        if not user.is_city:
            return self.none()
        taken = Step.objects.filter(action="take_back").values("dossier")
        return self.filter(
            pk__in=taken,
            status=Dossier.Status.DRAFT,
            round__province=user.province,
            enterprise__city=user.city,
        )

    def handed_in(self) -> Self:
        return self.filter(submitted_at__isnull=False)

    def accepted(self) -> Self:
        """Those that are scored, also while one is put right meanwhile."""
        return self.filter(Q(status=Dossier.Status.ACCEPTED) | Dossier.RECALLED)

    def for_list(self) -> Self:
        """With all that one row of a list prints, in one query."""
        return self.select_related("enterprise", "round").defer(
            "document", "round__guide_text", "round__table"
        )

    def with_listed(self) -> Self:
        """Each with ``is_listed``: whether the list of its kind is published. Lists
        belong to the experts' side, so they are asked for by name."""
        lists = Round.objects.filter(
            pk=OuterRef("round_id"),
            shortlists__kind=OuterRef("kind"),
            shortlists__state="published",
        )
        return self.annotate(is_listed=Exists(lists))


class Dossier(models.Model):
    """One enterprise's answer to one round for one kind of platform (申报书).

    ``document`` has the contract's shape (guide, kind, name, metrics, industries,
    domains, parks) and beside it ``profile`` (fields of form.toml), ``cases`` (rows)
    and ``capabilities`` ({id: {"answer": yes|partly|no, "statement": text}}).
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        SUBMITTED = "submitted", "已提交，待市级审核"
        RETURNED = "returned", "退回补正"
        RECOMMENDED = "recommended", "市级已推荐"
        DECLINED = "declined", "市级不予推荐"
        ACCEPTED = "accepted", "已受理"
        REJECTED = "rejected", "不予受理"

    EDITABLE = (Status.DRAFT, Status.RETURNED)
    #: Out for correction while experts score: what they read is its last version.
    RECALLED = Q(status=Status.RETURNED, recalled_version__isnull=False)

    key = models.CharField(max_length=32, unique=True, default=new_key)
    number = models.CharField(  # noqa: DJ001  (unique once given, none before)
        "申报编号", max_length=32, unique=True, null=True
    )
    round = models.ForeignKey(Round, models.PROTECT, related_name="dossiers")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="dossiers")
    kind = models.CharField("平台类型", max_length=32)
    platform = models.CharField("平台名称", max_length=120, blank=True)
    document = models.JSONField("填报内容", default=empty_document, encoder=Unescaped)
    version = models.PositiveIntegerField("修订号", default=1)
    status = models.CharField(
        "状态", max_length=16, choices=Status, default=Status.DRAFT
    )
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField("最后保存", auto_now=True)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    submitted_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True
    )
    report = models.JSONField("提交时的条款核对", null=True, blank=True)
    correction_due = models.DateTimeField("补正期限", null=True, blank=True)
    correction_extended_at = models.DateTimeField("延长补正", null=True, blank=True)
    recalled_version = models.PositiveIntegerField(
        "评审期间首次退回的版本", null=True, blank=True
    )
    recommended_order = models.PositiveIntegerField("推荐顺序", null=True, blank=True)
    city_opinion = models.TextField("推荐意见", blank=True)

    objects = DossierQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "申报书"
        indexes = [
            models.Index(fields=["round", "kind", "status"]),
            # What a queue counts and sorts by, without opening a document.
            models.Index(
                fields=["round", "status", "submitted_at", "enterprise", "kind"],
                name="applications_dossier_queue",
            ),
            # What a ranking is known by. Of drafts nothing: each save would write it.
            models.Index(
                fields=["round", "status", "submitted_at", "version", "enterprise"],
                condition=Q(submitted_at__isnull=False),
                name="applications_dossier_filed",
            ),
            # What stands in a round by number, a page of it or how many.
            models.Index(
                fields=["round", "number", "status", "recalled_version"],
                name="applications_dossier_numbers",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "enterprise", "kind"],
                name="%(app_label)s_%(class)s_one_per_round_and_kind",
                violation_error_message="本批次同一平台类型每家企业只能申报一次。",
            ),
            models.CheckConstraint(
                condition=Q(status="draft")
                | Q(
                    submitted_at__isnull=False,
                    submitted_by__isnull=False,
                    number__isnull=False,
                ),
                name="%(app_label)s_%(class)s_handed_in_when_by_whom_under_which_number",
            ),
            models.CheckConstraint(
                condition=~Q(status="returned") | Q(correction_due__isnull=False),
                name="%(app_label)s_%(class)s_returned_with_a_deadline",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.enterprise}（草稿）"

    def get_absolute_url(self) -> str:
        return reverse("applications:dossier", args=[self.key])

    @property
    def is_recalled(self) -> bool:
        return self.status == self.Status.RETURNED and self.recalled_version is not None

    @property
    def is_editable(self) -> bool:
        return self.status in self.EDITABLE


class Step(models.Model):
    """One move of a dossier (流转), as its enterprise may read it."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="steps")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    action = models.CharField("动作", max_length=32)
    status = models.CharField("其后状态", max_length=16, choices=Dossier.Status)
    opinion = models.TextField("意见或理由", blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "流转记录"

    def __str__(self) -> str:
        return f"{self.dossier} {self.action}"


class Ruling(models.Model):
    """An official's overruling of a clause judged from evidence, with the reason."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="rulings")
    clause = models.CharField("条款", max_length=80)
    computed = models.CharField("系统核对结论", max_length=16)
    is_met = models.BooleanField("认定为符合")
    reason = models.TextField("理由")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "条款认定"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "clause"],
                condition=Q(withdrawn_at=None),
                name="%(app_label)s_%(class)s_one_in_force_per_clause",
                violation_error_message="该条款已有认定，请先撤销原认定。",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="%(app_label)s_%(class)s_has_a_reason",
                violation_error_message="认定必须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} {self.clause}"
