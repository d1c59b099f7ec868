"""What an enterprise does with its dossier: save a section, submit it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from applications import access
from applications.actions.holding import hold_dossier
from applications.actions.merging import Merged, flat, in_document, merged_over
from applications.actions.versions import keep_version
from applications.facts import (
    facts_of,
    findings_of,
    guide_of,
    is_eligible,
)
from applications.models import Dossier, FieldChange, Round, Step
from applications.presentation import section_of
from applications.presentation.openings import openings_of
from applications.presentation.outstanding import blocking, sections_for
from portal import rules
from portal.audit import record
from portal.models import User

Document = dict[str, Any]
Values = Mapping[str, Any]

#: What stands for the kind of platform in a dossier's number.
LETTERS = {
    "enterprise": "E",
    "industry": "I",
    "regional": "R",
    "comprehensive": "C",
    "specialized": "S",
}


class StaleVersion(Exception):
    """Somebody saved the same section meanwhile; ``by`` and ``at`` say who, when.

    ``clashes``: what both have changed, differently; ``taken``: what they alone have.
    """

    def __init__(
        self, by: str = "", at: str = "", merged: Merged | None = None
    ) -> None:
        super().__init__(by, at)
        self.by, self.at = by, at
        self.clashes = merged.clashes if merged else ()
        self.taken = merged.taken if merged else ()


class AlreadySubmitted(Exception):
    """It was handed in before, perhaps from another tab this very moment."""


class TooLate(Exception):
    """The closing instant, or the deadline for correction, has come."""


class NotOpened(TooLate):
    """The return for correction does not name it: it stays as it was handed in."""


class NotDeclared(Exception):
    """The declaration of truthfulness was not signed."""


class Incomplete(Exception):
    """Something that every dossier must have is missing; ``missing`` lists it."""

    def __init__(self, missing: tuple[Any, ...]) -> None:
        super().__init__(len(missing))
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Saved:
    """The section's new version; ``taken``: what the others' side gave to it."""

    version: int
    taken: tuple[str, ...] = ()


@transaction.atomic
def save_section(
    *,
    dossier: Dossier,
    section: str,
    values: Values,
    version: int,
    by: User,
    at: datetime,
    seen: Values | None = None,
    locked: frozenset[str] = frozenset(),
) -> Saved:
    """Write one section down, whole or not; what does not change is not written.

    ``version`` and ``seen`` are what the person had before them. Where this section was
    saved since then, fields that one side alone has changed are merged; for others, or
    without ``seen``, StaleVersion is raised, and TooLate after the deadline. ``locked``
    fields (a table by its scope) stay as they are, as do those that a return for
    correction does not open. ``dossier`` is brought up to date.
    """
    current = _editable(dossier, by, at)
    locked |= _locked(current, section)
    last = current.document.get("saved", {}).get(section, {})
    held = in_document(current.document, section, values)
    is_stale = last.get("version", 0) > version
    merged = merged_over(held, values, seen if is_stale and seen else held, locked)
    if is_stale and (seen is None or merged.clashes):
        raise StaleVersion(last["by"], last["at"], merged)
    changes = _changes(held, merged.values)
    if not changes:
        _bring_up_to_date(dossier, {"document": current.document})
        return Saved(last.get("version", 0), merged.taken)
    _write(current, section, merged.values, by, at)
    FieldChange.objects.bulk_create(
        FieldChange(dossier=current, section=section, by=by, at=at, **change)
        for change in changes
    )
    names = ("document", "platform", "version", "updated_at")
    _bring_up_to_date(dossier, {name: getattr(current, name) for name in names})
    return Saved(current.version, merged.taken)


def _editable(dossier: Dossier, by: User, at: datetime) -> Dossier:
    """The row, held, as long as this person may change it."""
    rows = Dossier.objects.select_related("round").select_for_update(of=["self"])
    current = rows.get(pk=dossier.pk)
    if not access.may_edit(by, current, at):
        raise TooLate
    return current


def _locked(current: Dossier, section: str) -> frozenset[str]:
    found = section_of(sections_for(current), section)
    return openings_of(current).locked_in(found) if found else frozenset()


def _write(
    current: Dossier, section: str, values: Values, by: User, at: datetime
) -> None:
    """One conditional update; ``current`` becomes what is then in the row."""
    version = current.version
    stamp = {"version": version + 1, "by": by.name, "at": at.isoformat()}
    saved = current.document.get("saved", {})
    current.document = merged_into(current.document, section, values)
    current.document["saved"] = {**saved, section: stamp}
    facts_of(current)  # what cannot be read again is never written
    written = {
        "document": current.document,
        "platform": current.document.get("profile", {}).get("platform_name", ""),
        "version": version + 1,
        "updated_at": at,
    }
    moved = Dossier.objects.filter(
        pk=current.pk, version=version, status__in=Dossier.EDITABLE
    ).update(**written)
    if not moved:
        raise StaleVersion
    _bring_up_to_date(current, written)


def _changes(held: Values, values: Values) -> list[dict[str, str]]:
    """Field by field, what was there and what is there now."""
    before, after = flat(held), flat(values)
    return [
        {"field": name, "old": before.get(name, ""), "new": after.get(name, "")}
        for name in sorted(before.keys() | after.keys())
        if before.get(name, "") != after.get(name, "")
    ]


def _bring_up_to_date(dossier: Dossier, written: Values) -> None:
    for name, value in written.items():
        setattr(dossier, name, value)


def merged_into(document: Document, section: str, values: Values) -> Document:
    """The document with a section's values in the place of its former ones.

    ``values`` has ``metrics``, ``profile`` and ``capabilities`` by id (None: blank),
    lists of rows by scope, and ``unread``, what was typed and could not be read.
    """
    changed = dict(document)
    for part, given in values.items():
        if part == "unread":
            changed[part] = {**document.get(part, {}), section: given}
        elif isinstance(given, Mapping):
            both = {**document.get(part, {}), **given}
            changed[part] = {k: v for k, v in both.items() if v is not None}
        else:
            changed[part] = list(given)
    return changed


@transaction.atomic
def submit(*, dossier: Dossier, by: User, at: datetime, declared: bool) -> None:
    """Hand the dossier in, once; it may be ineligible, but not incomplete.

    Raises AlreadySubmitted, TooLate, NotDeclared, Incomplete, or StaleVersion where
    somebody saved a section in the same moment. ``dossier`` is brought up to date.
    """
    # With the round: numbers leave no gap. With the dossier: nothing that is looked at
    # here, its files included, changes until it is handed in.
    current = hold_dossier(dossier)
    if current.status not in Dossier.EDITABLE:
        raise AlreadySubmitted
    if not access.may_submit(by, current, at):
        raise TooLate
    if not declared:
        raise NotDeclared
    if missing := blocking(current):
        raise Incomplete(missing)
    report = report_of(current)
    is_back = current.is_recalled  # to the experts, not once more to the city
    written = {
        "status": Dossier.Status.ACCEPTED if is_back else Dossier.Status.SUBMITTED,
        "number": current.number or _next_number(current),
        "submitted_at": at,
        "submitted_by": by,
        "report": report,
    }
    moved = Dossier.objects.filter(
        pk=current.pk, version=current.version, status=current.status
    ).update(**written)
    if not moved:
        raise StaleVersion
    _bring_up_to_date(current, written)
    _bring_up_to_date(dossier, written)
    kept = keep_version(dossier=current, by=by, at=at)
    _step(dossier, "submit", by, at)
    told = {"version": kept.number, "eligible": report["eligible"]}
    action = _back(current) if is_back else "dossier.submitted"
    record(by=by, action=action, subject=dossier, **told)


def _back(current: Dossier) -> str:
    """To the experts who score, or later to who deals with an objection."""
    is_scored = current.round.status == Round.Status.SCORING
    return "dossier.corrected" if is_scored else "dossier.put_right"


def report_of(dossier: Dossier) -> Document:
    """The clauses' outcome as it is frozen at submission: the contract's shape."""
    findings = findings_of(dossier)
    text = dossier.round.guide_text
    return {
        "name": dossier.document.get("name", ""),
        "guide": guide_of(dossier.round).key,
        "digest": hashlib.sha256(text.encode()).hexdigest(),
        "kind": dossier.kind,
        "eligible": is_eligible(findings),
        "verdicts": [rules.verdict_data(each.verdict) for each in findings],
    }


def _next_number(dossier: Dossier) -> str:
    """The round's next number; its row is locked, so nobody else takes the same."""
    head = f"{dossier.round.code}-"
    taken = Dossier.objects.filter(
        round=dossier.round, number__startswith=head
    ).values_list("number", flat=True)
    last = max((int(number.removeprefix(head)[1:]) for number in taken), default=0)
    return f"{head}{LETTERS[dossier.kind]}{last + 1:03}"


def _step(dossier: Dossier, action: str, by: User, at: datetime) -> None:
    Step.objects.create(
        dossier=dossier, at=at, by=by, action=action, status=dossier.status
    )
