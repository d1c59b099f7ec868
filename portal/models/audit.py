from typing import Any, NoReturn

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class AuditLogIsAppendOnly(TypeError):
    """An audit entry was to be changed or removed."""


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AuditLogIsAppendOnly

    def delete(self) -> NoReturn:
        raise AuditLogIsAppendOnly


class AuditEntry(models.Model):
    """Who did what to what, when (审计记录); no foreign keys, so it outlives all."""

    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    actor_id = models.CharField("操作人编号", max_length=32, blank=True)
    actor = models.CharField("操作人", max_length=200)
    action = models.CharField("动作", max_length=64, db_index=True)
    subject_kind = models.CharField("对象类别", max_length=64)
    subject_id = models.CharField("对象编号", max_length=64)
    subject = models.CharField("对象", max_length=300)
    detail = models.JSONField("详情", default=dict, encoder=DjangoJSONEncoder)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "审计记录"
        indexes = [models.Index(fields=["subject_kind", "subject_id"])]

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.subject}"
