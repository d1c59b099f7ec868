"""Reminders: each run looks at the instants that were crossed since the last one, so
that one comes once, at its time; where the worker stood still meanwhile, the nearest.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction

from portal import rules
from portal.models import Bookmark
from portal.news import turn
from portal.telling import News, tell

#: How long before an end, nearest first, and what that is called.
Steps = Sequence[tuple[timedelta, str]]


def remind(
    name: str, due: Callable[[datetime, datetime], Iterable[News]], *, at: datetime
) -> int:
    """Tell what is ``due(since, at)``; the first run ever of a name only begins."""
    mark, is_new = Bookmark.objects.get_or_create(name=name, defaults={"until": at})
    if is_new or mark.until is None or at <= mark.until:
        return 0
    news = list(due(mark.until, at))
    with transaction.atomic():
        if not turn(mark, until=at):
            return 0
        tell(news, at=at)
    return len(news)


def crossed(
    end: datetime, begun: datetime, steps: Steps, since: datetime, at: datetime
) -> str:
    """What the nearest step that came in between is called; nobody is reminded of one
    that was past when it all began, nor of what is over."""
    for before, called in steps:
        instant = end - before
        if instant <= at:
            is_over = bool(before) and end <= at
            is_due = since < instant and begun <= instant
            return called if is_due and not is_over else ""
    return ""


def end_of(day: date) -> datetime:
    """The end of a last day, in Beijing."""
    return datetime.combine(day + timedelta(days=1), time(), rules.BEIJING)
