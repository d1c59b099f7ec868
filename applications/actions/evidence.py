"""Files that prove a section or a clause: put there, and taken away again."""

import hashlib
from datetime import datetime

from django.core.files.base import File
from django.db import transaction

from applications import access
from applications.actions.dossiers import TooLate
from applications.models import Dossier, Evidence
from portal.audit import record
from portal.models import User

MOST_FILES = 200


class TooMany(Exception):
    """A dossier holds so many files and no more."""


@transaction.atomic
def add(
    *,
    dossier: Dossier,
    section: str,
    clause: str,
    file: File,
    name: str,
    content_type: str,
    pages: str,
    by: User,
    at: datetime,
) -> Evidence:
    """Keep a file whose content was checked; raises TooLate or TooMany."""
    _check(dossier, by, at)
    if dossier.evidence.count() >= MOST_FILES:
        raise TooMany
    evidence = Evidence(
        dossier=dossier,
        section=section,
        clause=clause,
        name=name,
        content_type=content_type,
        pages=pages,
        size=file.size,
        sha256=_digest(file),
        uploaded_by=by,
        uploaded_at=at,
    )
    evidence.file.save(name, file, save=False)
    evidence.save()
    record(
        by=by,
        action="evidence.added",
        subject=evidence,
        dossier=dossier.key,
        section=section,
        clause=clause,
        sha256=evidence.sha256,
    )
    return evidence


@transaction.atomic
def remove(*, evidence: Evidence, by: User, at: datetime) -> None:
    """Take a file away; its name and digest stay in the audit log. Raises TooLate."""
    _check(evidence.dossier, by, at)
    if not Evidence.objects.filter(pk=evidence.pk).exists():
        return  # another window was first
    record(
        by=by,
        action="evidence.removed",
        subject=evidence,
        dossier=evidence.dossier.key,
        section=evidence.section,
        clause=evidence.clause,
        sha256=evidence.sha256,
    )
    storage, stored = evidence.file.storage, evidence.file.name
    Evidence.objects.filter(pk=evidence.pk).delete()
    if stored:
        transaction.on_commit(lambda: storage.delete(stored))


def _check(dossier: Dossier, by: User, at: datetime) -> None:
    """As the database has it now: another tab may have handed it in."""
    rows = Dossier.objects.select_related("round").select_for_update(of=["self"])
    if not access.may_edit(by, rows.get(pk=dossier.pk), at):
        raise TooLate


def _digest(file: File) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
