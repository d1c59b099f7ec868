"""The user manuals of ``docs/manual/``, as pages of the portal."""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from portal.models import User

#: Which of them a person is shown first.
FOR_ROLE = {User.Role.ENTERPRISE: "enterprise", User.Role.CITY: "city"}


@dataclass(frozen=True, slots=True)
class Manual:
    name: str
    title: str
    contents: tuple[str, ...]
    html: SafeString


@cache
def manuals() -> dict[str, Manual]:
    """All of them by name; read once a process."""
    return {path.stem: read(path) for path in sorted(settings.MANUALS.glob("*.md"))}


def read(path: Path) -> Manual:
    """Raw HTML in the file comes out as text."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(path.read_text(encoding="utf-8"))
    title = tokens[1].content
    contents = tuple(_headings(tokens))
    for token in tokens:
        _show(token)
    # Our own file, and the reader lets no markup through but its own.
    html = mark_safe(reader.renderer.render(tokens[3:], reader.options, {}))
    return Manual(path.stem, title, contents, html)


def _headings(tokens: list[Token]) -> list[str]:
    """The chapters; each gets its own words as its anchor."""
    found = []
    for opened, inside in pairwise(tokens):
        if opened.type == "heading_open":
            opened.attrSet("id", inside.content)
            if opened.tag == "h2":
                found.append(inside.content)
    return found


def _show(token: Token) -> None:
    """Pictures come from the static files, tables in the portal's form."""
    if token.type == "table_open":
        token.attrSet("class", "p-table")
    for child in token.children or ():
        if child.type == "image":
            name = Path(str(child.attrGet("src"))).name
            child.attrSet("src", static(f"manual/{name}"))
            child.attrSet("loading", "lazy")
