"""The worker's doorway to this side: files are read by the scanner when it answers."""

from contextlib import suppress

from django.utils import timezone

from applications.actions import scans
from portal import jobs
from portal.celery import app
from portal.models import Job
from portal.tasks import hand_over

MOST = 200  # files a turn, then others have theirs


@app.task
def ask_for_scans() -> None:
    """What the clock calls; the row of the job is the queue."""
    scans.ask_for_scans()


@app.task
def scan_evidence(job_id: int, ticket: str) -> None:
    """Read what waits; where the scanner is silent, the lease runs out and rings."""
    job = jobs.begin(job_id=job_id, ticket=ticket, at=timezone.now())
    if job is None:
        return
    with suppress(jobs.LeaseLost):  # another worker has it now
        _scan(job)


def _scan(job: Job) -> None:
    done, after = 0, 0
    while step := scans.scan_next(after=after, at=timezone.now()):
        after, is_answered = step
        if not is_answered:
            jobs.hand_on(job=job, at=timezone.now())
            return
        done += 1
        if done == MOST:
            jobs.hand_on(job=job, at=timezone.now())
            hand_over(job)
            return
        jobs.heartbeat(job=job, done=done, total=done, at=timezone.now())
    jobs.finish(job=job, at=timezone.now(), message=f"检查了 {done} 个文件。")
