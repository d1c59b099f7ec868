"""What belongs to no round: news, jobs, invitations, days of the calendar."""

from datetime import date

from django.core.files.base import ContentFile

from applications.actions import calendar_feeds
from applications.models import CalendarFeed
from portal import invitations
from portal.models import (
    Bookmark,
    CalendarDay,
    Job,
    NewsChoice,
    Notification,
    OutboxMessage,
    User,
)
from tests.factories import NOW

Arguments = dict[str, list[object]]


def of_the_portal(people: dict[str, User]) -> Arguments:
    official = people["PO"]
    feed = CalendarFeed.objects.create(person=people["RA"], made_at=NOW)
    waiting = Job.objects.create(kind="letters", owner=official, payload={})
    done = Job.objects.create(
        kind="letters", owner=official, payload={}, state=Job.State.DONE
    )
    done.result.save("x.zip", ContentFile(b"PK"))
    invitation = invitations.invite(
        email="invited@example.com", name="示例", role="city", province="jilin",
        city="长春市", by=official, at=NOW,
    )  # fmt: skip
    told = Notification.objects.create(
        person=people["AO"], source="audit:1", topic="filing", title="示例",
        text="示例", url="/", made_at=NOW,
    )  # fmt: skip
    failed = OutboxMessage.objects.create(
        key="示例", channel="email", address="a@example.com", subject="示例",
        body="示例", state="failed", attempts=10, next_try=NOW, made_at=NOW,
    )  # fmt: skip
    NewsChoice.objects.create(
        person=people["AO"], topic="filing", email=True, sms=False
    )
    Bookmark.objects.get_or_create(name="audit")
    said = {"kind": "workday", "reason": "示例", "source": "示例", "by": official}
    to_come, past = (
        CalendarDay.objects.create(date=day, at=NOW, **said)
        for day in (date(2099, 5, 2), date(2020, 5, 2))
    )
    return {
        "changed_day": [to_come.pk],
        "past_day": [past.pk],
        "job": [waiting.pk],
        "finished_job": [done.pk],
        "invitation": [invitation.pk],
        "notification": [told.pk],
        "failed_message": [failed.pk],
        "link": [invitation.token],
        "unknown_link": ["no-such-token"],
        "feed": [calendar_feeds.token_of(feed)],
        "unknown_feed": [f"{feed.pk}-{'x' * 43}"],
    }
