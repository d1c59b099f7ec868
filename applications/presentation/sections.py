"""The sections of the application form as one guide and kind of platform ask them."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from applications.presentation.conditions import Condition, conditions_of
from portal import guides, rules

CASES = "cases"
Metrics = tuple[rules.Metric, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form's own, or a column of its cases."""

    id: str
    label: str
    type: str
    unit: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False
    max: int | None = None
    help: str = ""
    suggest: str = ""
    identifying: bool = False
    required_when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """One kind of file to attach; ``accepts`` are endings besides the usual ones."""

    id: str
    label: str
    required: bool = False
    help: str = ""
    accepts: tuple[str, ...] = ()
    required_when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One capability asked about, and the clauses that it meets."""

    metric: rules.Metric
    clauses: tuple[rules.Clause, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One section: figures, fields, rows, questions or files; never all empty.

    ``rows`` is a scope of the vocabulary or ``cases``; a scope's columns are
    ``row_metrics``, those of cases are ``columns``. ``derived`` is computed.
    """

    id: str
    title: str
    hint: str = ""
    metrics: tuple[rules.Metric, ...] = ()
    derived: tuple[rules.Metric, ...] = ()
    fields: tuple[Field, ...] = ()
    rows: str = ""
    row_metrics: tuple[rules.Metric, ...] = ()
    columns: tuple[Field, ...] = ()
    questions: tuple[Question, ...] = ()
    attachments: tuple[Attachment, ...] = ()


@lru_cache(maxsize=256)
def sections_of(
    guide: rules.Guide, kind: str, table: rules.IndicatorTable | None = None
) -> tuple[Section, ...]:
    """The sections that this kind is asked to fill in, in the order of the form.

    ``table`` is the round's own, where it scores by another than the guide's.
    """
    if table is not None:
        guide = replace(guide, table=table)
    words = guides.vocabulary().with_capabilities(guide.capabilities)
    asked = rules.fields_of(guide, kind, words)
    derived = _derived_of(guide, kind, words)
    found = (
        _section(data, guide.kinds[kind], asked, derived)
        for data in guides.form()["section"]
    )
    return tuple(each for each in found if _asks_something(each))


def section_of(sections: tuple[Section, ...], id: str) -> Section | None:
    return next((each for each in sections if each.id == id), None)


def _asks_something(section: Section) -> bool:
    return any(
        (
            section.metrics,
            section.fields,
            section.rows,
            section.questions,
            section.attachments,
        )
    )


def _section(
    data: dict[str, Any],
    kind: rules.Kind,
    asked: Metrics,
    derived: Metrics,
) -> Section:
    by_id = {each.id: each for each in asked if each.scope == "metrics"}
    metrics = tuple(by_id[id] for id in data.get("metrics", ()) if id in by_id)
    rows = data.get("rows", "")
    columns = tuple(each for each in asked if each.scope == rows)
    here = {(each.scope, each.id) for each in (*metrics, *columns)}
    return Section(
        id=data["id"],
        title=data["title"],
        hint=data.get("hint", ""),
        metrics=metrics,
        derived=tuple(each for each in derived if _begins_in(each, here)),
        fields=tuple(_field(each) for each in data.get("field", ())),
        rows=rows if rows == CASES or columns else "",
        row_metrics=columns,
        columns=tuple(_field(each) for each in data.get("column", ())),
        questions=tuple(_questions(kind, asked)) if "generated" in data else (),
        attachments=tuple(_attachment(each) for each in data.get("attachment", ())),
    )


def _derived_of(guide: rules.Guide, kind: str, words: rules.Vocabulary) -> Metrics:
    """What is computed of the figures, where a clause or an indicator looks at it."""
    named = {
        threshold.metric.id
        for clause in guide.kinds[kind].clauses
        for threshold in rules.thresholds_in(clause.need)
    }
    for each in guide.table.indicators if guide.table else ():
        named |= {each.metric, each.scale.metric if each.scale else None}
    return tuple(each for each in words.derived.values() if each.id in named)


def _begins_in(metric: rules.Metric, here: set[tuple[str, str]]) -> bool:
    """A computed figure stands in the section of the first figure it is made of."""
    first = next(iter(guides.vocabulary().typed_in(metric)))
    return (first.scope, first.id) in here


def _field(data: dict[str, Any]) -> Field:
    more = {
        "choices": tuple(data.get("choices", ())),
        "required_when": conditions_of(data),
    }
    return Field(**{**data, **more})


def _attachment(data: dict[str, Any]) -> Attachment:
    more = {
        "accepts": tuple(data.get("accepts", ())),
        "required_when": conditions_of(data),
    }
    return Attachment(**{**data, **more})


def _questions(kind: rules.Kind, asked: Metrics) -> list[Question]:
    """A question a capability, in the clauses' order; last what only a table asks."""
    questions = [
        Question(metric, tuple(c for c in kind.clauses if metric.id in c.metrics))
        for metric in asked
        if metric.is_capability
    ]
    order = {clause.id: number for number, clause in enumerate(kind.clauses)}
    return sorted(
        questions,
        key=lambda each: order[each.clauses[0].id] if each.clauses else len(order),
    )
