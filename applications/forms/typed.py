"""Controls that officials type into: texts, counts, Beijing days and times."""

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django import forms

from applications.forms.controls import DayInput, EntryField
from portal import rules


def short_text(limit: int, **kwargs: Any) -> EntryField:
    return EntryField(partial(rules.plain_text, limit=limit), **kwargs)


def long_text(limit: int, **kwargs: Any) -> EntryField:
    read = partial(rules.plain_text, limit=limit, multiline=True)
    widget = forms.Textarea({"rows": 4, "maxlength": limit, "data-count": True})
    return EntryField(read, widget=widget, **kwargs)


def count(most: int, unit: str = "", **kwargs: Any) -> EntryField:
    read = partial(rules.whole_number, unit=unit, most=most)
    widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
    return EntryField(read, unit=unit, widget=widget, **kwargs)


def on_day(label: str, **kwargs: Any) -> EntryField:
    return EntryField(rules.day, label=label, widget=DayInput(), **kwargs)


def at_clock(label: str, **kwargs: Any) -> EntryField:
    widget = forms.TextInput({"inputmode": "numeric", "placeholder": "17:30"})
    return EntryField(rules.clock, label=label, widget=widget, **kwargs)


def beijing(day: date | None, clock: timedelta | None) -> datetime | None:
    """The instant of a day and a time of day in Beijing; None where one is missing."""
    if day is None or clock is None:
        return None
    return datetime.combine(day, time(), rules.BEIJING) + clock


def typed(at: datetime | None) -> tuple[str, str]:
    """An instant as day and time, as somebody in Beijing would type it."""
    if at is None:
        return "", ""
    local = at.astimezone(rules.BEIJING)
    return f"{local:%Y-%m-%d}", f"{local:%H:%M}"
