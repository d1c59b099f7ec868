"""Who deals with an objection is reminded 7 days and 2 days before it is due.

Where nobody was named, all officials of the province are.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from portal import reminders, rules
from portal.models import Topic, User
from portal.telling import News
from portal.templatetags.portal import beijing
from scoring.models import Objection

#: How long before, nearest first, and what that is called.
STEPS = ((timedelta(days=2), "2 天"), (timedelta(days=7), "7 天"))


def remind(*, at: datetime) -> int:
    """Tell whoever is due since the last run."""
    return reminders.remind("objections", _due, at=at)


def _due(since: datetime, at: datetime) -> Iterator[News]:
    last = (at + STEPS[-1][0]).astimezone(rules.BEIJING).date()
    rows = Objection.objects.open().filter(due_on__lte=last)
    for each in rows.select_related("shortlist__round", "handler").order_by("pk"):
        end = reminders.end_of(each.due_on)
        called = reminders.crossed(end, each.filed_at, STEPS, since, at)
        if called:
            for person in _people(each):
                yield _reminder(each, person, called, at)


def _people(objection: Objection) -> list[User]:
    if objection.handler is not None and objection.handler.is_active:
        return [objection.handler]
    province = objection.shortlist.round.province
    officials = User.objects.filter(role=User.Role.OFFICIAL, is_active=True)
    return list(officials.filter(province=province))


def _reminder(objection: Objection, person: User, called: str, at: datetime) -> News:
    return News(
        person=person,
        source=f"objection:{objection.pk}:{objection.due_on:%Y%m%d}:{called}",
        topic=Topic.DEADLINE,
        title=f"距异议答复期限不足 {called}：{objection.number}",
        text=(
            f"“{objection.shortlist.round.title}”的异议 {objection.number} 还没有答复，"
            f"{beijing(objection.due_on)}（北京时间）当天到期，请及时核查答复。"
        ),
        url=reverse("scoring:objection", args=[objection.pk]),
        at=at,
    )
