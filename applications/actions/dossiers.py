"""What an enterprise does with its dossier: start it, save a section, submit it."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from applications import access
from applications.actions.holding import hold_dossier
from applications.facts import (
    facts_of,
    findings_of,
    guide_of,
    is_eligible,
)
from applications.models import Dossier, Enterprise, Round, Step
from applications.models.dossier import empty_document
from applications.presentation.outstanding import blocking
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


class NotOpen(Exception):
    """The round does not take dossiers of this kind from this enterprise."""


class AlreadyStarted(Exception):
    """This enterprise has a dossier of this kind in this round; it is ``dossier``."""

    def __init__(self, dossier: Dossier) -> None:
        super().__init__(dossier.key)
        self.dossier = dossier


class StaleVersion(Exception):
    """Somebody saved the same section meanwhile; ``by`` and ``at`` say who, when."""

    def __init__(self, by: str = "", at: str = "") -> None:
        super().__init__(by, at)
        self.by, self.at = by, at


class AlreadySubmitted(Exception):
    """It was handed in before, perhaps from another tab this very moment."""


class TooLate(Exception):
    """The closing instant, or the deadline for correction, has come."""


class NotDeclared(Exception):
    """The declaration of truthfulness was not signed."""


class Incomplete(Exception):
    """Something that every dossier must have is missing; ``missing`` lists it."""

    def __init__(self, missing: tuple[Any, ...]) -> None:
        super().__init__(len(missing))
        self.missing = missing


@transaction.atomic
def start(
    *, round: Round, enterprise: Enterprise, kind: str, by: User, at: datetime
) -> Dossier:
    """A draft; raises NotOpen, TooLate or AlreadyStarted."""
    if not access.may_start(by, round, enterprise, kind, at):
        raise NotOpen
    if not round.takes_dossiers(at):
        raise TooLate
    named = {"guide": round.guide_key, "kind": kind, "name": enterprise.name}
    dossier, is_new = Dossier.objects.get_or_create(
        round=round,
        enterprise=enterprise,
        kind=kind,
        defaults={"document": {**named, **empty_document()}, "started_by": by},
    )
    if not is_new:
        raise AlreadyStarted(dossier)
    _step(dossier, "start", by, at)
    record(by=by, action="dossier.started", subject=dossier, kind=kind)
    return dossier


@transaction.atomic
def save_section(
    *,
    dossier: Dossier,
    section: str,
    values: Values,
    version: int,
    by: User,
    at: datetime,
) -> int:
    """Write one section down, whole or not; the new version.

    ``version`` is the one that the person saw. Other sections may have been saved since
    then; where this one was, StaleVersion is raised, and TooLate after the deadline.
    ``dossier`` is brought up to date.
    """
    rows = Dossier.objects.select_related("round").select_for_update(of=["self"])
    current = rows.get(pk=dossier.pk)
    if not access.may_edit(by, current, at):
        raise TooLate
    saved = current.document.get("saved", {})
    last = saved.get(section, {})
    if last.get("version", 0) > version:
        raise StaleVersion(last["by"], last["at"])
    stamp = {"version": current.version + 1, "by": by.name, "at": at.isoformat()}
    current.document = merged(current.document, section, values)
    current.document["saved"] = {**saved, section: stamp}
    facts_of(current)  # what cannot be read again is never written
    written = {
        "document": current.document,
        "platform": current.document.get("profile", {}).get("platform_name", ""),
        "version": stamp["version"],
        "updated_at": at,
    }
    moved = Dossier.objects.filter(
        pk=current.pk, version=current.version, status__in=Dossier.EDITABLE
    ).update(**written)
    if not moved:
        raise StaleVersion
    _bring_up_to_date(dossier, written)
    return current.version + 1


def _bring_up_to_date(dossier: Dossier, written: Values) -> None:
    for name, value in written.items():
        setattr(dossier, name, value)


def merged(document: Document, section: str, values: Values) -> Document:
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
    written = {
        "status": Dossier.Status.SUBMITTED,
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
    _bring_up_to_date(dossier, written)
    _step(dossier, "submit", by, at)
    record(
        by=by,
        action="dossier.submitted",
        subject=dossier,
        version=current.version,
        eligible=report["eligible"],
    )


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
