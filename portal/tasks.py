"""From rows to work: what Celery's clock calls each second."""

import logging

from django.conf import settings
from django.utils import timezone

from portal import jobs, outbox
from portal.celery import app
from portal.models import Job

log = logging.getLogger(__name__)


@app.task
def dispatch() -> int:
    """Hand every job that is due to the task of its kind; how many there were."""
    taken = jobs.claim_due(at=timezone.now())
    for job in taken:
        hand_over(job)
    return len(taken)


@app.task
def deliver() -> int:
    """Send the mails and short messages that are due; how many went out."""
    return outbox.deliver(at=timezone.now())


def hand_over(job: Job, *more: int) -> None:
    """Ring for a job whose ticket this process holds; lost, it rings again later."""
    name = settings.JOB_TASKS.get(job.kind)
    if name is None:
        log.error("No task is declared for jobs of the kind %r.", job.kind)
        jobs.fail(job=job, message="系统没有处理这类任务的程序。", at=timezone.now())
        return
    app.send_task(name, args=[job.pk, job.lease, *more])
