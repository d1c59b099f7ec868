"""Who deals with an objection is reminded 7 days and 2 days before it is due.

Each run looks at the ends that were crossed since the last one, as
``applications.news.reminders`` does. Where nobody was named, all officials of the
province are.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db import transaction
from django.urls import reverse

from portal import rules
from portal.models import Bookmark, Topic, User
from portal.news import turn
from portal.telling import News, tell
from portal.templatetags.portal import beijing
from scoring.models import Objection

#: How long before, nearest first, and what that is called.
STEPS = ((timedelta(days=2), "2 天"), (timedelta(days=7), "7 天"))


def remind(*, at: datetime) -> int:
    """Tell whoever is due since the last run; the first run ever only begins."""
    mark, is_new = Bookmark.objects.get_or_create(
        name="objections", defaults={"until": at}
    )
    if is_new or mark.until is None or at <= mark.until:
        return 0
    news = list(_due(mark.until, at))
    with transaction.atomic():
        if not turn(mark, until=at):
            return 0
        tell(news, at=at)
    return len(news)


def end_of(objection: Objection) -> datetime:
    """The end of its last day, in Beijing."""
    day = objection.due_on + timedelta(days=1)
    return datetime.combine(day, time(), rules.BEIJING)


def _due(since: datetime, at: datetime) -> Iterator[News]:
    last = (at + STEPS[-1][0]).astimezone(rules.BEIJING).date()
    rows = Objection.objects.open().filter(due_on__lte=last)
    for each in rows.select_related("shortlist__round", "handler").order_by("pk"):
        called = _crossed(end_of(each), each.filed_at, since, at)
        if called:
            for person in _people(each):
                yield _reminder(each, person, called, at)


def _crossed(end: datetime, filed: datetime, since: datetime, at: datetime) -> str:
    """The nearest step that came between, of those that lie after the filing."""
    if end <= at:
        return ""
    for before, called in STEPS:
        if since < end - before <= at and filed <= end - before:
            return called
    return ""


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
