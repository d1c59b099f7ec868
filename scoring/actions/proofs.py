"""Files that prove something: read by the scanner, kept or gone with their rows."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile

from portal import scanning
from scoring.facts.objected import Proof
from scoring.models import ObjectionFile, RectificationFile, Replacement

Row = ObjectionFile | RectificationFile | Replacement


class Infected(Exception):
    """The scanner found something in the file of this name."""


@dataclass(frozen=True, slots=True)
class Received:
    """``columns`` are those that every row with a proof has."""

    content: bytes
    columns: dict[str, str]


def receive(proof: Proof) -> Received:
    """Outside the transaction: no lock is held while the scanner reads.

    Raises Infected.
    """
    content = proof.file.read()
    found = scanning.scan(content)
    if found.state == scanning.State.INFECTED:
        raise Infected(proof.name)
    columns = {
        "name": proof.name,
        "content_type": proof.content_type,
        "sha256": hashlib.sha256(content).hexdigest(),
        "scan_state": found.state.value,
    }
    return Received(content, columns)


@contextmanager
def kept_or_gone() -> Iterator[Callable[[Row, bytes], None]]:
    """Put around the transaction: what it stored is gone where it fails."""
    stored: list[FieldFile] = []

    def keep(row: Row, content: bytes) -> None:
        row.file.save(row.name, ContentFile(content), save=False)
        stored.append(row.file)
        row.save()

    try:
        yield keep
    except BaseException:
        for each in stored:
            each.storage.delete(each.name)
        raise
