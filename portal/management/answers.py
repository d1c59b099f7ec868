"""What the commands share: one answer on standard output, or one line of refusal."""

import json
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal import guides
from portal.filing_book import Spoiled, read_book
from portal.rules import DocumentError, Guide, read_json

BAD_INPUT = 2


class AnswerCommand(BaseCommand):
    """A command that reads, answers and changes nothing: no checks, no database."""

    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def say(self, lines: Iterable[str]) -> None:
        """Write the answer, in UTF-8 whatever the terminal's locale is."""
        out = self.stdout._out
        if hasattr(out, "reconfigure"):
            out.reconfigure(encoding="utf-8")
        for line in lines:
            out.write(line)
            out.write("\n")

    def say_json(self, answer: object) -> None:
        self.say([json.dumps(answer, ensure_ascii=False, indent=1)])


def refusal(message: object, place: str = "") -> CommandError:
    """Bad input, said in one line."""
    text = f"{place}：{message}" if place else str(message)
    return CommandError(" ".join(text.split()), returncode=BAD_INPUT)


def read_file(path: str) -> object:
    """The document in a JSON file or a filled template, exact; or a refusal."""
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError:
        raise refusal("找不到文件。", path) from None
    except (OSError, ValueError) as error:
        raise refusal(f"无法读取文件（{error}）。", path) from None
    if data.startswith(b"PK\x03\x04") or path.lower().endswith(".xlsx"):
        return _read_template(data, path)
    try:
        return read_json(data)
    except DocumentError as error:
        raise refusal(error, path) from None


def _read_template(data: bytes, path: str) -> object:
    try:
        return read_book(data).contract
    except Spoiled as spoiled:
        raise refusal(spoiled, path) from None


def guide_named(name: str, place: str) -> Guide:
    """The guide of that name, or a refusal that lists those on file."""
    try:
        return guides.load(name)
    except guides.UnknownGuide as error:
        raise refusal(error, place) from None


def table_lines(head: list[str], rows: list[list[str]]) -> Iterable[str]:
    """Columns for people, aligned where Chinese characters take two cells."""
    widths = [max(map(_width, column)) for column in zip(head, *rows, strict=True)]
    for row in [head, *rows]:
        cells = zip(row, widths, strict=True)
        padded = (cell + " " * (width - _width(cell)) for cell, width in cells)
        yield "  ".join(padded).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
