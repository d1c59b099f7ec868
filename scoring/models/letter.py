from typing import Self

from django.db import models
from django.db.models import Q

from applications.models import Dossier
from applications.models.dossier import new_key
from portal.models import User


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: User) -> Self:
        """Officials their province's; an enterprise its own once they are issued."""
        if user.is_official:
            return self.filter(dossier__round__province=user.province)
        if user.is_enterprise:
            return self.printed().filter(
                dossier__enterprise__memberships__user=user, issued_at__isnull=False
            )
        return self.none()

    def for_list(self) -> Self:
        """With all that one row of a list prints, in one query."""
        return self.select_related("dossier__enterprise", "dossier__round").defer(
            "content",
            "dossier__document",
            "dossier__report",
            "dossier__round__guide_text",
            "dossier__round__table",
        )

    def standing(self) -> Self:
        """Not void."""
        return self.filter(voided_at=None)

    def unprinted(self) -> Self:
        return self.filter(printed_at=None, voided_at=None)

    def printed(self) -> Self:
        return self.filter(printed_at__isnull=False)


class Letter(models.Model):
    """A letter to an enterprise (通知函); ``content`` is fixed when it is written."""

    class Kind(models.TextChoices):
        OPINION = "opinion", "评审意见书"
        RESULT = "result", "结果通知书"
        CORRECTION = "correction", "补正通知书"

    key = models.CharField(max_length=32, unique=True, default=new_key)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="letters")
    kind = models.CharField("文种", max_length=16, choices=Kind)
    number = models.CharField("编号", max_length=40, unique=True)
    content = models.JSONField("内容")
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField("生成时间")
    issued_at = models.DateTimeField("发出时间", null=True, blank=True)
    pdf = models.FileField("PDF", upload_to="letters/%Y/", blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    printed_at = models.DateTimeField("成文时间", null=True, blank=True)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    void_reason = models.CharField("作废理由", max_length=500, blank=True)
    replaced_by = models.OneToOneField(
        "self", models.SET_NULL, related_name="replaces", null=True, blank=True
    )

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "通知函"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "kind"],
                condition=~Q(kind="correction") & Q(voided_at=None),
                name="%(app_label)s_%(class)s_one_of_a_kind_per_dossier",
            ),
            models.CheckConstraint(
                condition=Q(printed_at=None) | ~Q(sha256=""),
                name="%(app_label)s_%(class)s_printed_with_its_digest",
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None, void_reason="", replaced_by=None)
                | Q(voided_at__isnull=False) & ~Q(void_reason=""),
                name="%(app_label)s_%(class)s_void_when_and_why",
                violation_error_message="文书作废须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
