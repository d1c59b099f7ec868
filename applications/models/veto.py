from typing import Self

from django.db import models
from django.db.models import Q

from applications.models.dossier import Dossier
from portal.models import User


class VetoReviewQuerySet(models.QuerySet["VetoReview"]):
    def in_force(self) -> Self:
        """Those made of what is handed in now, not of what was corrected since."""
        return self.filter(at__gte=models.F("dossier__submitted_at"))


class VetoReview(models.Model):
    """What the city finds of an answer to a veto item (一票否决事项); items as data."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="veto_reviews")
    item = models.CharField("事项", max_length=40)
    agrees = models.BooleanField("与核查情况一致")
    note = models.CharField("核查说明", max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    objects = VetoReviewQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "一票否决事项核查"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "item"],
                name="%(app_label)s_%(class)s_one_answer_an_item",
            ),
            models.CheckConstraint(
                condition=Q(agrees=True) | ~Q(note=""),
                name="%(app_label)s_%(class)s_says_why_not",
                violation_error_message="有疑问的事项必须写明情况。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} {self.item}"


class VetoDecisionQuerySet(models.QuerySet["VetoDecision"]):
    def in_force(self) -> Self:
        """Those that stand, made of what is handed in now."""
        since = models.F("dossier__submitted_at")
        return self.filter(withdrawn_at=None, at__gte=since)


class VetoDecision(models.Model):
    """An official's decision on a veto item: it keeps the dossier out, or does not."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="vetoes")
    item = models.CharField("事项", max_length=40)
    is_confirmed = models.BooleanField("情形属实")
    reason = models.TextField("理由")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)

    objects = VetoDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "一票否决认定"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "item"],
                condition=Q(withdrawn_at=None),
                name="%(app_label)s_%(class)s_one_in_force_per_item",
                violation_error_message="该事项已有认定，请先撤销原认定。",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="%(app_label)s_%(class)s_has_a_reason",
                violation_error_message="认定必须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} {self.item}"

    @property
    def is_met(self) -> bool:
        """As of a ruling: whether what has to hold is found to hold."""
        return not self.is_confirmed
