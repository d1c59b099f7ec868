"""Files that prove a section or a clause: put there, described, taken away again."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction

from applications import access
from applications.actions.dossiers import NotOpened, TooLate
from applications.models import Dossier, DossierVersion, Evidence
from applications.models.evidence import EvidenceQuerySet
from applications.presentation import section_of
from applications.presentation.openings import openings_of, place_of
from applications.presentation.outstanding import sections_for
from portal import scanning
from portal.audit import record
from portal.models import User


class Full(Exception):
    """So much and no more: ``of`` is "files", "dossier" or "enterprise"."""

    def __init__(self, of: str) -> None:
        super().__init__(of)
        self.of = of


class Twice(Exception):
    """The same content stands at the same place already: ``there``."""

    def __init__(self, there: Evidence) -> None:
        super().__init__(there.name)
        self.there = there


class Infected(Exception):
    """The scanner found something, and calls it so."""


@dataclass(frozen=True, slots=True)
class Kept:
    """``same`` has this content at another place of the dossier, ``elsewhere`` in
    another dossier of the enterprise."""

    evidence: Evidence
    same: Evidence | None
    elsewhere: Evidence | None


def add(
    *,
    dossier: Dossier,
    section: str,
    clause: str,
    file: File,
    name: str,
    content_type: str,
    page_count: int = 0,
    pages: str,
    by: User,
    at: datetime,
) -> Kept:
    """Keep a file whose content was checked.

    Raises TooLate, NotOpened, Full, Twice or Infected.
    """
    content = file.read()
    evidence = Evidence(
        dossier=dossier,
        section=section,
        clause=clause,
        name=name,
        content_type=content_type,
        page_count=page_count,
        pages=pages,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
        uploaded_at=at,
    )
    _scan(evidence, content, by, at)
    return _store(evidence, content, by, at)


def _store(evidence: Evidence, content: bytes, by: User, at: datetime) -> Kept:
    """Copied outside the transaction, which holds up no other writer."""
    storage = evidence.file.storage
    saved = storage.save(_place(evidence), ContentFile(content))
    evidence.file.name = saved
    try:
        kept = _keep(evidence, by, at)
    except BaseException:
        storage.delete(saved)
        raise
    if kept.evidence.file.name != saved:
        storage.delete(saved)
    return kept


def _scan(evidence: Evidence, content: bytes, by: User, at: datetime) -> None:
    """No lock is held while the scanner reads."""
    found = scanning.scan(content)
    if found.state == scanning.State.INFECTED:
        record(
            by=by,
            action="evidence.refused",
            subject=evidence.dossier,
            name=evidence.name,
            sha256=evidence.sha256,
            found=found.note,
        )
        raise Infected(found.note)
    evidence.scan_state, evidence.scan_note = found.state.value, found.note
    evidence.scanned_at = at if found.is_final else None


def _place(evidence: Evidence) -> str:
    return evidence.file.field.generate_filename(evidence, evidence.name)


@transaction.atomic
def _keep(evidence: Evidence, by: User, at: datetime) -> Kept:
    dossier = evidence.dossier
    _check(evidence, by, at)
    alike = list(dossier.evidence.in_place().filter(sha256=evidence.sha256))
    here = (evidence.section, evidence.clause)
    if there := [each for each in alike if (each.section, each.clause) == here]:
        raise Twice(there[0])
    if alike:
        evidence.file.name = alike[0].file.name or evidence.file.name
    _check_room(evidence, is_shared=bool(alike))
    evidence.save()
    record(by=by, action="evidence.added", subject=evidence, **_detail(evidence))
    theirs = Evidence.objects.filter(dossier__enterprise=dossier.enterprise_id)
    elsewhere = theirs.filter(sha256=evidence.sha256).exclude(dossier=dossier)
    return Kept(evidence, alike[0] if alike else None, elsewhere.first())


def _check_room(evidence: Evidence, *, is_shared: bool) -> None:
    dossier = evidence.dossier
    in_place = dossier.evidence.in_place()
    if in_place.count() >= settings.EVIDENCE_DOSSIER_FILES:
        raise Full("files")
    if is_shared:
        return
    if _bytes(in_place) + evidence.size > settings.EVIDENCE_DOSSIER_BYTES:
        raise Full("dossier")
    theirs = Evidence.objects.filter(dossier__enterprise=dossier.enterprise_id)
    if _bytes(theirs) + evidence.size > settings.EVIDENCE_ENTERPRISE_BYTES:
        raise Full("enterprise")


def _bytes(evidence: EvidenceQuerySet) -> int:
    """What is stored, each stored file once."""
    return sum(size for _, size in evidence.values_list("file", "size").distinct())


@transaction.atomic
def refer(*, evidence: Evidence, pages: str, by: User, at: datetime) -> None:
    """Say on which of its pages the proof stands. Raises TooLate, NotOpened."""
    _check(evidence, by, at)
    if not Evidence.objects.filter(pk=evidence.pk).update(pages=pages):
        return  # another window took it away
    detail = {**_detail(evidence), "pages": pages}
    record(by=by, action="evidence.referred", subject=evidence, **detail)


@transaction.atomic
def remove(*, evidence: Evidence, by: User, at: datetime) -> None:
    """Take a file away; its name and digest stay in the audit log.

    What a submitted version names is kept with it. Raises TooLate, NotOpened.
    """
    _check(evidence, by, at)
    row = Evidence.objects.filter(pk=evidence.pk, removed_at=None)
    if not row.exists():
        return  # another window was first
    record(by=by, action="evidence.removed", subject=evidence, **_detail(evidence))
    if _is_in_a_version(evidence):
        row.update(removed_at=at)
        return
    storage, stored = evidence.file.storage, evidence.file.name
    row.delete()
    if stored and not Evidence.objects.filter(file=stored).exists():
        transaction.on_commit(lambda: storage.delete(stored))


def _is_in_a_version(evidence: Evidence) -> bool:
    versions = DossierVersion.objects.filter(dossier=evidence.dossier_id)
    place = (evidence.section, evidence.clause, evidence.sha256)
    return any(
        (each["section"], each["clause"], each["sha256"]) == place
        for files in versions.values_list("evidence", flat=True)
        for each in files
    )


def _detail(evidence: Evidence) -> dict[str, str]:
    return {
        "dossier": evidence.dossier.key,
        "section": evidence.section,
        "clause": evidence.clause,
        "sha256": evidence.sha256,
    }


def _check(evidence: Evidence, by: User, at: datetime) -> None:
    """As the database has it now: another tab may have handed it in."""
    rows = Dossier.objects.select_related("round").select_for_update(of=["self"])
    dossier = rows.get(pk=evidence.dossier_id)
    if not access.may_edit(by, dossier, at):
        raise TooLate
    section = section_of(sections_for(dossier), evidence.section)
    if section is None:
        return
    place = place_of(section, evidence.clause)
    if not openings_of(dossier).is_open(section.id, place):
        raise NotOpened
