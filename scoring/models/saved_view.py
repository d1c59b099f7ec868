from typing import Self

from django.db import models
from django.db.models import Q

from portal.models import User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> Self:
        """Everybody their own; who is to see another's is sent its address."""
        return self.filter(owner=user)


class SavedView(models.Model):
    """A work table as an official likes to see it (保存的视图): an address by name.

    ``query`` says filters, order and columns as the page's own address does, and is
    read as strictly: it opens nothing that its reader might not see.
    """

    LONGEST_NAME, MOST = 40, 30

    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    name = models.CharField("视图名称", max_length=LONGEST_NAME)
    query = models.CharField("条件", max_length=2000, blank=True)
    is_default = models.BooleanField("默认视图", default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = "保存的视图"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="%(app_label)s_%(class)s_one_of_a_name",
                violation_error_message="已有同名的视图。",
            ),
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(is_default=True),
                name="%(app_label)s_%(class)s_one_default_each",
                violation_error_message="已有默认视图。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
