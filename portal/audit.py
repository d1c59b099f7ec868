"""The one way to write the audit log; call it inside the action's transaction."""

from typing import Any

from django.db import models

from portal.models import AuditEntry, User


def record(
    *, by: User | None, action: str, subject: models.Model, **detail: Any
) -> None:
    """Write who did what to which row; ``by=None`` is the portal itself."""
    actor = f"{by.name}（{by.get_role_display()}）" if by else "系统"
    AuditEntry.objects.create(
        actor_id=str(by.pk) if by else "",
        actor=actor[:200],
        action=action,
        subject_kind=subject._meta.label_lower,
        subject_id=str(subject.pk),
        subject=str(subject)[:300],
        detail=detail,
    )
