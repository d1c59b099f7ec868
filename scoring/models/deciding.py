"""Through whose hands a list goes: a round's plan, who holds a step, who signed."""

from django.db import models
from django.db.models import F, Q

from applications.models import Round
from portal.guides import deciding
from portal.models import User
from scoring.models.shortlist import Shortlist

#: Who holds each step, by its name: the keys of the users.
Duties = dict[str, frozenset[int]]


class DecisionPlanQuerySet(models.QuerySet["DecisionPlan"]):
    def of(self, round: Round) -> "DecisionPlan":
        """The round's own, or the usual one, which is not saved. One query."""
        return self.filter(round=round).first() or self.usual(round)

    def usual(self, round: Round | None = None) -> "DecisionPlan":
        return DecisionPlan(round=round, **deciding.defaults())


class DecisionPlan(models.Model):
    """How the lists of one round are decided (名单办法), set before the first one."""

    round = models.OneToOneField(Round, models.PROTECT, related_name="decision_plan")
    steps = models.JSONField("审签环节", default=list)
    notice_workdays = models.PositiveSmallIntegerField(
        "公示不少于（工作日）", default=5
    )
    answer_workdays = models.PositiveSmallIntegerField(
        "异议答复期限（工作日）", default=10
    )
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField("设定时间")

    objects = DecisionPlanQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "名单办法"

    def __str__(self) -> str:
        return f"{self.round} {'、'.join(self.steps)}"


class StepDutyQuerySet(models.QuerySet["StepDuty"]):
    def by_step(self, province: str) -> Duties:
        """Who of a province holds which step; one query.

        A step whose holders have all left is nobody's, until another one is named.
        """
        rows = self.filter(person__province=province)
        found: dict[str, set[int]] = {}
        for step, person, is_here in rows.values_list(
            "step", "person_id", "person__is_active"
        ):
            held = found.setdefault(step, set())
            if is_here:
                held.add(person)
        return {step: frozenset(people) for step, people in found.items()}


class StepDuty(models.Model):
    """An official who signs lists at one step (审签职责)."""

    person = models.ForeignKey(User, models.PROTECT, related_name="step_duties")
    step = models.CharField("环节", max_length=10)

    objects = StepDutyQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "审签职责"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "step"],
                name="%(app_label)s_%(class)s_held_once",
                violation_error_message="这位工作人员已经有这一环节的职责。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.step}"


class SignedStep(models.Model):
    """One hand through which something went: signed, or sent back with a reason.

    A signature stands until it is sent back to its step or an earlier one.
    """

    class Action(models.TextChoices):
        SIGNED = "signed", "签署"
        RETURNED = "returned", "退回"

    number = models.PositiveSmallIntegerField("第几环节")
    name = models.CharField("环节", max_length=10)
    action = models.CharField("办理", max_length=8, choices=Action)
    back_to = models.PositiveSmallIntegerField("退回至", null=True, blank=True)
    opinion = models.CharField("意见", max_length=500, blank=True)
    is_standing = models.BooleanField("签署有效")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.get_action_display()}"


def signed_in_turn(subject: str) -> list[models.BaseConstraint]:
    """What the rows of a trail hold: each step once, each by another person."""
    return [
        models.UniqueConstraint(
            fields=[subject, "number"],
            condition=Q(is_standing=True),
            name="%(app_label)s_%(class)s_signed_once",
            violation_error_message="这一环节已经签署。",
        ),
        models.UniqueConstraint(
            fields=[subject, "by"],
            condition=Q(is_standing=True),
            name="%(app_label)s_%(class)s_each_by_another_person",
            violation_error_message="同一个人不能在两个环节签署。",
        ),
        models.CheckConstraint(
            condition=Q(action="signed", back_to=None)
            | Q(
                action="returned",
                is_standing=False,
                back_to__gte=1,
                back_to__lt=F("number"),
            )
            & ~Q(opinion=""),
            name="%(app_label)s_%(class)s_returned_to_where_and_why",
            violation_error_message="退回须说明退到哪一环节和理由。",
        ),
    ]


class ShortlistStep(SignedStep):
    """One hand through which a list went."""

    shortlist = models.ForeignKey(Shortlist, models.PROTECT, related_name="trail")

    class Meta:
        ordering = ["pk"]
        verbose_name = "名单审签记录"
        constraints = signed_in_turn("shortlist")
