from typing import Any, Self

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from applications.models.dossier import Dossier, DossierQuerySet
from applications.models.version import Kept, KeptQuerySet
from portal.models import User

LONGEST_MESSAGE = 2000


class Side(models.TextChoices):
    """On whose behalf somebody writes."""

    ENTERPRISE = "enterprise", "申报单位"
    CITY = "city", "市级推荐部门"
    PROVINCE = "province", "省级主管部门"


SIDES = {
    User.Role.ENTERPRISE: Side.ENTERPRISE,
    User.Role.CITY: Side.CITY,
    User.Role.OFFICIAL: Side.PROVINCE,
}


def side_of(user: User) -> Side | None:
    """None for who takes no part."""
    return SIDES.get(User.Role(user.role))


class DossierMessageQuerySet(KeptQuerySet):
    def visible_to(self, user: User) -> Self:
        """The enterprise, its city, the province's officials; the auditor all."""
        if user.is_enterprise:
            return self.filter(dossier__enterprise__memberships__user=user)
        if user.is_city:
            return self.filter(
                dossier__round__province=user.province,
                dossier__enterprise__city=user.city,
            )
        if user.is_official:
            return self.filter(dossier__round__province=user.province)
        return self.all() if user.role == User.Role.AUDIT else self.none()

    def unread_by(self, user: User) -> Self:
        """What other sides wrote to this person since they last looked."""
        looked = MessageMark.objects.filter(person=user, dossier=OuterRef("dossier"))
        upto = Coalesce(Subquery(looked.values("upto")[:1]), 0)
        return (
            self.visible_to(user)
            .exclude(side=side_of(user))
            .alias(looked_upto=upto)
            .filter(pk__gt=F("looked_upto"))
        )

    def by_dossier(self) -> dict[int, int]:
        """How many of these belong to which dossier; one query."""
        counted = self.order_by().values_list("dossier_id").annotate(Count("pk"))
        return dict(counted)


class DossierMessage(Kept):
    """One message between an enterprise and its officials on a dossier (往来消息).

    ``number`` counts the writer's own on this dossier: the page says which is next, so
    that a form sent twice is one message. ``unit`` is a field or place of ``section``.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="messages")
    writer = models.ForeignKey(User, models.PROTECT, related_name="+")
    side = models.CharField("哪一方", max_length=16, choices=Side)
    number = models.PositiveIntegerField("序号")
    text = models.CharField("内容", max_length=LONGEST_MESSAGE)
    section = models.CharField("部分", max_length=40, blank=True)
    unit = models.CharField("栏目", max_length=80, blank=True)
    at = models.DateTimeField("时间")

    objects = DossierMessageQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "往来消息"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "writer", "number"],
                name="%(app_label)s_%(class)s_is_sent_once",
                violation_error_message="这条消息已经发送。",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="%(app_label)s_%(class)s_says_something",
                violation_error_message="消息不能没有内容。",
            ),
            models.CheckConstraint(
                condition=Q(unit="") | ~Q(section=""),
                name="%(app_label)s_%(class)s_names_the_section_of_its_field",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} {self.get_side_display()} {self.pk}"


class MessageMark(models.Model):
    """How far a person has read a dossier's messages (已读)."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="message_marks")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    upto = models.PositiveBigIntegerField("读到的消息")

    class Meta:
        verbose_name = "消息已读"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "person"],
                name="%(app_label)s_%(class)s_one_per_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.dossier} {self.upto}"


def dossiers_in_talk(user: User) -> DossierQuerySet:
    """What this person may see, and drafts about which they were written to."""
    seen = Dossier.objects.visible_to(user).values("pk")
    said = DossierMessage.objects.visible_to(user).values("dossier")
    found: Any = Dossier.objects.filter(Q(pk__in=seen) | Q(pk__in=said))
    return found
