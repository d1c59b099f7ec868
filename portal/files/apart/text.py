"""What the text layer of a PDF says, as far as one pattern goes."""

import re
from typing import Any

import pypdfium2

from portal.files.apart.confined import Found, answer

MOST_FOUND = 200


def read(content: bytes, task: dict[str, Any]) -> dict[str, Any]:
    """What the pattern's group matches, once each; white space does not count."""
    try:
        document = pypdfium2.PdfDocument(content)
        pattern, found = re.compile(task["pattern"]), dict[str, None]()
        for number in range(min(len(document), task["pages"])):
            text = document[number].get_textpage().get_text_bounded()
            found.update(dict.fromkeys(pattern.findall(re.sub(r"\s", "", text))))
    except (OSError, ValueError, RuntimeError):
        raise Found("broken") from None
    return {"found": list(found)[:MOST_FOUND]}


if __name__ == "__main__":
    answer(read)
