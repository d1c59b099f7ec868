from typing import Self

from django.db import models

from applications.models.dossier import Dossier, new_key
from portal.models import User


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: User) -> Self:
        """Whoever may see the dossier; experts come by way of their assignment."""
        return self.filter(dossier__in=Dossier.objects.visible_to(user))


def stored_name(evidence: "Evidence", filename: str) -> str:
    """By content, never by the name that somebody typed."""
    return f"evidence/{evidence.sha256[:2]}/{evidence.sha256}-{evidence.key}"


class Evidence(models.Model):
    """A file that proves a section or a clause (佐证材料)."""

    key = models.CharField(max_length=32, unique=True, default=new_key)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="evidence")
    section = models.CharField("章节", max_length=40)
    clause = models.CharField("条款", max_length=80, blank=True)
    name = models.CharField("文件名", max_length=120)
    pages = models.CharField("页码", max_length=60, blank=True)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("大小")
    sha256 = models.CharField("SHA-256", max_length=64)
    file = models.FileField(upload_to=stored_name, max_length=200)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("上传时间")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "佐证材料"

    def __str__(self) -> str:
        return self.name
