"""The first account of an empty portal: a system administrator, who invites others."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from portal.audit import record
from portal.invitations import VALID_FOR
from portal.models import Invitation, User


class Command(BaseCommand):
    help = "Invite the first system administrator and print the link."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")

    @transaction.atomic
    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        if User.objects.filter(role=User.Role.SYSTEM).exists():
            raise CommandError(
                "已有系统管理员，请由其在“账号邀请”中邀请。", returncode=2
            )
        now = timezone.now()
        user = User.objects.create_user(email, name=name, role=User.Role.SYSTEM)
        invitation = Invitation.objects.create(
            user=user, invited_by=user, invited_at=now, expires_at=now + VALID_FOR
        )
        record(by=None, action="invitation.sent", subject=user, role=user.role)
        path = reverse("portal:invitation", args=[invitation.token])
        self.stdout.write(f"{settings.PORTAL_BASE_URL}{path}")
