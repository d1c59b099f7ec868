"""Putting letters on paper; imported by the worker alone, for it brings the press."""

import os
import uuid
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.core.files.storage import default_storage
from django.db import transaction

from portal.audit import record
from scoring.exports.letter_names import file_name
from scoring.exports.letter_pdf import letter_pdf
from scoring.models import Letter


def print_letter(*, letter_id: int, at: datetime) -> bool:
    """Print a letter once; whether this call was the one that did so.

    Two that print it at once write the same bytes to the same name. Raises LetterError.
    """
    letter = Letter.objects.unprinted().filter(pk=letter_id).first()
    if letter is None:
        return False
    pdf = letter_pdf(letter.content)
    name = f"letters/{letter.written_at:%Y}/{letter.key}.pdf"
    _write_whole(Path(default_storage.path(name)), pdf)
    is_first = _printed(letter, name, sha256(pdf).hexdigest(), at)
    if not is_first and not Letter.objects.filter(pk=letter_id).exists():
        default_storage.delete(name)  # taken back with its list while it was printed
    return is_first


@transaction.atomic
def _printed(letter: Letter, name: str, digest: str, at: datetime) -> bool:
    moved = (
        Letter.objects.unprinted()
        .filter(pk=letter.pk)
        .update(pdf=name, sha256=digest, printed_at=at)
    )
    if moved:
        record(by=None, action="letter.printed", subject=letter, sha256=digest)
    return bool(moved)


def _write_whole(file: Path, content: bytes) -> None:
    """The name appears when the content is on the disk, never before."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{uuid.uuid4()}.new")
    try:
        with draft.open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        draft.chmod(0o640)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def pack(letters: Iterable[Letter], target: Path) -> int:
    """All printed letters in one ZIP, under names for people; how many there were."""
    count = 0
    with ZipFile(target, "w", ZIP_STORED) as bundle:
        for letter in letters:
            entry = ZipInfo(file_name(letter), letter.printed_at.timetuple()[:6])
            entry.external_attr = 0o640 << 16
            with letter.pdf.open("rb") as pdf:
                bundle.writestr(entry, pdf.read())
            count += 1
    return count
