"""Takes from a file what is written about it, and words out of its text."""

from importlib import import_module
from typing import Any

from portal.files.apart.confined import Found, answer

#: Each with ``take(content, hidden)``; only the one that is asked for is loaded.
KINDS = ("pdf", "pictures", "office", "video")


def take(content: bytes, task: dict[str, Any]) -> bytes:
    if task["kind"] not in KINDS:
        raise Found("unknown")
    module = import_module(f"portal.files.apart.bare_{task['kind']}")
    try:
        copy: bytes = module.take(content, task["hidden"])
    except Exception:  # whatever a foreign file does to its reader
        raise Found("broken") from None
    return copy


if __name__ == "__main__":
    answer(take)
