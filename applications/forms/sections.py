"""One section of the application form: figures, rows and self-assessment.

Drafts are kept whatever is typed: what can be read goes into ``values``, what cannot
stays as it was typed in ``unread`` and is shown again with its error.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django import forms
from django.http import QueryDict

from applications.forms.controls import (
    EntryField,
    PickField,
    as_stated,
    as_text,
    field_for,
)
from applications.forms.rows import RowsForm, rows_data, rows_form
from applications.presentation import Field, Question, Section
from portal import rules

ANSWERS = (("yes", "符合"), ("partly", "部分符合"), ("no", "不符合"))
LONGEST_STATEMENT = 300
#: What could not be read is kept up to this length.
MOST_KEPT = 20_000

Data = Mapping[str, Any]


class SectionForm(forms.Form):
    """The figures that the kind is asked for and the form's own fields."""

    def __init__(
        self, section: Section, data: Data, locked: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(data)
        self.section = section
        short = [each for each in section.fields if not _stands_last(each)]
        long = [each for each in section.fields if _stands_last(each)]
        for asked in (*short, *section.metrics, *long):
            self.fields[asked.id] = field_for(asked, is_locked=asked.id in locked)
        self.marked = {each.id for each in section.fields if each.required}

    def values(self) -> dict[str, Any]:
        read = {name: as_stated(self.cleaned_data.get(name)) for name in self.fields}
        profile = {each.id: read[each.id] for each in self.section.fields}
        metrics = {each.id: read[each.id] for each in self.section.metrics}
        return {"profile": profile, "metrics": metrics}


class CapabilitiesForm(forms.Form):
    """Each capability of the guide: is it there, and what shows that."""

    def __init__(self, questions: tuple[Question, ...], data: Data) -> None:
        super().__init__(data)
        self.questions = questions
        for question in questions:
            id, label = question.metric.id, question.metric.label
            self.fields[id] = PickField(
                label=f"{label}：自评结论",
                choices=ANSWERS,
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields[f"{id}-statement"] = EntryField(
                partial(rules.plain_text, limit=LONGEST_STATEMENT, multiline=True),
                label=f"{label}：说明",
                help_text=f"写明依据并指明佐证页码，不超过 {LONGEST_STATEMENT} 字。",
                required=False,
                widget=forms.Textarea({"rows": 3, "data-count": LONGEST_STATEMENT}),
            )

    def values(self) -> dict[str, Any]:
        read = self.cleaned_data
        answers = {
            question.metric.id: {
                "answer": read.get(question.metric.id) or "",
                "statement": read.get(f"{question.metric.id}-statement") or "",
            }
            for question in self.questions
        }
        return {
            "capabilities": {
                id: answer if any(answer.values()) else None
                for id, answer in answers.items()
            }
        }


def _stands_last(field: Field) -> bool:
    """Long texts do, but for one that explains the answer right before it."""
    explains = any(condition.field for condition in field.required_when)
    return field.type == "longtext" and not explains


class SectionForms:
    """All that one section's page asks, read together; never refuses as a whole."""

    def __init__(
        self,
        section: Section,
        data: Data,
        blank: int = 0,
        locked: frozenset[str] = frozenset(),
    ) -> None:
        self.section = section
        self.fields = (
            SectionForm(section, data, locked)
            if section.fields or section.metrics
            else None
        )
        self.rows: RowsForm | None = (
            rows_form(section, data, blank) if section.rows else None
        )
        self.capabilities = (
            CapabilitiesForm(section.questions, data) if section.questions else None
        )

    @property
    def all(self) -> list[Any]:
        """The forms that this section has, in the order of the page."""
        return [each for each in (self.fields, self.rows, self.capabilities) if each]

    def is_valid(self) -> bool:
        answers = [each.is_valid() for each in self.all]
        return all(answers)

    def values(self) -> dict[str, Any]:
        """What ``actions.dossiers.save_section`` takes; call ``is_valid`` before."""
        values: dict[str, Any] = {}
        for each in self.all:
            values.update(each.values())
        return {**values, "unread": dict(self._unread())}

    def errors(self) -> dict[str, list[str]]:
        """What is wrong, by the name of the control."""
        rows = self.rows.kept if self.rows is not None else []
        return {
            form[name].html_name: [str(message) for message in messages]
            for form in (self.fields, self.capabilities, *rows)
            if form is not None
            for name, messages in form.errors.items()
            if name in form.fields
        }

    def _unread(self) -> Iterator[tuple[str, dict[str, str]]]:
        for form in (self.fields, self.capabilities):
            if form is not None:
                yield from unread_of(form)
        if self.rows is not None:
            yield from self.rows.unread()


def unread_of(form: forms.Form) -> Iterator[tuple[str, dict[str, str]]]:
    """What was typed where it could not be read, by the name of the control."""
    for name in form.errors:
        if name in form.fields:
            bound = form[name]
            raw = str(bound.data or "").replace("\x00", "")[:MOST_KEPT]
            yield bound.html_name, {"label": str(bound.label), "raw": raw}


def data_of(section: Section, document: Mapping[str, Any]) -> QueryDict:
    """A section of the document as a browser would post it, odd entries included."""
    data = QueryDict(mutable=True)
    profile, metrics = document.get("profile", {}), document.get("metrics", {})
    for field in section.fields:
        data[field.id] = as_text(field, profile.get(field.id))
    for metric in section.metrics:
        data[metric.id] = as_text(metric, metrics.get(metric.id))
    for question in section.questions:
        answer = document.get("capabilities", {}).get(question.metric.id, {})
        data[question.metric.id] = answer.get("answer", "")
        data[f"{question.metric.id}-statement"] = answer.get("statement", "")
    if section.rows:
        data.update(rows_data(section, document.get(section.rows, [])))
    for name, entry in document.get("unread", {}).get(section.id, {}).items():
        data[name] = entry["raw"]
    return data


def with_locked(
    section: Section,
    posted: QueryDict,
    document: Mapping[str, Any],
    locked: frozenset[str],
) -> QueryDict:
    """What was posted, but ``locked`` units (a table by its scope) as they are."""
    if not locked:
        return posted
    held, data = data_of(section, document), posted.copy()
    for name in {*held, *data}:
        if not _is_locked(section, name, locked):
            continue
        if name in held:
            data[name] = held[name]
        else:
            del data[name]
    return data


def _is_locked(section: Section, name: str, locked: frozenset[str]) -> bool:
    if section.rows in locked and name.startswith(f"{section.rows}-"):
        return True
    return name.removesuffix("-statement") in locked
