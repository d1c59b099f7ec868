"""What somebody hands in who objects to a list."""

from dataclasses import dataclass

from django.core.files.base import File


@dataclass(frozen=True, slots=True)
class Proof:
    """A file that was checked, under the name that it may have."""

    file: File
    name: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """Who objects, and why."""

    name: str
    contact: str
    text: str
