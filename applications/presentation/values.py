"""Stated values as text."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from applications.presentation.sections import Field
from applications.wording import choice
from portal import rules
from portal.templatetags.portal import beijing, money

NUMERIC = ("int", "decimal")


@dataclass(frozen=True, slots=True)
class Line:
    """One pair: what was asked, what was stated ("" where nothing was)."""

    label: str
    value: str
    unit: str = ""
    is_long: bool = False
    is_computed: bool = False
    is_unread: bool = False

    @property
    def text(self) -> str:
        if self.is_unread:
            return as_typed(self.value)
        return in_unit(self.value, self.unit)


def as_typed(raw: str) -> str:
    """What a draft keeps although it could not be read."""
    return f"{raw}（不能识别，需要修改）"


def in_unit(figure: str, unit: str) -> str:
    """“60 台”, “62.5%”: a space before a unit, none before the sign."""
    return f"{figure}%" if unit == "%" else f"{figure} {unit}".rstrip()


def line_of(field: Field, value: Any) -> Line:
    """A field of the form's own, or a column of its cases."""
    is_long = field.type == "longtext"
    return Line(field.label, text_of(field.type, value), field.unit, is_long)


def figure(metric: rules.Metric, value: Any) -> Line:
    return Line(metric.label, text_of(metric.type, value), metric.unit or "")


def computed(metric: rules.Metric, facts: rules.Facts) -> Line:
    value = rules.value_of(metric, facts)
    text = "" if value is None else text_of(metric.type, rules.shown(value))
    return Line(metric.label, text, metric.unit or "", is_computed=True)


def text_of(type: str, value: Any) -> str:
    """A stated value as text; what a draft holds that does not parse stays as it is."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if type in NUMERIC:
        try:
            return money(Decimal(str(value)))
        except InvalidOperation:
            return str(value)
    if type == "date":
        return _day(str(value))
    return choice(str(value)) if type == "choice" else str(value)


def _day(text: str) -> str:
    try:
        day = rules.day(text)
    except rules.EntryError:
        return text
    return beijing(day).partition("（")[0] if day else text
