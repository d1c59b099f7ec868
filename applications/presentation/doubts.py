"""What was stated and may be meant otherwise: asked about, never refused."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from applications.presentation.sections import Field, Section
from portal import guides, rules


@dataclass(frozen=True, slots=True)
class Doubt:
    """One figure or day that is unusual, where it stands and why it is asked about."""

    section: str
    title: str
    id: str
    label: str
    text: str


def doubts_in(
    sections: Iterable[Section], document: Mapping[str, Any], today: date
) -> Iterator[Doubt]:
    """In the order of the form."""
    for section in sections:
        for part, asked in _bounded(section):
            value = document.get(part, {}).get(asked.id)
            if text := question(asked, value, today):
                yield Doubt(section.id, section.title, asked.id, asked.label, text)


def question(asked: Field | rules.Metric, value: Any, today: date) -> str:
    """What is asked of this value of the document; "" where nothing is."""
    bound = guides.bounds().get(asked.id)
    if bound is None or value in (None, ""):
        return ""
    try:
        read = _day(value) if asked.type == "date" else Decimal(str(value))
    except (InvalidOperation, ValueError):
        return ""
    return bound.question(read, today, asked.unit or "")


def _day(value: Any) -> date:
    return date.fromisoformat(str(value))


def _bounded(section: Section) -> Iterator[tuple[str, Field | rules.Metric]]:
    known = guides.bounds()
    for field in section.fields:
        if field.id in known:
            yield "profile", field
    for metric in section.metrics:
        if metric.id in known:
            yield "metrics", metric
