from typing import Self

from django.db import models
from django.db.models import Q

from applications.models import Round
from portal.models import User


class TrialNoteQuerySet(models.QuerySet["TrialNote"]):
    def visible_to(self, user: User) -> Self:
        """Officials their province's; nobody else any."""
        if user.is_official:
            return self.filter(round__province=user.province)
        return self.none()


class TrialNote(models.Model):
    """Other weights that were tried on a ranking, and what was noted (试算记录).

    ``weights`` is {group: "38"}; ``outcome`` what the ranking would have been then:
    tau, and the numbers of who would enter and leave. It decides nothing.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="trial_notes")
    kind = models.CharField("平台类型", max_length=32)
    weights = models.JSONField("试算权重")
    outcome = models.JSONField("试算结果")
    text = models.CharField("备注", max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("记录时间")

    objects = TrialNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "试算记录"
        indexes = [models.Index(fields=["round", "kind"], name="trial_notes_of_a_kind")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="%(app_label)s_%(class)s_says_something",
                violation_error_message="请填写备注。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.kind} {self.text[:20]}"
