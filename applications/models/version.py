from typing import Any, NoReturn, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from applications.models.dossier import Dossier, Step
from portal.models import User


class VersionsAreKept(TypeError):
    """What was handed in, or asked for, was to be changed or removed."""


class KeptQuerySet(models.QuerySet[Any]):
    """Rows that are written once."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise VersionsAreKept

    def delete(self) -> NoReturn:
        raise VersionsAreKept


class Kept(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise VersionsAreKept
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise VersionsAreKept


class DossierVersion(Kept):
    """A dossier as it was handed in, the first time or again: kept for good.

    ``evidence``: of each file ``rules.FILE`` with its size and where it is stored.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本")
    document = models.JSONField("填报内容", encoder=DjangoJSONEncoder)
    evidence = models.JSONField("佐证材料", default=list)
    report = models.JSONField("提交时的条款核对", null=True)
    submitted_at = models.DateTimeField("提交时间")
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    digest = models.CharField("内容摘要 SHA-256", max_length=64)

    objects = KeptQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = "提交版本"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "number"],
                name="%(app_label)s_%(class)s_numbered_once",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1) & ~Q(digest=""),
                name="%(app_label)s_%(class)s_counts_from_one_with_its_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} 第 {self.number} 版"


class CorrectionItemQuerySet(KeptQuerySet):
    def standing(self, dossier: Dossier) -> Self:
        """What the last return of a dossier asks to be put right; one query."""
        if dossier.status != Dossier.Status.RETURNED:
            return self.none()
        last = dossier.steps.filter(action="return").order_by("-pk").values("pk")[:1]
        return self.filter(step__in=last)


class CorrectionItem(Kept):
    """One thing to be put right (补正事项): a section, or one unit of it.

    ``unit`` is what is saved as a whole: a field, an answer, all rows of a table, or a
    kind of attachment; blank for all of the section. ``label`` is how it was called.
    """

    step = models.ForeignKey(Step, models.PROTECT, related_name="items")
    version = models.ForeignKey(DossierVersion, models.PROTECT, related_name="items")
    section = models.CharField("部分", max_length=40)
    unit = models.CharField("栏目", max_length=80, blank=True)
    label = models.CharField("名称", max_length=200)
    note = models.TextField("意见")

    objects = CorrectionItemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "补正事项"
        constraints = [
            models.UniqueConstraint(
                fields=["step", "section", "unit"],
                name="%(app_label)s_%(class)s_named_once",
            ),
            models.CheckConstraint(
                condition=~Q(note=""),
                name="%(app_label)s_%(class)s_says_what",
                violation_error_message="每项补正都要写明意见。",
            ),
        ]

    def __str__(self) -> str:
        return self.label
