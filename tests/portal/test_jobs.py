"""The queue: who may write a job's row, when, and how often it is tried."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from portal import jobs
from portal.models import AuditEntry, Job, User
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db

LATER = NOW + jobs.LEASE + timedelta(seconds=1)


def ask(**payload):
    return jobs.ask(kind="letters", payload=payload, by=make_user(User.Role.OFFICIAL))


def begun(at=NOW):
    ask()
    [claimed] = jobs.claim_due(at=at)
    job = jobs.begin(job_id=claimed.pk, ticket=claimed.lease, at=at)
    assert job is not None
    return job


def test_asking_writes_the_row_and_says_so():
    job = ask(round=1)
    assert job.state == Job.State.WAITING
    assert AuditEntry.objects.get().action == "job.asked"


def test_the_same_work_asked_for_twice_is_one_job():
    official = make_user(User.Role.OFFICIAL)
    first = jobs.ask(kind="letters", payload={"round": 1}, by=official)
    assert jobs.ask(kind="letters", payload={"round": 1}, by=official) == first
    assert jobs.ask(kind="letters", payload={"round": 2}, by=official) != first
    Job.objects.filter(pk=first.pk).update(state=Job.State.DONE)
    assert jobs.ask(kind="letters", payload={"round": 1}, by=official) != first


def test_a_job_is_claimed_once():
    ask()
    assert len(jobs.claim_due(at=NOW)) == 1
    assert jobs.claim_due(at=NOW) == []


def test_two_dispatchers_that_read_the_same_row_do_not_both_take_it():
    ask()
    first, second = Job.objects.get(), Job.objects.get()
    assert jobs._take(first, NOW)
    assert not jobs._take(second, NOW)


def test_a_ticket_starts_a_job_once():
    ask()
    [claimed] = jobs.claim_due(at=NOW)
    assert jobs.begin(job_id=claimed.pk, ticket=claimed.lease, at=NOW)
    assert jobs.begin(job_id=claimed.pk, ticket=claimed.lease, at=NOW) is None


def test_a_heartbeat_holds_the_lease():
    job = begun()
    jobs.heartbeat(job=job, done=1, total=4, at=LATER)
    assert jobs.claim_due(at=LATER) == []
    job.refresh_from_db()
    assert job.percent == 25


def test_a_job_whose_lease_ran_out_is_claimed_again():
    job = begun()
    [again] = jobs.claim_due(at=LATER)
    assert again.pk == job.pk


def test_a_worker_that_lost_its_lease_writes_nothing(settings):
    job = begun()
    [again] = jobs.claim_due(at=LATER)
    second = jobs.begin(job_id=again.pk, ticket=again.lease, at=LATER)
    with pytest.raises(jobs.LeaseLost):
        jobs.heartbeat(job=job, done=9, total=9, at=LATER)
    with pytest.raises(jobs.LeaseLost):
        jobs.fail(job=job, message="", at=LATER)
    with pytest.raises(jobs.LeaseLost):
        jobs.finish(job=job, at=LATER, file=ContentFile(b"late", name="late.zip"))
    assert not list(settings.MEDIA_ROOT.rglob("*late*"))
    jobs.finish(job=second, at=LATER, file=ContentFile(b"right", name="right.zip"))
    with Job.objects.get().result.open("rb") as result:
        assert result.read() == b"right"


def test_a_job_that_was_tried_three_times_fails_and_says_what_to_do():
    at = NOW
    ask()
    for _ in range(jobs.ATTEMPTS):
        [claimed] = jobs.claim_due(at=at)
        assert jobs.begin(job_id=claimed.pk, ticket=claimed.lease, at=at)
        at += jobs.LEASE + timedelta(seconds=1)
    assert jobs.claim_due(at=at) == []
    job = Job.objects.get()
    assert (job.state, job.message) == (Job.State.FAILED, jobs.GIVEN_UP)
    assert AuditEntry.objects.filter(action="job.failed").count() == 1


def test_waiting_in_the_queue_is_not_an_attempt():
    at = NOW
    ask()
    for _ in range(2 * jobs.ATTEMPTS):
        assert len(jobs.claim_due(at=at)) == 1
        at += jobs.LEASE + timedelta(seconds=1)


def test_a_part_that_was_done_counts_as_progress():
    job = begun()
    jobs.hand_on(job=job, at=NOW)
    next_part = jobs.begin(job_id=job.pk, ticket=job.lease, at=NOW)
    assert next_part.attempts == 1


def test_a_finished_job_stays_finished():
    job = begun()
    jobs.finish(job=job, at=NOW, message="好了。")
    assert jobs.claim_due(at=LATER) == []
    with pytest.raises(jobs.LeaseLost):
        jobs.fail(job=job, message="", at=NOW)
    assert Job.objects.get().message == "好了。"
