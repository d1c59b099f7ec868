"""What was stated and may be meant otherwise: asked about, never refused."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from applications.presentation.sections import Field, Section
from portal import guides, rules
from portal.rules.vocabulary import Percent


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
        for metric in section.metrics:
            if text := _more_than_all(metric, document.get("metrics", {})):
                yield Doubt(section.id, section.title, metric.id, metric.label, text)
        yield from _of_rows(section, document, today)


def _more_than_all(metric: rules.Metric, stated: Mapping[str, Any]) -> str:
    """A part that exceeds what it is a share of."""
    words = guides.vocabulary()
    for share in words.derived.values():
        match share.derived:
            case Percent(part, whole) if part == metric.id:
                some, all_ = stated.get(part), stated.get(whole)
                if isinstance(some, int) and isinstance(all_, int) and some > all_:
                    return (
                        f"现填 {some} {metric.unit}，多于“{words.metrics[whole].label}”"
                        f"所填的 {all_} {metric.unit}，{share.label}将超过 100%。"
                        "请再核对这两项；确实如此的，不必修改。"
                    )
    return ""


def _of_rows(
    section: Section, document: Mapping[str, Any], today: date
) -> Iterator[Doubt]:
    for number, row in enumerate(document.get(section.rows, ()), start=1):
        for column in section.columns:
            if text := question(column, row.get(column.id), today):
                id = f"{section.rows}-{number - 1}-{column.id}"
                label = f"第 {number} 行{column.label}"
                yield Doubt(section.id, section.title, id, label, text)


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
