"""Where on a section's page files belong: which section, clause or attachment."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from applications.facts import guide_of
from applications.forms.evidence import EvidenceForm
from applications.models import Dossier, Evidence
from applications.presentation import Section
from portal import guides, rules


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for files: what is there, and the form for more."""

    form: EvidenceForm
    files: tuple[Evidence, ...]
    label: str = ""
    help: str = ""
    is_required: bool = False


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
) -> dict[str, Slot]:
    """By what ``Evidence.clause`` says; queries what is there unless that is given."""
    if evidence is None:
        evidence = dossier.evidence.all()
    mine = [each for each in evidence if each.section == section.id]

    def slot(key: str, clauses: Iterable[rules.Clause] = (), **kwargs: Any) -> Slot:
        here = tuple(each for each in mine if key in ("", each.clause))
        form = EvidenceForm(key or "section", data, files, clauses=clauses)
        return Slot(form, here, **kwargs)

    if section.attachments:
        return {
            each.id: slot(
                each.id, label=each.label, help=each.help, is_required=each.required
            )
            for each in section.attachments
        }
    if section.questions:
        ids = [question.metric.id for question in section.questions]
        return {id: slot(id) for id in ids}
    kind = guide_of(dossier.round).kinds[dossier.kind]
    return {"": slot("", clauses_in(section, kind))}
