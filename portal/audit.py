"""The one way to write the audit log; call it inside the action's transaction."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from portal.models import AuditEntry, User


def record(
    *, by: User | None, action: str, subject: models.Model, **detail: Any
) -> None:
    """Write who did what to which row; ``by=None`` is the portal itself."""
    _entry(by, action, subject, detail).save(force_insert=True)


def record_each(
    *,
    by: User | None,
    action: str,
    deeds: Iterable[tuple[models.Model, dict[str, Any]]],
) -> None:
    """The same deed to many rows, an entry each, in few statements."""
    AuditEntry.objects.bulk_create(
        (_entry(by, action, subject, detail) for subject, detail in deeds), 500
    )


def _entry(
    by: User | None, action: str, subject: models.Model, detail: dict[str, Any]
) -> AuditEntry:
    actor = f"{by.name}（{by.get_role_display()}）" if by else "系统"
    return AuditEntry(
        actor_id=str(by.pk) if by else "",
        actor=actor[:200],
        action=action,
        subject_kind=subject._meta.label_lower,
        subject_id=str(subject.pk),
        subject=str(subject)[:300],
        detail=detail,
    )
