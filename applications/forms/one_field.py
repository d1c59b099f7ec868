"""One field alone, as autosave sends it, read without its section's form."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django import forms
from django.core.exceptions import ValidationError

from applications.actions.merging import as_said
from applications.actions.one_field import OneField
from applications.forms.controls import as_stated, as_text, field_for
from applications.presentation import Field, Section
from portal import rules

#: Kept in a column of its own besides.
PLATFORM = "platform_name"


@dataclass(frozen=True, slots=True)
class Asked:
    """One field's control, and the part of the document that it belongs to."""

    part: str
    asked: Field | rules.Metric
    control: forms.Field


Controls = Mapping[tuple[str, str], Asked]


@lru_cache(maxsize=64)
def controls_of(sections: tuple[Section, ...]) -> Controls:
    """By section and name: what is neither in a row nor an answer with a statement."""
    parts = (("profile", "fields"), ("metrics", "metrics"))
    return {
        (section.id, each.id): Asked(part, each, field_for(each))
        for section in sections
        for part, named in parts
        for each in getattr(section, named)
        if each.id != PLATFORM
    }


def read(
    controls: Controls, section: str, told: Mapping[str, str]
) -> tuple[OneField, str] | None:
    """What was changed, and how its control shows it now.

    ``told`` holds the name in ``changed``, and its texts ``before`` and ``after``.
    None where it is no such field, cannot be read, or was emptied: a whole section can
    say so.
    """
    name = told["changed"]
    found = controls.get((section, name))
    if found is None:
        return None
    try:
        old, new = (
            as_stated(found.control.clean(told[each])) for each in ("before", "after")
        )
    except ValidationError:
        return None
    if new is None or new == old:
        return None
    change = OneField(section, found.part, name, old, new, as_said(old), as_said(new))
    return change, as_text(found.asked, new)
