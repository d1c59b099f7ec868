from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from applications.models import Dossier, Evidence
from applications.models.dossier import new_key
from portal.models import User
from scoring.models.shortlist import Shortlist


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def visible_to(self, user: User) -> Self:
        """The officials of its province; who filed it asks with number and code."""
        if user.is_official:
            return self.filter(shortlist__round__province=user.province)
        return self.none()

    def open(self) -> Self:
        return self.filter(state=Objection.State.OPEN)

    def in_turn(self) -> Self:
        """Those without an answer first, the nearest due first."""
        ends = (
            F(name).asc(nulls_first=True) for name in ("answered_at", "withdrawn_at")
        )
        return self.order_by(*ends, "due_on", "pk")

    def unsettled(self) -> Self:
        """Upheld, and not yet followed by a list that takes it into account."""
        return self.filter(state=Objection.State.UPHELD, settled_at=None)


class Objection(models.Model):
    """An objection to a list before the public (异议); who filed it stays inside."""

    class State(models.TextChoices):
        OPEN = "open", "办理中"
        UPHELD = "upheld", "成立"
        DISMISSED = "dismissed", "不成立"
        WITHDRAWN = "withdrawn", "已撤回"

    key = models.CharField(max_length=32, unique=True, default=new_key)
    number = models.CharField("异议编号", max_length=32, unique=True)
    shortlist = models.ForeignKey(Shortlist, models.PROTECT, related_name="objections")
    dossier = models.ForeignKey(
        Dossier, models.PROTECT, related_name="objections", null=True, blank=True
    )
    name = models.CharField("提出人", max_length=100)
    contact = models.CharField("联系方式", max_length=100)
    text = models.TextField("事实和理由")
    filed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True
    )
    filed_at = models.DateTimeField("提出时间")
    due_on = models.DateField("答复期限")
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    answer = models.TextField("答复", blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    handler = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    settled_at = models.DateTimeField("更正办结时间", null=True, blank=True)
    settlement = models.CharField("更正说明", max_length=500, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = "异议"
        indexes = [models.Index(fields=["state", "due_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["open", "withdrawn"],
                    answer="",
                    answered_by=None,
                    answered_at=None,
                )
                | (
                    Q(
                        state__in=["upheld", "dismissed"],
                        answered_by__isnull=False,
                        answered_at__isnull=False,
                    )
                    & ~Q(answer="")
                ),
                name="%(app_label)s_%(class)s_answered_by_whom_and_why",
                violation_error_message="答复须写明理由。",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | Q(~Q(state="withdrawn"), withdrawn_at=None),
                name="%(app_label)s_%(class)s_withdrawn_when",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settlement="")
                | Q(state="upheld", settled_at__isnull=False) & ~Q(settlement=""),
                name="%(app_label)s_%(class)s_settled_once_upheld",
                violation_error_message="成立的异议才需要更正，并须写明更正说明。",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def is_overdue(self, today: date) -> bool:
        return self.state == self.State.OPEN and self.due_on < today


def file_place(file: "ObjectionFile", filename: str) -> str:
    """By content, never by the name that somebody typed."""
    return f"objections/{file.sha256[:2]}/{file.sha256}-{file.key}"


class ObjectionFile(models.Model):
    """What an objection rests on (异议证据), checked as evidence is."""

    key = models.CharField(max_length=32, unique=True, default=new_key)
    objection = models.ForeignKey(Objection, models.PROTECT, related_name="files")
    name = models.CharField("文件名", max_length=120)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("大小")
    sha256 = models.CharField("SHA-256", max_length=64)
    file = models.FileField(upload_to=file_place, max_length=200)
    scan_state = models.CharField(
        "安全检查",
        max_length=16,
        choices=Evidence.Scan,
        default=Evidence.Scan.UNSCANNED,
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = "异议证据"

    def __str__(self) -> str:
        return self.name

    @property
    def is_servable(self) -> bool:
        """Whether anybody may be given its content."""
        if settings.SCAN_REQUIRED:
            return self.scan_state == Evidence.Scan.CLEAN
        return self.scan_state != Evidence.Scan.INFECTED
