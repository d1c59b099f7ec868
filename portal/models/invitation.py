import secrets
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from portal.models.user import User


def new_token() -> str:
    return secrets.token_urlsafe(24)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def usable(self, at: datetime) -> Self:
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=at)


class Invitation(models.Model):
    """A door that opens once: how everybody but an enterprise gets an account."""

    token = models.CharField(max_length=64, unique=True, default=new_token)
    email = models.EmailField("电子邮箱")
    name = models.CharField("姓名", max_length=60)
    role = models.CharField("角色", max_length=16, choices=User.Role)
    province = models.CharField("省份", max_length=32, blank=True)
    city = models.CharField("设区市", max_length=60, blank=True)
    extra = models.JSONField("其他", default=dict, blank=True)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    invited_at = models.DateTimeField("邀请时间", auto_now_add=True)
    expires_at = models.DateTimeField("有效期至")
    accepted_at = models.DateTimeField("接受时间", null=True, blank=True)
    accepted_by = models.OneToOneField(
        User, models.PROTECT, related_name="invitation", null=True, blank=True
    )
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "邀请"
        constraints = [
            models.CheckConstraint(
                condition=~Q(role="enterprise"),
                name="%(app_label)s_%(class)s_is_not_for_enterprises",
                violation_error_message="企业账号由企业自行注册，不能邀请。",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="%(app_label)s_%(class)s_accepted_when_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.email}"
