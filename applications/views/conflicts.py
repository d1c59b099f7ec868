"""Two people in one section: both values of each field, and which is to stay."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from applications.actions import dossiers as actions
from applications.forms.sections import SectionForms, data_of
from applications.models import Dossier
from applications.presentation import Section
from applications.presentation.outstanding import numeral, sections_for
from applications.views.section_page import seen_of

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True, slots=True)
class Clash:
    """One field, or all rows of a table: what I typed and what is saved."""

    name: str
    label: str
    mine: list[str]
    theirs: list[str]


def seen_data(posted: QueryDict) -> QueryDict | None:
    """What the person had before them; None where nobody says, or says it wrongly."""
    try:
        said = json.loads(posted.get("seen", ""))
    except ValueError:
        return None
    if not isinstance(said, dict):
        return None
    data = QueryDict(mutable=True)
    for name, text in said.items():
        data[name] = text if isinstance(text, str) else ""
    return data


def seen_values(section: Section, posted: QueryDict) -> dict[str, Any] | None:
    data = seen_data(posted)
    if data is None:
        return None
    forms = SectionForms(section, data)
    forms.is_valid()
    return forms.values()


def chosen(section: Section, posted: QueryDict) -> QueryDict:
    """What was posted, the saved value put where the conflict page says so."""
    gone = [n[7:] for n, v in posted.items() if n[:7] == "choice-" and v == THEIRS]
    seen = seen_data(posted)
    if not gone or seen is None:
        return posted
    data = posted.copy()
    for unit in gone:
        for name in {*data.keys(), *seen.keys()}:
            if _belongs(section, unit, name):
                data[name] = seen.get(name, "")
    return data


def page(
    dossier: Dossier, forms: SectionForms, stale: actions.StaleVersion, by_whom: str
) -> dict[str, Any]:
    """The page's context; all that was typed goes along unseen."""
    section = forms.section
    document = actions.merged_into(dossier.document, section.id, forms.values())
    mine, theirs = data_of(section, document), data_of(section, dossier.document)
    saved = dossier.document.get("saved", {}).get(section.id, {})
    return {
        "dossier": dossier,
        "section": section,
        "number": numeral(sections_for(dossier).index(section)),
        "by_whom": by_whom,
        "clashes": [
            Clash(
                unit,
                _label(forms, unit),
                _shown(forms, section, unit, mine),
                _shown(forms, section, unit, theirs),
            )
            for unit in stale.clashes
        ],
        "version": saved.get("version", 0),
        "seen": seen_of(section, dossier.document),
        "kept": list(_kept(section, stale, mine, theirs)),
    }


def _kept(
    section: Section, stale: actions.StaleVersion, mine: QueryDict, theirs: QueryDict
) -> list[tuple[str, str]]:
    """What will be saved: the others' where they alone changed it, else mine."""
    found = []
    for name in sorted({*mine.keys(), *theirs.keys()}):
        is_theirs = any(_belongs(section, unit, name) for unit in stale.taken)
        found.append((name, (theirs if is_theirs else mine).get(name, "")))
    return found


def _belongs(section: Section, unit: str, name: str) -> bool:
    if unit == section.rows:
        return name.startswith(f"{unit}-")
    return name in {unit, f"{unit}-statement"}


def _label(forms: SectionForms, unit: str) -> str:
    for form in (forms.fields, forms.capabilities):
        if form is not None and unit in form.fields:
            return str(form.fields[unit].label)
    return "本表全部行"


def _shown(
    forms: SectionForms, section: Section, unit: str, data: QueryDict
) -> list[str]:
    """The lines of one side's version, as people read it."""
    if unit != section.rows:
        both = [data.get(unit, ""), data.get(f"{unit}-statement", "")]
        return [_word(forms, unit, text) for text in both if text]
    count = int(data.get(f"{unit}-TOTAL_FORMS") or 0)
    ids = [each.id for each in section.columns or section.row_metrics]
    rows = ([data.get(f"{unit}-{n}-{id}", "") for id in ids] for n in range(count))
    return ["，".join(text for text in row if text) for row in rows]


def _word(forms: SectionForms, unit: str, text: str) -> str:
    """A choice by its words."""
    for form in (forms.fields, forms.capabilities):
        field = form.fields.get(unit) if form is not None else None
        for value, word in getattr(field, "choices", ()):
            if value == text:
                return str(word)
    return text
