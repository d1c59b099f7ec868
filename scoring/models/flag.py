from typing import Self

from django.db import models
from django.db.models import Q

from portal.models import User
from scoring.models.panel import Assignment

LONGEST_REASON = 500


class FlagQuerySet(models.QuerySet["Flag"]):
    def visible_to(self, user: User) -> Self:
        """An expert's own, as long as the assignment stands; officials their
        province's."""
        if user.is_expert:
            return self.filter(
                assignment__expert__user=user,
                assignment__state__in=Assignment.STANDING,
            )
        if user.is_official:
            return self.filter(assignment__dossier__round__province=user.province)
        return self.none()

    def standing(self) -> Self:
        """Not taken back, by experts who still sit on the panel."""
        return self.exclude(state=Flag.State.TAKEN_BACK).filter(
            assignment__state__in=Assignment.STANDING
        )

    def open(self) -> Self:
        """Those that wait for an official."""
        return self.standing().filter(state=Flag.State.OPEN)

    def for_list(self) -> Self:
        return self.select_related(
            "assignment__expert", "assignment__dossier__enterprise", "answered_by"
        ).defer("assignment__dossier__document")


class Flag(models.Model):
    """An expert's doubt about a dossier (标记); it moves no mark and no ruling."""

    class Kind(models.TextChoices):
        THRESHOLD = "threshold", "门槛存疑"
        EVIDENCE = "evidence", "佐证存疑"
        SCOPE = "scope", "超出范围"

    class About(models.TextChoices):
        DOSSIER = "dossier", "整份申报"
        INDICATOR = "indicator", "指标"
        CLAUSE = "clause", "条款"
        EVIDENCE = "evidence", "佐证"

    class State(models.TextChoices):
        OPEN = "open", "待处理"
        UPHELD = "upheld", "采纳"
        DISMISSED = "dismissed", "不采纳"
        TAKEN_BACK = "taken_back", "已撤回"

    ANSWERED = (State.UPHELD, State.DISMISSED)

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="flags")
    kind = models.CharField("标记类别", max_length=16, choices=Kind)
    about = models.CharField("涉及", max_length=16, choices=About)
    place = models.CharField("指标、条款或佐证", max_length=80, blank=True)
    reason = models.CharField("理由", max_length=LONGEST_REASON)
    raised_at = models.DateTimeField("标记时间")
    state = models.CharField("状态", max_length=16, choices=State, default=State.OPEN)
    ended_at = models.DateTimeField("撤回或处理时间", null=True, blank=True)
    answer = models.CharField("处理意见", max_length=LONGEST_REASON, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    clause = models.CharField("采纳后认定的条款", max_length=80, blank=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "标记"
        constraints = [
            models.CheckConstraint(
                condition=Q(about="dossier", place="")
                | ~Q(about="dossier") & ~Q(place=""),
                name="%(app_label)s_%(class)s_says_what_it_is_about",
                violation_error_message="请选择标记涉及的指标、条款或佐证。",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="%(app_label)s_%(class)s_has_a_reason",
                violation_error_message="标记必须写明理由。",
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None, answered_by=None, answer="")
                | Q(state="taken_back", answered_by=None, answer="")
                & Q(ended_at__isnull=False)
                | Q(state__in=["upheld", "dismissed"], answered_by__isnull=False)
                & Q(ended_at__isnull=False)
                & ~Q(answer=""),
                name="%(app_label)s_%(class)s_is_answered_with_an_opinion",
                violation_error_message="处理标记必须写明处理意见。",
            ),
            models.CheckConstraint(
                condition=Q(clause="") | Q(state="upheld"),
                name="%(app_label)s_%(class)s_leads_to_a_clause_if_upheld",
                violation_error_message="只有采纳的标记才转为条款认定。",
            ),
            models.UniqueConstraint(
                fields=["assignment", "kind", "about", "place"],
                condition=Q(state="open"),
                name="%(app_label)s_%(class)s_one_open_of_a_kind",
                violation_error_message="同一处已有一条待处理的同类标记。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {self.get_kind_display()}"
