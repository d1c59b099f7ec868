"""What can be read in a PDF as text, without looking at its pages as pictures."""

from portal.files import apart

MOST_PAGES = 200


def found_in(content: bytes, pattern: str) -> list[str]:
    """What the pattern's group matches; nothing where there is no text to read."""
    task = {"pattern": pattern, "pages": MOST_PAGES}
    try:
        return [str(each) for each in apart.ask("text", task, content).get("found", ())]
    except apart.Stuck:
        return []
