from typing import Self

from django.db import models
from django.db.models import Q

from portal.guides import province_choices
from portal.models import User


class EnterpriseQuerySet(models.QuerySet["Enterprise"]):
    def visible_to(self, user: User) -> Self:
        """Its own members, and the staff of its city and province."""
        if user.is_official:
            return self.filter(province=user.province)
        if user.is_city:
            return self.filter(province=user.province, city=user.city)
        return self.filter(memberships__user=user)


class Enterprise(models.Model):
    """A firm that files dossiers (企业); one row a credit code."""

    name = models.CharField("单位全称", max_length=120)
    credit_code = models.CharField(
        "统一社会信用代码",
        max_length=18,
        unique=True,
        error_messages={"unique": "该统一社会信用代码已经注册，一个单位只能注册一次。"},
    )
    province = models.CharField("省份", max_length=32, choices=province_choices)
    city = models.CharField("设区市", max_length=60)
    address = models.CharField("通讯地址", max_length=200, blank=True)
    registered_at = models.DateTimeField("注册时间", auto_now_add=True)

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "企业"
        constraints = [
            models.CheckConstraint(
                condition=Q(credit_code__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
                name="%(app_label)s_%(class)s_has_a_whole_credit_code",
                violation_error_message="统一社会信用代码应为 18 位。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user: User) -> Self:
        """Those of one's own enterprise."""
        return self.filter(enterprise__memberships__user=user)

    def submitting(self) -> Self:
        """Who may hand dossiers in: the administrator, and whom he named."""
        named = Q(is_administrator=True) | Q(may_submit=True)
        return self.filter(named, user__is_active=True)


class Membership(models.Model):
    """A user's place in an enterprise; the first one is its administrator."""

    user = models.OneToOneField(User, models.PROTECT, related_name="membership")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="memberships"
    )
    is_administrator = models.BooleanField("单位管理员", default=False)
    may_submit = models.BooleanField("可以提交申报", default=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "企业成员"
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(is_administrator=True),
                name="%(app_label)s_%(class)s_one_administrator_per_enterprise",
                violation_error_message="一个单位只有一名管理员。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}（{self.enterprise}）"
