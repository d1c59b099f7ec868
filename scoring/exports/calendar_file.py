"""Deadlines as an iCalendar file (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

BEFORE = timedelta(days=-1)


def calendar_file(
    deadlines: Iterable[tuple[str, str, str, datetime | date, str]],
    *,
    name: str,
    host: str,
    address: str,
    at: datetime,
) -> bytes:
    """Of each (key, what, about, until, path).

    ``host`` names the portal in what must never change; ``address`` begins its links.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{host}//deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=1), {"VALUE": "DURATION"})
    for key, what, about, until, path in deadlines:
        event = _event(key, f"{what}：{about}", until, host, at)
        event.add("url", address + path)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(
    key: str, summary: str, until: datetime | date, host: str, at: datetime
) -> Event:
    event = Event()
    event.add("uid", f"{key}@{host}")
    event.add("dtstamp", at.astimezone(UTC))
    event.add("summary", summary)
    event.add("dtstart", _in_utc(until))
    if not isinstance(until, datetime):  # a whole day ends before the next one
        event.add("dtend", until + timedelta(days=1))
    event.add("transp", "TRANSPARENT")  # nobody is busy because of a deadline
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", BEFORE)
    event.add_component(alarm)
    return event


def _in_utc(until: datetime | date) -> datetime | date:
    return until.astimezone(UTC) if isinstance(until, datetime) else until
