import secrets
from datetime import datetime
from typing import Self

from django.db import models

from portal.models.user import User


def new_token() -> str:
    return secrets.token_urlsafe(24)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: User) -> Self:
        """System administrators see all; officials those of their province."""
        if user.role == User.Role.SYSTEM:
            return self
        if user.is_official:
            return self.filter(
                user__province=user.province, user__role__in=User.OFFICIALS_INVITE
            )
        return self.none()

    def usable(self, at: datetime) -> Self:
        return self.filter(accepted_at=None, expires_at__gt=at)


class Invitation(models.Model):
    """A door that opens once: how everybody but an enterprise gets a password."""

    token = models.CharField(max_length=64, unique=True, default=new_token)
    user = models.OneToOneField(User, models.PROTECT, related_name="invitation")
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField("邀请时间")
    expires_at = models.DateTimeField("有效期至")
    accepted_at = models.DateTimeField("接受时间", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "邀请"

    def __str__(self) -> str:
        return f"{self.user.name} {self.user.email}"
