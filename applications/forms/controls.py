"""Controls for what the form asks: one a type, each read by ``portal.rules``."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from applications.presentation import Field
from applications.wording import choice as word
from portal import guides, rules, workcalendar
from portal.addresses import email, web_address
from portal.industries import industry

YES_NO = (("yes", "是"), ("no", "否"))
LONGEST_NAME = 100
#: More choices than this are a list to open, fewer stand on the page.
ON_THE_PAGE = 4

Read = Callable[[str], Any]
Choices = tuple[tuple[str, str], ...]


class EntryField(forms.Field):
    """A control whose text is read by a function that refuses in Chinese."""

    default_error_messages = {"required": "没有填写。请填写本栏。"}

    def __init__(self, read: Read, *, unit: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.read, self.unit = read, unit

    def to_python(self, value: Any) -> Any:
        try:
            return self.read(str(value or ""))
        except rules.EntryError as error:
            raise ValidationError(error.message, code=error.code) from None


class PickField(forms.ChoiceField):
    """One of a few; nothing chosen is None."""

    default_error_messages = {
        "required": "没有选择。请选择一项。",
        "invalid_choice": "没有“%(value)s”这一选项，请重新选择。",
    }

    def clean(self, value: Any) -> Any:
        return super().clean(value) or None


class YesNoField(PickField):
    """Yes, no, or nothing said yet."""

    def clean(self, value: Any) -> bool | None:
        answer = super().clean(value)
        return None if answer is None else answer == "yes"


class DayInput(forms.TextInput):
    """A calendar, unless what was typed is no day: that must stay readable."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"] or ""
        iso = len(shown) == 10 and shown[4:8:3] == "--"
        context["widget"]["type"] = "date" if iso or not shown else "text"
        return context


def field_for(
    asked: Field | rules.Metric, *, compact: bool = False, is_locked: bool = False
) -> forms.Field:
    """The control of a figure of the vocabulary or a field of the form's own.

    All may stay blank in a draft. ``compact`` is for rows: lists instead of circles.
    What ``is_locked`` was handed in as it stands: no bound is put to it any more.
    """
    common = {"label": asked.label, "required": False}
    if isinstance(asked, Field):
        common["help_text"] = asked.help
    if asked.type == "bool":
        return _pick(YesNoField, YES_NO, compact, common)
    if asked.type == "choice":
        choices = tuple((each, word(each)) for each in asked.choices)
        return _pick(PickField, choices, compact, common)
    read, widget = _typed(asked)
    unit = asked.unit or ""
    bound = guides.bounds().get(asked.id)
    if bound and not is_locked:
        read = bound.reading(read, workcalendar.today, unit)
    return EntryField(read, unit=unit, widget=widget, **common)


def _pick(
    kind: type[PickField], choices: Choices, compact: bool, common: dict[str, Any]
) -> PickField:
    if len(choices) <= ON_THE_PAGE and not compact:
        return kind(choices=choices, widget=forms.RadioSelect, **common)
    return kind(choices=(("", "请选择"), *choices), **common)


def _typed(asked: Field | rules.Metric) -> tuple[Read, forms.Widget]:
    most = getattr(asked, "max", None)
    limit = most or (LONGEST_NAME if isinstance(asked, rules.Metric) else 200)
    line = {"autocomplete": "off"}
    match asked.type:
        case "int":
            return _count(asked, most), forms.TextInput(
                {**line, "inputmode": "numeric"}
            )
        case "decimal":
            return _amount(asked, most), forms.TextInput(
                {**line, "inputmode": "decimal"}
            )
        case "date":
            return rules.day, DayInput()
        case "phone":
            return rules.phone, forms.TextInput({"inputmode": "tel"})
        case "email":
            return email, forms.TextInput({"inputmode": "email"})
        case "url":
            return web_address, forms.TextInput({"inputmode": "url"})
        case "longtext":
            read = partial(rules.plain_text, limit=limit, multiline=True)
            return read, forms.Textarea({"rows": 5, "data-count": limit})
        case _:
            return _line(asked, limit)


def _count(asked: Field | rules.Metric, most: int | None) -> Read:
    bound = guides.bounds().get(asked.id)
    example = bound.example if bound else ""
    return partial(
        rules.whole_number, unit=asked.unit or "", most=most, example=example
    )


def _line(asked: Field | rules.Metric, limit: int) -> tuple[Read, forms.Widget]:
    if getattr(asked, "suggest", "") == "industries":
        return industry, forms.TextInput({"autocomplete": "off", "list": "industries"})
    return partial(rules.plain_text, limit=limit), forms.TextInput()


def _amount(asked: Field | rules.Metric, most: int | None) -> Read:
    bound = None if most is None else Decimal(most)
    if asked.unit == "%":
        return partial(rules.percentage, most=bound)
    return partial(rules.decimal_number, unit=asked.unit or "", most=bound)


def as_text(asked: Field | rules.Metric, value: Any) -> str:
    """A value of the document as its control shows it, and reads it again."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = "" if value is None else str(value)
    is_small = asked.unit == "%" and text.startswith("0.")
    return f"{text}%" if is_small else text  # 0.12 alone might be meant as 12 %


def as_stated(value: Any) -> Any:
    """A value that was read, as the document keeps it: exact, and JSON."""
    if isinstance(value, Decimal):
        return rules.plain(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
