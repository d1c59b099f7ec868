"""Letters from the real worker, in its two processes, against a plain loop."""

import os
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max, Min
from weasyprint import HTML

from portal import jobs
from portal.models import Job
from scoring.exports.letter_pdf import letter_html
from scoring.models import Letter

TURNS = 3
WORKER = [
    *(sys.executable, "-m", "celery", "-A", "portal.celery", "worker", "--beat"),
    *("--concurrency", "2", "--without-gossip", "--without-mingle"),
    *("--loglevel", "WARNING"),
]


def rows() -> list[tuple[str, str, str]]:
    """Letters a second by the clock on the wall, first to last, turn by turn."""
    pages = [letter_html(each.content) for each in Letter.objects.order_by("pk")]
    ours, plain = [], []
    with _worker():
        _printed_by_the_worker()  # its processes are warm from here on
        for _ in range(TURNS):
            ours.append(_printed_by_the_worker())
            plain.append(_printed_in_a_loop(pages))
    speed, naive = statistics.median(ours), statistics.median(plain)
    return [
        (
            "letters: the worker (2 processes, warm) to the naive loop, same pages",
            f"{speed / naive:.2f} ({speed:.1f} to {naive:.1f} letters a second)",
            "1.8 or more",
        )
    ]


@contextmanager
def _worker():
    connection.close()
    worker = subprocess.Popen(WORKER, cwd=settings.BASE_DIR, start_new_session=True)
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(timeout=60)


def _printed_by_the_worker() -> float:
    """A job for all of the round's letters; from the first on paper to the last."""
    first = Letter.objects.select_related("written_by", "dossier").first()
    Letter.objects.update(printed_at=None, sha256="", pdf="")
    payload = {"round": first.dossier.round_id, "kinds": ["opinion", "result"]}
    job = jobs.ask(kind="letters", payload=payload, by=first.written_by)
    until = time.monotonic() + 300
    while job.state != Job.State.DONE:
        if job.state == Job.State.FAILED or time.monotonic() > until:
            raise RuntimeError(f"the worker printed no letters: {job.message}")
        time.sleep(0.2)
        job.refresh_from_db()
    span = Letter.objects.aggregate(
        first=Min("printed_at"), last=Max("printed_at"), count=Count("pk")
    )
    return (span["count"] - 1) / (span["last"] - span["first"]).total_seconds()


def _printed_in_a_loop(pages: list[str]) -> float:
    os.environ["FONTCONFIG_FILE"] = str(settings.ASSETS_DIR / "fonts.conf")
    sheet = (settings.BASE_DIR / "static/css/letter.css").read_text(encoding="utf-8")
    begun = time.monotonic()
    for page in pages:
        head, tail = page.split("</head>", 1)
        HTML(string=f"{head}<style>{sheet}</style></head>{tail}").write_pdf()
    return len(pages) / (time.monotonic() - begun)
