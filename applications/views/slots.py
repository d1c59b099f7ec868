"""Where on a section's page files belong: which section, clause or attachment."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from applications.facts import guide_of
from applications.forms.evidence import EvidenceForm
from applications.models import Dossier, Evidence
from applications.presentation import Attachment, Section
from applications.presentation.conditions import why_required
from applications.presentation.openings import FILES, Openings
from portal import guides, rules
from portal.files.checking import PAPERS


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for files: what is there, and the form for more.

    ``place`` is what a script names when it sends files to ``url``.
    """

    form: EvidenceForm
    files: tuple[Evidence, ...]
    place: str
    url: str
    label: str = ""
    help: str = ""
    is_required: bool = False
    why: str = ""
    note: str = ""
    is_locked: bool = False

    @property
    def most_bytes(self) -> int:
        return settings.EVIDENCE_FILE_BYTES


def clauses_in(section: Section, kind: rules.Kind) -> list[rules.Clause]:
    """The clauses that look at something which this section asks."""
    here = {(m.scope, m.id) for m in (*section.metrics, *section.row_metrics)}
    here |= {("metrics", question.metric.id) for question in section.questions}
    return [each for each in kind.clauses if typed_by(each) & here]


def typed_by(clause: rules.Clause) -> set[tuple[str, str]]:
    """(scope, id) of all that must be typed in to judge a clause."""
    words = guides.vocabulary()
    return {
        (each.scope, each.id)
        for threshold in rules.thresholds_in(clause.need)
        for each in words.typed_in(threshold.metric)
    }


def slots_for(
    dossier: Dossier,
    section: Section,
    evidence: Iterable[Evidence] | None = None,
    data: Any = None,
    files: Any = None,
    openings: Openings | None = None,
) -> dict[str, Slot]:
    """By what ``Evidence.clause`` says; queries what is there unless that is given."""
    openings = openings or Openings()
    notes, locked = openings.notes_in(section), openings.locked_in(section)
    if evidence is None:
        evidence = dossier.evidence.in_place()
    mine = [each for each in evidence if each.section == section.id]
    url = reverse("applications:upload", args=[dossier.key, section.id])

    def slot(
        key: str,
        clauses: Iterable[rules.Clause] = (),
        accepts: tuple[str, ...] = (),
        **kwargs: Any,
    ) -> Slot:
        here = tuple(each for each in mine if key in ("", each.clause))
        endings, unit = (*PAPERS, *accepts), key or FILES
        kwargs |= {"note": notes.get(unit, ""), "is_locked": unit in locked}
        form = EvidenceForm(
            key or "section", data, files, clauses=clauses, endings=endings
        )
        return Slot(form, here, key, url, **kwargs)

    if section.attachments:
        return {
            each.id: slot(each.id, accepts=each.accepts, **_asked(each, dossier))
            for each in section.attachments
        }
    if section.questions:
        ids = [question.metric.id for question in section.questions]
        return {id: slot(id) for id in ids}
    kind = guide_of(dossier.round).kinds[dossier.kind]
    return {"": slot("", clauses_in(section, kind))}


def _asked(kind: Attachment, dossier: Dossier) -> dict[str, Any]:
    """What its card says of a kind of attachment."""
    why = why_required(kind.required_when, dossier.document)
    return {
        "label": kind.label,
        "help": kind.help,
        "is_required": kind.required or bool(why),
        "why": why,
    }
