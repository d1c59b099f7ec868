"""What a return for correction leaves open, and what stays as it was handed in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from applications.models import CorrectionItem, Dossier, Evidence
from applications.presentation.conditions import why_required
from applications.presentation.outstanding import Missing, Task, sections_for
from applications.presentation.sections import Section

#: The unit that holds the files of a section which has no other place for them.
FILES = "files"
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Unit:
    """What is opened or locked as a whole: a field, a table, an answer, a place."""

    section: str
    id: str
    label: str


def units_of(section: Section) -> tuple[Unit, ...]:
    """All that may be named for correction, in the order of the page."""
    named = [(each.id, each.label) for each in (*section.fields, *section.metrics)]
    if section.rows:
        named.append((section.rows, "表格全部行"))
    named += [(q.metric.id, q.metric.label) for q in section.questions]
    named += [(each.id, each.label) for each in section.attachments]
    if not (section.attachments or section.questions):
        named.append((FILES, "本节佐证材料"))
    return tuple(Unit(section.id, id, label) for id, label in named)


def place_of(section: Section, clause: str) -> str:
    """The unit to which a file that proves ``clause`` belongs."""
    return clause if section.attachments or section.questions else FILES


@dataclass(frozen=True, slots=True)
class Openings:
    """What a returned dossier's ``items`` open; without items nothing is locked.

    ``needed`` is open besides: what an opened answer has made necessary, and the place
    of a file that was found infected.
    """

    items: tuple[CorrectionItem, ...] = ()
    needed: frozenset[Place] = frozenset()

    def is_open(self, section: str, unit: str) -> bool:
        return (
            not self.items
            or (section, unit) in self.needed
            or any(
                each.section == section and each.unit in ("", unit)
                for each in self.items
            )
        )

    def locked_in(self, section: Section) -> frozenset[str]:
        return frozenset(
            each.id
            for each in units_of(section)
            if not self.is_open(section.id, each.id)
        )

    def is_open_in(self, section: Section) -> bool:
        """Whether anything of it may be changed."""
        return any(self.is_open(section.id, unit.id) for unit in units_of(section))

    def notes_in(self, section: Section) -> dict[str, str]:
        """What is asked, by unit; of the whole section by ""."""
        return {
            each.unit: f"{side_of(each)}意见：{each.note}"
            for each in self.items
            if each.section == section.id
        }


def side_of(item: CorrectionItem) -> str:
    """Whose opinion it is; ``item`` comes with ``step__by``."""
    return "市级" if item.step.by.is_city else "省级"


def openings_of(
    dossier: Dossier, evidence: Iterable[Evidence] | None = None
) -> Openings:
    """Two queries, and one more for the evidence where it is not given."""
    found = CorrectionItem.objects.standing(dossier).select_related(
        "version", "step__by"
    )
    items = tuple(found)
    if not items:
        return Openings()
    if evidence is None:
        evidence = dossier.evidence.in_place()
    return Openings(items, frozenset(_needed(dossier, items[0], list(evidence))))


def _needed(
    dossier: Dossier, item: CorrectionItem, evidence: list[Evidence]
) -> Iterator[Place]:
    handed_in = item.version
    had = {(each["section"], each["clause"]) for each in handed_in.evidence}
    has = {(each.section, each.clause) for each in evidence if each.is_sound}
    for section in sections_for(dossier):
        for field in section.fields:
            stated = handed_in.document.get("profile", {}).get(field.id)
            if stated is None and why_required(field.required_when, dossier.document):
                yield section.id, field.id
        for kind in section.attachments:
            place = (section.id, kind.id)
            why = why_required(kind.required_when, dossier.document)
            if (kind.required or why) and not (place in had and place in has):
                yield place
        for each in evidence:
            if each.section == section.id and not each.is_sound:
                yield section.id, place_of(section, each.clause)


def with_openings(tasks: Iterable[Task], openings: Openings) -> tuple[Task, ...]:
    """The task list of a returned dossier: what is to be put right, what is locked."""
    return tuple(_task(task, openings) for task in tasks)


def _task(task: Task, openings: Openings) -> Task:
    section = task.section
    asked = tuple(
        Missing(section.id, section.title, f"{each.label}：{each.note}", each.unit)
        for each in openings.items
        if each.section == section.id
    )
    is_locked = not openings.is_open_in(section)
    return replace(task, asked_again=asked, is_locked=is_locked)
