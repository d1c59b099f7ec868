import secrets

from django.db import models

from portal.models import User


def new_secret() -> str:
    """256 random bits."""
    return secrets.token_hex(32)


class CalendarFeed(models.Model):
    """What a person's calendar address rests on (日历订阅); a new secret ends the old.

    The address is a signature over ``secret``: who reads this table alone has none.
    """

    person = models.OneToOneField(User, models.PROTECT, related_name="calendar_feed")
    secret = models.CharField(max_length=64, default=new_secret)
    made_at = models.DateTimeField("生成时间")

    class Meta:
        verbose_name = "日历订阅"

    def __str__(self) -> str:
        return f"{self.person} {self.made_at}"
