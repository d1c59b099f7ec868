"""One section's page put together: each figure beside the clauses that test it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.forms import BoundField

from applications.facts import facts_of, guide_of
from applications.forms.evidence import taken
from applications.forms.sections import SectionForms, data_of
from applications.models import Dossier
from applications.presentation import (
    Chapter,
    Section,
    chapters_of,
)
from applications.presentation.comparing import stated_in
from applications.presentation.doubts import doubts_in
from applications.presentation.openings import Openings
from applications.presentation.outstanding import numeral, sections_for
from applications.presentation.values import computed
from applications.views.slots import Slot, typed_by
from applications.views.tested import Tested, tally_of, tested_in
from portal import guides, workcalendar

#: Domains as applicants use to name them; others may be typed.
DOMAINS = (
    *("研发设计", "供应链", "生产制造", "运营管理", "企业管理", "仓储物流"),
    "产品服务",
)


@dataclass(frozen=True, slots=True)
class Filled:
    """A control, or ``text`` in its place where a return for correction locks it."""

    field: BoundField
    note: str
    is_locked: bool
    text: str
    doubt: str = ""

    @property
    def doubt_id(self) -> str:
        return f"doubt-{self.field.name}"

    @property
    def is_bounded(self) -> bool:
        return self.field.name in guides.bounds()


@dataclass(slots=True)
class Block:
    """Fields that the same clauses test, side by side with these."""

    id: str
    fields: list[Filled] = field(default_factory=list)
    clauses: list[Tested] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Asked:
    """One capability: its clauses, its two controls and its files."""

    id: str
    label: str
    clauses: list[Tested]
    answer: BoundField
    statement: BoundField
    slot: Slot
    text: str


def blocks_of(
    forms: SectionForms,
    tested: list[Tested],
    openings: Openings,
    stated: Mapping[str, str],
) -> list[Block]:
    """The section's fields in their order, those with a common clause together."""
    form, section = forms.fields, forms.section
    if form is None:
        return []
    groups = _groups(section, tested)
    notes, locked = openings.notes_in(section), openings.locked_in(section)
    blocks: dict[str, Block] = {}
    doubts = _doubts(forms)
    for bound in form:
        group = groups.get(bound.name, bound.name)
        block = blocks.setdefault(group, Block(f"clauses-{group}"))
        name = bound.name
        block.fields.append(
            Filled(
                bound,
                notes.get(name, ""),
                name in locked,
                stated[name],
                doubts.get(name, ""),
            )
        )
    for each in tested:
        ids = [id for scope, id in typed_by(each.line.clause) if scope == "metrics"]
        places = {groups[id] for id in ids if id in groups}
        for place in places:
            blocks[place].clauses.append(each)
    return list(blocks.values())


def _doubts(forms: SectionForms) -> dict[str, str]:
    """What is asked of the figures and days as they are typed now."""
    found = doubts_in([forms.section], forms.values(), workcalendar.today())
    return {each.id: each.text for each in found}


def _groups(section: Section, tested: list[Tested]) -> dict[str, str]:
    """For each figure the first of those that it shares a clause with."""
    order = [each.id for each in section.metrics]
    group = {id: id for id in order}
    for each in tested:
        typed = {id for scope, id in typed_by(each.line.clause) if scope == "metrics"}
        together = {group[id] for id in typed if id in group}
        if together:
            first = min(together, key=order.index)
            group = {k: first if v in together else v for k, v in group.items()}
    return group


def asked_of(
    forms: SectionForms,
    tested: list[Tested],
    slots: dict[str, Slot],
    stated: Mapping[str, str],
) -> list[Asked]:
    """The self-assessment, question by question."""
    form = forms.capabilities
    if form is None:
        return []
    return [
        Asked(
            id=question.metric.id,
            label=question.metric.label,
            clauses=[t for t in tested if question.metric.id in t.line.clause.metrics],
            answer=form[question.metric.id],
            statement=form[f"{question.metric.id}-statement"],
            slot=slots[question.metric.id],
            text=stated[question.metric.id],
        )
        for question in form.questions
    ]


def section_after(
    dossier: Dossier, section: Section, openings: Openings
) -> Section | None:
    """The next one in which anything may be changed."""
    sections = sections_for(dossier)
    rest = sections[sections.index(section) + 1 :]
    return next((each for each in rest if openings.is_open_in(each)), None)


def seen_of(section: Section, document: Mapping[str, Any]) -> str:
    """What the person has before them: sent back, it tells whose change is whose."""
    return json.dumps(data_of(section, document).dict(), ensure_ascii=False)


def report_of(
    dossier: Dossier,
    forms: SectionForms,
    slots: dict[str, Slot],
    openings: Openings,
) -> dict[str, Any]:
    """What the live report and the page have in common."""
    section, facts = forms.section, facts_of(dossier)
    kind = guide_of(dossier.round).kinds[dossier.kind]
    tested = tested_in(section, kind, dossier)
    stated = {unit: text for unit, _, text in stated_in(section, dossier.document)}
    return {
        "blocks": blocks_of(forms, tested, openings, stated),
        "asked": asked_of(forms, tested, slots, stated),
        "of_rows": [each for each in tested if section.rows in each.scopes],
        "tally": tally_of(tested),
        "tested": tested,
        "derived": [computed(each, facts) for each in section.derived],
    }


def _chapter(dossier: Dossier, section: Section) -> Chapter:
    return next(each for each in chapters_of(dossier) if each.id == section.id)


def page_of(
    dossier: Dossier,
    forms: SectionForms,
    slots: dict[str, Slot],
    openings: Openings,
) -> dict[str, Any]:
    """All that the section's page is made of."""
    section = forms.section
    notes, locked = openings.notes_in(section), openings.locked_in(section)
    rows_locked = section.rows in locked
    saved = dossier.document.get("saved", {}).get(section.id, {})
    return {
        "dossier": dossier,
        "section": section,
        "number": numeral(sections_for(dossier).index(section)),
        "forms": forms,
        "problems": [*forms.all, *(slot.form for slot in slots.values())],
        "slots": slots,
        "version": saved.get("version", 0),
        "seen": seen_of(section, dossier.document),
        "following": section_after(dossier, section, openings),
        "industries": guides.industries(),
        "domains": DOMAINS,
        "files_taken": taken(),
        "carried": dossier.document.get("carried", {}).get(section.id, ""),
        "note": notes.get("", ""),
        "rows_note": notes.get(section.rows, "") if section.rows else "",
        "locked_rows": _chapter(dossier, section) if rows_locked else None,
        "has_locked": bool(locked),
        "is_open": openings.is_open_in(section),
        **report_of(dossier, forms, slots, openings),
    }
