from typing import Self

from django.db import models
from django.db.models import Q

from scoring.models.panel import Assignment

LONGEST_COMMENT = 500
LONGEST_REMARK = 2000


class ScoreSheetQuerySet(models.QuerySet["ScoreSheet"]):
    def counting(self) -> Self:
        """Handed in by an expert whose assignment still stands."""
        return self.filter(
            state=ScoreSheet.State.HANDED_IN,
            assignment__state__in=Assignment.STANDING,
        )


class ScoreSheet(models.Model):
    """One expert's marks for one dossier (评分表); fixed once handed in.

    ``points`` is {indicator code: "8.5"}, the only copy of the marks; ``total`` is
    their sum in hundredths of a point, written when the sheet is handed in, as is
    ``objective``: of each indicator with published bands the figure, what it came to,
    and whether the expert confirmed or contested it. ``seen`` is by which version of a
    dossier recalled during scoring a mark was given (none: the first), ``rechecks``
    what became of marks that its changes opened again, in order.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "评分中"
        HANDED_IN = "handed_in", "已提交"

    assignment = models.OneToOneField(Assignment, models.PROTECT, related_name="sheet")
    points = models.JSONField("得分", default=dict)
    comments = models.JSONField("评语", default=dict)
    objective = models.JSONField("客观项", default=dict)
    seen = models.JSONField("得分依据的版本", default=dict)
    rechecks = models.JSONField("补正后的复核", default=list)
    remark = models.TextField("总体评价", blank=True)
    version = models.PositiveIntegerField("修订号", default=1)
    state = models.CharField("状态", max_length=16, choices=State, default=State.DRAFT)
    total = models.PositiveIntegerField("总分（百分之一分）", null=True, blank=True)
    updated_at = models.DateTimeField("最后保存", auto_now=True)
    handed_in_at = models.DateTimeField("提交时间", null=True, blank=True)

    objects = ScoreSheetQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "评分表"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", total=None, handed_in_at=None)
                | Q(
                    state="handed_in",
                    total__isnull=False,
                    total__lte=10000,
                    handed_in_at__isnull=False,
                ),
                name="%(app_label)s_%(class)s_has_a_total_once_handed_in",
            )
        ]
        indexes = [
            # What counts and to how much, without opening a sheet.
            models.Index(
                fields=["assignment", "state", "version", "total", "handed_in_at"],
                name="scoring_sheet_counts",
            )
        ]

    def __str__(self) -> str:
        return str(self.assignment)
