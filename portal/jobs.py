"""The queue: rows that pages write and workers take under a lease.

A claim carries a random token that is good for one start; the start exchanges it for
another, and every later write is made under that one. So a message delivered twice,
and a worker that comes back after its lease was given to somebody else, write nothing.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import F

from portal.audit import record
from portal.models import Job, User

LEASE = timedelta(seconds=60)
ATTEMPTS = 3
CLAIMED_AT_ONCE = 20

GIVEN_UP = (
    f"连续 {ATTEMPTS} 次没有完成，已停止处理。请重新提交；仍不成功请联系系统管理员。"
)


class LeaseLost(RuntimeError):
    """The job is over, or another worker holds it by now: leave it alone."""


@transaction.atomic
def ask(*, kind: str, payload: dict[str, Any], by: User) -> Job:
    """Ask for work; the same work asked for again while it is open is one job."""
    # One person's wishes come one after the other, or two clicks would be two jobs.
    User.objects.select_for_update(no_key=True).values_list("pk").get(pk=by.pk)
    same = Job.objects.filter(
        kind=kind, payload=payload, owner=by, state__in=Job.OPEN
    ).first()
    if same is not None:
        return same
    job = Job.objects.create(kind=kind, payload=payload, owner=by)
    record(by=by, action="job.asked", subject=job, kind=kind, payload=payload)
    return job


def claim_due(*, at: datetime) -> list[Job]:
    """Take what is due, each under a ticket of its own; what failed too often ends."""
    taken = []
    for job in Job.objects.due(at).order_by("pk")[:CLAIMED_AT_ONCE]:
        if job.attempts >= ATTEMPTS:
            _give_up(job, at)
        elif _take(job, at):
            taken.append(job)
    return taken


def _take(job: Job, at: datetime) -> bool:
    """Whether this call was the one that took it; it must still be due."""
    job.lease = secrets.token_hex(16)
    due = Job.objects.due(at).filter(pk=job.pk)
    return bool(
        due.update(state=Job.State.RUNNING, lease=job.lease, lease_until=at + LEASE)
    )


@transaction.atomic
def _give_up(job: Job, at: datetime) -> None:
    due = Job.objects.due(at).filter(pk=job.pk)
    if due.update(state=Job.State.FAILED, message=GIVEN_UP, finished_at=at):
        record(by=None, action="job.failed", subject=job, message=GIVEN_UP)


def begin(*, job_id: int, ticket: str, at: datetime) -> Job | None:
    """Start under the ticket that a claim gave; None where the ticket is used up."""
    lease = secrets.token_hex(16)
    begun = Job.objects.filter(pk=job_id, lease=ticket, state=Job.State.RUNNING).update(
        lease=lease, lease_until=at + LEASE, attempts=F("attempts") + 1
    )
    mine = Job.objects.filter(pk=job_id, lease=lease).select_related("owner")
    return mine.first() if begun else None


def heartbeat(
    *, job: Job, done: int, total: int, at: datetime, message: str | None = None
) -> None:
    """Say how far it is, and hold the lease for longer."""
    job.done, job.total = done, total
    if message is not None:
        job.message = message[:300]
    _write(job, done=done, total=total, message=job.message, lease_until=at + LEASE)


def hand_on(*, job: Job, at: datetime) -> None:
    """A part is done: give the job a fresh ticket for whoever does the next part."""
    ticket = secrets.token_hex(16)
    _write(job, lease=ticket, lease_until=at + LEASE, attempts=0)
    job.lease = ticket


def finish(
    *, job: Job, at: datetime, message: str = "", file: File | None = None
) -> None:
    """Write the result down, once; the file of a lost lease is taken away again."""
    result = job.result
    if file is not None:  # outside the transaction: copying holds up no other writer
        result.name = result.storage.save(_place(job, file), file)
    try:
        _finish(job, message[:300], at)
    except LeaseLost:
        if file is not None:
            result.storage.delete(result.name)
        raise


@transaction.atomic
def _finish(job: Job, message: str, at: datetime) -> None:
    _write(
        job,
        state=Job.State.DONE,
        result=job.result.name,
        message=message,
        done=job.total,
        finished_at=at,
    )
    record(by=None, action="job.done", subject=job, message=message)


@transaction.atomic
def fail(*, job: Job, message: str, at: datetime) -> None:
    _write(job, state=Job.State.FAILED, message=message[:300], finished_at=at)
    record(by=None, action="job.failed", subject=job, message=message[:300])


def _place(job: Job, file: File) -> str:
    return job.result.field.generate_filename(job, f"{job.pk}-{file.name}")


def _write(job: Job, **values: Any) -> None:
    """The fence: only who holds the lease writes."""
    mine = Job.objects.filter(pk=job.pk, lease=job.lease, state=Job.State.RUNNING)
    if not mine.update(**values):
        raise LeaseLost
