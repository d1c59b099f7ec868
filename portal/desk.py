"""What waits for somebody, as their front page says it; the administrators' own."""

from dataclasses import dataclass
from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone

from portal.models import AuditEntry, Invitation, User


@dataclass(frozen=True, slots=True)
class Todo:
    """One line: how many, of what, where they are listed, until when."""

    label: str
    count: int
    url: str
    note: str = ""
    until: datetime | None = None


def administrators_todos(user: User, at: datetime) -> list[Todo]:
    """For who runs, secures or audits the portal; two queries at most."""
    match user.role:
        case User.Role.AUDIT:
            return _audit(at)
        case User.Role.SYSTEM:
            return _system(user, at)
        case User.Role.SECURITY:
            return _security()
    return []


def _audit(at: datetime) -> list[Todo]:
    local = timezone.localtime(at)
    midnight = timezone.make_aware(datetime.combine(local.date(), time.min))
    today = AuditEntry.objects.filter(at__gte=midnight).count()
    url = reverse("portal:audit")
    return [Todo("今日的审计记录", today, f"{url}?since={local:%Y-%m-%d}")]


def _system(user: User, at: datetime) -> list[Todo]:
    waiting = Invitation.objects.visible_to(user).filter(accepted_at=None)
    over = waiting.filter(expires_at__lte=at).count()
    url = reverse("portal:invitations")
    return [
        Todo("等待接受的邀请", waiting.count() - over, url),
        Todo("已过期、可以换新的邀请", over, url),
    ]


def _security() -> list[Todo]:
    closed = User.objects.filter(is_active=False).count()
    return [Todo("已停用的账号", closed, reverse("portal:people"))]
