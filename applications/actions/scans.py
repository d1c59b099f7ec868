"""What a scanner says later of files that it did not read when they came."""

from datetime import datetime

from django.db import transaction

from applications.models import Evidence
from portal import jobs, scanning
from portal.audit import record
from portal.models import Job

KIND = "scan"


def ask_for_scans() -> Job | None:
    """One job at a time, as long as there is something to read and a scanner."""
    if not scanning.is_configured():
        return None
    waiting = Evidence.objects.unread().select_related("uploaded_by").first()
    if waiting is None or Job.objects.filter(kind=KIND, state__in=Job.OPEN).exists():
        return None
    return jobs.ask(kind=KIND, payload={}, by=waiting.uploaded_by)


def scan_next(*, after: int, at: datetime) -> tuple[int, bool] | None:
    """(its id, whether there was an answer) of the first unread one after an id."""
    evidence = Evidence.objects.unread().filter(pk__gt=after).first()
    if evidence is None:
        return None
    try:
        with evidence.file.open("rb") as stored:
            found = scanning.scan(stored.read())
    except (FileNotFoundError, ValueError):
        Evidence.objects.filter(pk=evidence.pk).update(scan_note=Evidence.LOST)
        return evidence.pk, True
    if found.is_final:
        write_down(evidence=evidence, found=found, at=at)
    return evidence.pk, found.is_final


@transaction.atomic
def write_down(*, evidence: Evidence, found: scanning.Finding, at: datetime) -> None:
    """For every row of the same content; a second worker writes nothing."""
    alike = Evidence.objects.unread().filter(sha256=evidence.sha256)
    rows = list(alike)
    written = Evidence.objects.filter(
        pk__in=[each.pk for each in rows], scan_state__in=Evidence.UNREAD
    ).update(scan_state=found.state.value, scan_note=found.note, scanned_at=at)
    if written and found.state == scanning.State.INFECTED:
        for each in rows:
            record(by=None, action="evidence.infected", subject=each, found=found.note)
