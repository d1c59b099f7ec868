from django.db import models

from applications.models.dossier import Dossier
from portal.models import User


class FieldChange(models.Model):
    """One field of a draft, changed by one save (填报记录): who, when, from what."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="changes")
    section = models.CharField("部分", max_length=40)
    field = models.CharField("字段", max_length=120)
    old = models.TextField("原内容", blank=True)
    new = models.TextField("新内容", blank=True)
    # Never looked for by person: an index would be one page more to write.
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ["-pk"]
        verbose_name = "填报记录"

    def __str__(self) -> str:
        return f"{self.dossier} {self.field}"
