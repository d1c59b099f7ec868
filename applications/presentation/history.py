"""The record of changed fields in words: whose, when, what it was and what it became.

Typing saves many times. What one person changed in one field within a short time is
one line, from the first content to the last; every single save stays in its row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from applications.models import FieldChange
from applications.presentation.chapters import ANSWERS
from applications.presentation.sections import Field, Section
from applications.presentation.values import NUMERIC, in_unit, text_of
from portal import guides, rules
from portal.rules.vocabulary import METRICS

#: Saves of one field by one person that follow each other faster are one line.
SHORT = timedelta(minutes=5)
STATEMENT = "-statement"
NAME = "name"
GONE = "已停用的一项"

#: What is read of every change to tell the lines apart.
CHANGE = ("pk", "section", "field", "by_id", "at")
Change = tuple[int, str, str, int, datetime]


@dataclass(slots=True)
class Run:
    """Saves that are shown as one line; ``first`` and ``last`` are their rows."""

    section: str
    first: int
    last: int
    by: int
    begun: datetime
    ended: datetime
    saves: int = 1


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of the record."""

    run: Run
    title: str
    label: str
    who: str
    old: str
    new: str


def runs_of(changes: Iterable[Change]) -> list[Run]:
    """The lines, latest first; another person's change of a field ends a run of it."""
    runs: list[Run] = []
    latest: dict[tuple[str, str], Run] = {}
    for pk, section, name, by, at in changes:
        run = latest.get((section, name))
        if run is not None and run.by == by and at - run.ended <= SHORT:
            run.last, run.ended, run.saves = pk, at, run.saves + 1
            continue
        runs.append(Run(section, pk, pk, by, at, at))
        latest[section, name] = runs[-1]
    return sorted(runs, key=lambda run: run.last, reverse=True)


@dataclass(slots=True)
class RowNames:
    """What a table's rows were called at the time of each change."""

    document: Mapping[str, Any]
    given: dict[str, list[FieldChange]] = field(default_factory=dict)

    def add(self, changes: Iterable[FieldChange]) -> None:
        """Changes of rows' names, oldest first."""
        for each in changes:
            self.given.setdefault(each.field, []).append(each)

    def at(self, scope: str, row: int, change: FieldChange) -> str:
        """The name after the save that ``change`` belongs to; "" where it had none."""
        before, after = None, None
        for each in self.given.get(f"{scope}-{row}-{NAME}", ()):
            if each.pk <= change.pk or each.at == change.at:
                before = each
            elif after is None:
                after = each
        if before is not None:
            return before.new or before.old
        if after is not None:
            return after.old
        rows = self.document.get(scope, ())
        return str(rows[row].get(NAME) or "") if row < len(rows) else ""


def line_of(
    run: Run,
    changes: Mapping[int, FieldChange],
    sections: Mapping[str, Section],
    names: RowNames,
) -> HistoryLine:
    """A run in words; ``changes`` holds its first and its last, with ``by``."""
    first, last = changes[run.first], changes[run.last]
    section = sections.get(last.section) or Section(last.section, "")
    label, asked = _asked(section, last, names)
    return HistoryLine(
        run=run,
        title=section.title,
        label=label,
        who=last.by.name,
        old=_shown(asked, first.old),
        new=_shown(asked, last.new),
    )


def _asked(
    section: Section, change: FieldChange, names: RowNames
) -> tuple[str, Field | rules.Metric | str | None]:
    """What the control is called, and what it asks; ``str`` for an answer's control."""
    name = change.field
    once = {each.id: each for each in (*section.fields, *section.metrics)}
    if asked := once.get(name) or guides.vocabulary().find(name, METRICS):
        return asked.label, asked
    for question in section.questions:
        label, id = question.metric.label, question.metric.id
        if name == id:
            return f"{label}：自评结论", "answer"
        if name == f"{id}{STATEMENT}":
            return f"{label}：说明", None
    scope, number, column = [*name.split("-", 2), "", ""][:3]
    if scope != section.rows or not number.isdigit():
        return GONE, None
    row = int(number)
    called = names.at(scope, row, change)
    place = f"第 {row + 1} 行（{called}）" if called else f"第 {row + 1} 行"
    columns = {c.id: c for c in (*section.columns, *section.row_metrics)}
    asked = columns.get(column)
    return f"{place}：{asked.label if asked else GONE}", asked


def _shown(asked: Field | rules.Metric | str | None, text: str) -> str:
    """A control's text in words; what could not be read stays as it was typed."""
    if not text or asked is None:
        return text
    if isinstance(asked, str):
        return ANSWERS.get(text, text)
    if asked.type == "bool":
        return {"yes": "是", "no": "否"}.get(text, text)
    if asked.type in NUMERIC:
        if not _is_plain(text):
            return text
        return in_unit(text_of(asked.type, text), asked.unit or "")
    return text_of(asked.type, text)


def _is_plain(text: str) -> bool:
    """A figure as the document keeps it: digits, and at most one point."""
    return text.isascii() and text.replace(".", "", 1).isdigit()
