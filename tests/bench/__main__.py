"""All measurements, one after the other, or those named; docs/benchmarks.md holds each
with the day on which it was made."""

import os
import platform
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime

import django
from django.conf import settings
from django.core.management import call_command

django.setup()

from tests.bench import autosave, commands, freeze, letters, pages, worker  # noqa: E402

Rows = list[tuple[str, str, str]]
SUBJECTS: dict[str, Callable[[], Rows]] = {
    "commands": commands.rows,
    "letters": letters.rows,
    "worker": worker.rows,
    "autosave": autosave.rows,
    "pages": pages.rows,
    "freeze": freeze.rows,
}
HEAD = """# Benchmarks

Written by `bin/bench`; `bin/bench pages` measures one subject anew and leaves the rest.
Absolute times belong to the machine; the ratios are what counts.
"""
PART = """
## {name}

On {day}, {cores} cores, Python {python}.

| subject | measured | demanded |
|---|---|---|
{rows}"""


def main(*wanted: str) -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("demo", only="jilin", stdout=open(os.devnull, "w"))  # noqa: SIM115
    file = settings.BASE_DIR / "docs" / "benchmarks.md"
    parts = _parts(file.read_text(encoding="utf-8"))
    for name in wanted or SUBJECTS:
        parts[name] = _part(name, SUBJECTS[name]())
        os.write(1, parts[name].encode())
    text = HEAD + "".join(parts[name] for name in SUBJECTS if name in parts)
    file.write_text(text, encoding="utf-8")


def _parts(text: str) -> dict[str, str]:
    """What was measured before, by subject."""
    parts = re.split(r"(?=^## )", text, flags=re.MULTILINE)[1:]
    return {part.split("\n", 1)[0][3:]: f"\n{part.strip()}\n" for part in parts}


def _part(name: str, rows: Rows) -> str:
    return PART.format(
        name=name,
        day=datetime.now(UTC).date(),
        cores=os.cpu_count(),
        python=platform.python_version(),
        rows="".join(f"| {' | '.join(row)} |\n" for row in rows),
    )


main(*sys.argv[1:])
