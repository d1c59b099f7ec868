"""What was put right because an objection was upheld: credited, or struck out.

Within a transaction that holds the dossier, by who has looked whether it may be.
"""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from datetime import datetime
from typing import Any

from applications.actions.decisions import say_why, tell
from applications.actions.dossiers import report_of
from applications.actions.recalling import put_back
from applications.actions.versions import keep_version
from applications.models import Dossier
from applications.presentation.openings import Openings, Unit, place_of, units_of
from applications.presentation.outstanding import sections_for
from applications.presentation.sections import Section
from portal.models import User

#: Parts of a document that state one value a unit.
PARTS = ("profile", "metrics", "capabilities")


def last_openings(dossier: Dossier) -> Openings:
    """What the last return opened, also after it was answered; one query."""
    last = dossier.steps.filter(action="return").order_by("-pk").first()
    return Openings(tuple(last.items.all()) if last else ())


def opened_units(openings: Openings, section: Section) -> Iterator[Unit]:
    for unit in units_of(section):
        if openings.is_open(section.id, unit.id):
            yield unit


def credit(*, dossier: Dossier, reason: str, by: User, at: datetime) -> None:
    """What was handed in again counts. Raises ReasonIsMissing."""
    say_why(reason)
    tell(dossier, "credit", reason, by, at, action="dossier.credited", reason=reason)


def strike(*, dossier: Dossier, reason: str, by: User, at: datetime) -> None:
    """What had been opened counts as not stated, its files as not handed in.

    Also where nothing was handed in again: all else is as it was then. A version of
    its own says so. Raises ReasonIsMissing.
    """
    say_why(reason)
    openings, sections = last_openings(dossier), sections_for(dossier)
    last = dossier.versions.latest("number")
    if dossier.is_recalled:
        put_back(last, at)
    _take_files(dossier, openings, sections, at)
    dossier.document = _without(last.document, openings, sections)
    dossier.status, dossier.version = Dossier.Status.ACCEPTED, dossier.version + 1
    dossier.report = report_of(dossier)
    written = ("document", "status", "version", "report")
    Dossier.objects.filter(pk=dossier.pk).update(
        **{name: getattr(dossier, name) for name in written}
    )
    kept = keep_version(dossier=dossier, by=by, at=at)
    tell(
        dossier, "strike", reason, by, at, action="dossier.struck", reason=reason,
        items=[each.label for each in openings.items], version=kept.number,
    )  # fmt: skip


def _without(
    document: dict[str, Any], openings: Openings, sections: Iterable[Section]
) -> dict[str, Any]:
    left = deepcopy(document)
    for section in sections:
        for unit in opened_units(openings, section):
            for part in PARTS:
                left.get(part, {}).pop(unit.id, None)
            if unit.id == section.rows:
                left[unit.id] = []
    return left


def _take_files(
    dossier: Dossier, openings: Openings, sections: Iterable[Section], at: datetime
) -> None:
    by_id = {each.id: each for each in sections}
    gone = [
        each.pk
        for each in dossier.evidence.in_place()
        if (section := by_id.get(each.section))
        and openings.is_open(section.id, place_of(section, each.clause))
    ]
    dossier.evidence.filter(pk__in=gone).update(removed_at=at)
