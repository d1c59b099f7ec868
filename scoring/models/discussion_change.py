from django.db import models
from django.db.models import F, Q

from applications.models.version import Kept, KeptQuerySet
from portal.models import User
from scoring.models.discussion import Discussion


class DiscussionChange(Kept):
    """That a discussion's term was put off, or that it was cancelled, and why."""

    class Kind(models.TextChoices):
        EXTENDED = "extended", "延长期限"
        CANCELLED = "cancelled", "取消会商"

    discussion = models.ForeignKey(
        Discussion, models.PROTECT, related_name="term_changes"
    )
    kind = models.CharField("变更", max_length=10, choices=Kind)
    due_before = models.DateTimeField("原期限")
    due_after = models.DateTimeField("新期限", null=True, blank=True)
    reason = models.CharField("理由", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    objects = KeptQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "会商变更"
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="%(app_label)s_%(class)s_says_why",
                violation_error_message="请填写理由。",
            ),
            models.CheckConstraint(
                condition=Q(kind="cancelled", due_after=None)
                | Q(kind="extended", due_after__gt=F("due_before")),
                name="%(app_label)s_%(class)s_is_put_off",
                violation_error_message="新的期限应晚于原期限。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.discussion} {self.get_kind_display()}"
