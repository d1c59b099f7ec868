"""What of a dossier can be named as wrong: any field, table, answer or file."""

from collections.abc import Iterator
from dataclasses import dataclass

from applications.models import Dossier
from applications.presentation.comparing import stated_in
from applications.presentation.openings import units_of
from applications.presentation.outstanding import numeral, sections_for


@dataclass(frozen=True, slots=True)
class Nameable:
    """One unit, or with ``unit`` "" its whole section, and what is stated there."""

    number: str
    title: str
    section: str
    unit: str
    label: str
    stated: str = ""

    @property
    def id(self) -> str:
        return f"{self.section}--{self.unit}"

    @property
    def full_label(self) -> str:
        return f"{self.title}：{self.label}" if self.unit else f"{self.title}（整节）"


def nameable_in(dossier: Dossier) -> Iterator[Nameable]:
    """In the order of the form; one query."""
    files: dict[tuple[str, str], list[str]] = {}
    for file in dossier.evidence.in_place():
        files.setdefault((file.section, file.clause), []).append(file.name)
    for index, section in enumerate(sections_for(dossier)):
        head = numeral(index), section.title, section.id
        yield Nameable(*head, "", "整节")
        stated = {unit: text for unit, _, text in stated_in(section, dossier.document)}
        if section.rows:
            rows = dossier.document.get(section.rows, ())
            stated[section.rows] = f"{len(rows)} 行"
        for attachment in section.attachments:
            named = files.get((section.id, attachment.id), ())
            stated[attachment.id] = "、".join(named)
        for unit in units_of(section):
            yield Nameable(*head, unit.id, unit.label, stated.get(unit.id, ""))
