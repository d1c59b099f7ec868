"""A person's calendar address: made, made anew, and whose it is."""

import base64
import re
from datetime import datetime

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from applications.models import CalendarFeed
from applications.models.calendar_feed import new_secret
from portal.audit import record
from portal.models import User

TOKEN = re.compile(r"([0-9]{1,12})-([0-9A-Za-z_-]{43})")


@transaction.atomic
def make(*, by: User, at: datetime) -> CalendarFeed:
    """The person's address, or a new one in the place of the old, which then ends."""
    feed, is_new = CalendarFeed.objects.select_for_update().get_or_create(
        person=by, defaults={"made_at": at}
    )
    if not is_new:
        feed.secret, feed.made_at = new_secret(), at
        feed.save()
    action = "calendar.address_made" if is_new else "calendar.address_renewed"
    record(by=by, action=action, subject=by)
    return feed


def token_of(feed: CalendarFeed) -> str:
    """What stands in the address: 256 bits that only this portal can make."""
    signed = salted_hmac(
        "portal.calendar_feed", f"{feed.pk}:{feed.secret}", algorithm="sha256"
    )
    mark = base64.urlsafe_b64encode(signed.digest()).rstrip(b"=").decode()
    return f"{feed.pk}-{mark}"


def holder_of(token: str) -> User | None:
    """Whose address this is now; None for any other, and for a closed account."""
    said = TOKEN.fullmatch(token)
    if said is None:
        return None
    rows = CalendarFeed.objects.select_related("person")
    feed = rows.filter(pk=int(said[1]), person__is_active=True).first()
    if feed is None or not constant_time_compare(token_of(feed), token):
        return None
    person: User = feed.person
    return person
