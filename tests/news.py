"""What the tests about news share."""

from portal import news
from portal.models import Notification, User
from scoring.news.table import TABLE
from tests.factories import NOW


def tell_all(at=NOW):
    """As the worker does, until nothing is left."""
    while news.sweep(TABLE, at=at):
        pass


def told(person: User) -> list[str]:
    """The titles, oldest first."""
    rows = Notification.objects.filter(person=person).order_by("pk")
    return list(rows.values_list("title", flat=True))
