"""The self-check's form: every figure that any pair asks for, section by section."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from applications.forms.sections import SectionForms, data_of
from applications.presentation import Section
from applications.presentation.self_check import asked_sections, questions_of
from portal import rules

MOST_BLANK = 5


@dataclass(frozen=True, slots=True)
class Part:
    """One section; folded unless something in it is wrong or was just asked for."""

    forms: SectionForms
    is_asked: bool

    @property
    def filled(self) -> int:
        """How many answers it holds."""
        of = self.forms
        rows = (bound for row in of.rows or () for bound in row.shown)
        bounds = (*(of.fields or ()), *rows, *(of.capabilities or ()))
        return sum(bool(str(each.data or "").strip()) for each in bounds)

    @property
    def is_open(self) -> bool:
        return self.is_asked or any(not each.is_valid() for each in self.forms.all)


def parts_of(filled: list[SectionForms], asked: str) -> list[Part]:
    """``asked``: the table whose row was just added or removed."""
    return [
        Part(each, bool(each.capabilities) or asked == each.section.rows != "")
        for each in filled
    ]


def typed(data: QueryDict, pair: str) -> list[SectionForms]:
    """What was posted; the row whose button was pressed is marked as gone."""
    if "remove_row" in data:
        data = data.copy()
        data[f"{data['remove_row']}-DELETE"] = "on"
    return [SectionForms(each, data) for each in _sections(pair)]


def filled_from(
    document: Mapping[str, Any], pair: str, blank: Mapping[str, int] | None = None
) -> list[SectionForms]:
    """The form as the document fills it in; a table without a row shows one."""
    filled = []
    for section in _sections(pair):
        more = int(bool(section.rows) and not document.get(section.rows))
        if blank is not None:
            more = blank.get(section.rows, 0)
        filled.append(SectionForms(section, data_of(section, document), more))
    return filled


def document_of(filled: list[SectionForms]) -> dict[str, Any]:
    """What was typed, as a dossier would keep it, odd entries included."""
    document: dict[str, Any] = {"metrics": {}, "capabilities": {}, "unread": {}}
    for each in filled:
        for part, given in each.values().items():
            if part in ("metrics", "capabilities"):
                known = {k: v for k, v in given.items() if v is not None}
                document[part].update(known)
            elif part in rules.ROW_SCOPES:
                document[part] = given
            elif part == "unread":
                document[part][each.section.id] = given
    return document


def blank_rows(filled: list[SectionForms], added: str) -> dict[str, int]:
    """How many empty rows each table shows, with the one that was asked for."""
    tables = [each.rows for each in filled if each.rows is not None]
    return {
        rows.prefix: min(
            sum(form.is_blank for form in rows.forms) + (rows.prefix == added),
            MOST_BLANK,
        )
        for rows in tables
    }


def _sections(pair: str) -> list[Section]:
    """The union of what all pairs ask, and one pair's abilities where asked for."""
    questions = questions_of(pair)
    return [*asked_sections(), *([questions] if questions else [])]
