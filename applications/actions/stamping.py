"""The stamped scan of a city's list: kept for good, with the digest it stamps."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile, File
from django.db import transaction

from applications.actions.holding import hold_round
from applications.models import RecommendationSheet, Round
from applications.presentation.printed import digests_on, is_nearly
from applications.presentation.recommending import (
    list_digest,
    listed,
    recommended_in,
)
from portal import scanning
from portal.audit import record
from portal.models import User


class StampsAreClosed(Exception):
    """The round is over, or nobody is recommended yet: there is nothing to stamp."""


class ListHasChanged(Exception):
    """The list is no longer the one that the page showed; nothing is kept."""


class AnotherList(Exception):
    """The file shows in its footer the digest of a list that is not the current one."""

    def __init__(self, shown: str, current: str) -> None:
        super().__init__(shown, current)
        self.shown, self.current = shown, current


class Infected(Exception):
    """The scanner found something, and calls it so."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A file that was checked, under the name that it may have."""

    file: File
    name: str
    content_type: str


def keep(
    *, round: Round, city: str, scan: Scan, digest: str, by: User, at: datetime
) -> RecommendationSheet:
    """Raises StampsAreClosed, ListHasChanged, AnotherList or Infected.

    Scanned, read and copied outside the transaction, which holds up no other writer.
    """
    content = scan.file.read()
    sheet = RecommendationSheet(
        round=round,
        city=city,
        name=scan.name,
        content_type=scan.content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        list_digest=digest,
        uploaded_by=by,
        uploaded_at=at,
    )
    _scan(sheet, content, by)
    shown = digests_on(content, scan.content_type)
    storage = sheet.file.storage
    place = sheet.file.field.generate_filename(sheet, sheet.name)
    sheet.file.name = storage.save(place, ContentFile(content))
    try:
        _keep(sheet, shown, by)
    except BaseException:
        storage.delete(sheet.file.name)
        raise
    return sheet


def _scan(sheet: RecommendationSheet, content: bytes, by: User) -> None:
    found = scanning.scan(content)
    if found.state == scanning.State.INFECTED:
        record(
            by=by,
            action="city.sheet_refused",
            subject=sheet.round,
            name=sheet.name,
            sha256=sheet.sha256,
            found=found.note,
        )
        raise Infected(found.note)
    sheet.scan_state = found.state.value


@transaction.atomic
def _keep(sheet: RecommendationSheet, shown: set[str], by: User) -> None:
    round = hold_round(sheet.round_id)
    lines = listed(round, recommended_in(round, sheet.city).for_list())
    if round.status != Round.Status.OPEN or not lines:
        raise StampsAreClosed
    if list_digest(round, sheet.city, lines) != sheet.list_digest:
        raise ListHasChanged
    for each in sorted(shown):
        if not is_nearly(each, sheet.list_digest):
            raise AnotherList(each, sheet.list_digest)
    sheet.digest_was_read = shown == {sheet.list_digest}
    sheet.save()
    record(
        by=by,
        action="city.sheet_uploaded",
        subject=round,
        city=sheet.city,
        name=sheet.name,
        sha256=sheet.sha256,
        list_digest=sheet.list_digest,
    )
