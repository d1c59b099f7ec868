"""How many dossiers of a round an expert may be given."""

from typing import Self

from django.db import models
from django.db.models import Q

from applications.models import Round
from portal.models import User
from scoring.models.panel import Expert


class LoadCapQuerySet(models.QuerySet["LoadCap"]):
    def of_everybody(self) -> Self:
        """The one for whoever has none of their own."""
        return self.filter(expert=None)


class LoadCap(models.Model):
    """At most so many dossiers of a round (份数上限): one expert's, or everybody's.

    Without a row there is no cap. What is seated already stays, and a draw by lot keeps
    to its own limit.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="load_caps")
    expert = models.ForeignKey(
        Expert, models.PROTECT, related_name="load_caps", null=True
    )
    most = models.PositiveSmallIntegerField("份数上限")
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField("设定时间")

    objects = LoadCapQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "份数上限"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "expert"],
                name="%(app_label)s_%(class)s_one_per_expert",
                violation_error_message="这位专家在本批次已有份数上限。",
            ),
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(expert=None),
                name="%(app_label)s_%(class)s_one_for_everybody",
                violation_error_message="本批次已有每人份数上限。",
            ),
            models.CheckConstraint(
                condition=Q(most__lte=999),
                name="%(app_label)s_%(class)s_can_be_reached",
                violation_error_message="份数上限应在 0 到 999 之间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert or '每人'} 不超过 {self.most} 份"
