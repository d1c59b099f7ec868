"""The fingerprint of what was handed in, which everybody can compute again."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

#: What a document keeps for the hand that fills it in: nothing that it states.
WORKING = ("saved", "unread", "carried")

#: What counts of a file: where it stands, what it is called, and its content.
FILE = ("section", "clause", "name", "pages", "sha256")


def document_digest(
    document: Mapping[str, Any], files: Iterable[Mapping[str, str]]
) -> str:
    """SHA-256, in hexadecimal, of a document with its evidence.

    The bytes are UTF-8 of ``{"document": …, "files": […]}`` as JSON with sorted keys
    and no blanks; the document without WORKING, of each file the values of FILE in
    that order, files sorted. Neither the order of keys or of files nor what a value
    was before it was written (Decimal or str, date or str) makes a difference.
    """
    stated = {key: value for key, value in document.items() if key not in WORKING}
    listed = sorted([str(file[key]) for key in FILE] for file in files)
    text = json.dumps(
        {"document": stated, "files": listed},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        default=_written,
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _written(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a document")
