"""All measurements, one after the other; the report goes to docs/benchmarks.md."""

import os
import platform
from datetime import UTC, datetime

import django
from django.conf import settings
from django.core.management import call_command

django.setup()

from tests.bench import autosave, commands, letters, pages, worker  # noqa: E402

HEAD = """# Benchmarks

Written by `bin/bench` on {day}, {cores} cores, Python {python}.
Absolute times belong to that machine; the ratios are what counts.

| subject | measured | demanded |
|---|---|---|
"""


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("demo", only="jilin", stdout=open(os.devnull, "w"))  # noqa: SIM115
    measured = (commands, letters, worker, autosave, pages)
    rows = [row for subject in measured for row in subject.rows()]
    head = HEAD.format(
        day=datetime.now(UTC).date(),
        cores=os.cpu_count(),
        python=platform.python_version(),
    )
    text = head + "".join(f"| {' | '.join(row)} |\n" for row in rows)
    (settings.BASE_DIR / "docs" / "benchmarks.md").write_text(text, encoding="utf-8")
    os.write(1, text.encode())


main()
