"""The digest that a stamped list shows in its footer, where it can be read as text."""

from portal.files import legible

PAGED = "application/pdf"
FOOTER = r"SHA-256([0-9a-fA-F]{64})"
#: Of 64 places, two digests share four by chance; a misread one loses a few.
NEARLY = 48


def digests_on(content: bytes, content_type: str) -> set[str]:
    """Empty for a picture, and for a scan without a text layer."""
    if content_type != PAGED:
        return set()
    return {each.lower() for each in legible.found_in(content, FOOTER)}


def is_nearly(read: str, digest: str) -> bool:
    """Whether it is this digest, or this one misread by a scanner's own reading."""
    return sum(a == b for a, b in zip(read, digest, strict=True)) >= NEARLY
