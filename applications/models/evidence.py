from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from applications.models.dossier import Dossier, new_key
from portal.files import preview
from portal.models import User


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: User) -> Self:
        """Whoever may see the dossier; experts come by way of their assignment."""
        return self.filter(dossier__in=Dossier.objects.visible_to(user))

    def in_place(self) -> Self:
        """Those that belong to the dossier as it stands now."""
        return self.filter(removed_at=None)

    def unread(self) -> Self:
        """Those that no scanner has read yet, the oldest first."""
        waiting = self.filter(scan_state__in=Evidence.UNREAD)
        return waiting.exclude(scan_note=Evidence.LOST).order_by("pk")

    def sound(self) -> Self:
        """Those that count as handed in: all but what a scanner found infected."""
        return self.exclude(scan_state=Evidence.Scan.INFECTED)


def stored_name(evidence: "Evidence", filename: str) -> str:
    """By content, never by the name that somebody typed."""
    return f"evidence/{evidence.sha256[:2]}/{evidence.sha256}-{evidence.key}"


class Evidence(models.Model):
    """A file that proves a section or a clause (佐证材料).

    The same content in two places of a dossier is two rows with one stored file. What
    a submitted version names stays when it is taken away (``removed_at``).
    """

    class Scan(models.TextChoices):
        UNSCANNED = "unscanned", "未经查毒"  # no scanner was there when it came
        PENDING = "pending", "正在进行安全检查"  # the scanner did not answer
        CLEAN = "clean", "已通过安全检查"
        INFECTED = "infected", "含有病毒"

    UNREAD = (Scan.UNSCANNED, Scan.PENDING)
    LOST = "lost"  # as a note: the stored file is gone, so that nobody can read it

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
    page_count = models.PositiveIntegerField("页数", default=0)
    scan_state = models.CharField(
        "安全检查", max_length=16, choices=Scan, default=Scan.UNSCANNED
    )
    scan_note = models.CharField("查毒结果", max_length=200, blank=True)
    scanned_at = models.DateTimeField("查毒时间", null=True, blank=True)
    removed_at = models.DateTimeField("移除时间", null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "佐证材料"
        indexes = [
            models.Index(fields=["sha256"]),
            models.Index(fields=["scan_state"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(scan_state__in=["clean", "infected"])
                | Q(scanned_at__isnull=False),
                name="%(app_label)s_%(class)s_was_scanned_when",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_view(self) -> bool:
        """Whether a browser can be shown its pages."""
        return self.content_type in preview.SHOWN

    @property
    def is_sound(self) -> bool:
        return self.scan_state != self.Scan.INFECTED

    @property
    def is_servable(self) -> bool:
        """Whether anybody may be given its content."""
        if settings.SCAN_REQUIRED:
            return self.scan_state == self.Scan.CLEAN
        return self.is_sound
