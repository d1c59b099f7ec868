"""Jobs and invitations at the same moment, by threads against the real database."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from portal import invitations, jobs
from portal.models import AuditEntry, Invitation, Job, User
from tests.factories import NOW, make_user
from tests.racing import CROWD, at_once, meanwhile

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + jobs.LEASE + timedelta(seconds=1)


def official() -> User:
    return make_user(User.Role.OFFICIAL)


def ask(by: User, number: int = 1) -> Job:
    return jobs.ask(kind="letters", payload={"round": number}, by=by)


def claimed() -> Job:
    ask(official())
    [job] = jobs.claim_due(at=NOW)
    return job


# Jobs


def test_the_same_work_asked_for_twice_at_once_is_one_job():
    by = official()

    assert at_once(*[lambda: ask(by)] * CROWD) == ["done"] * CROWD

    assert Job.objects.count() == 1
    assert AuditEntry.objects.filter(action="job.asked").count() == 1


def test_each_job_is_claimed_by_one_of_many_dispatchers():
    by, taken = official(), []
    for number in range(CROWD):
        ask(by, number)

    outcomes = at_once(*[lambda: taken.extend(jobs.claim_due(at=NOW))] * CROWD)

    assert outcomes == ["done"] * CROWD
    assert sorted(job.pk for job in taken) == sorted(
        Job.objects.values_list("pk", flat=True)
    )
    assert {job.lease for job in taken} == {job.lease for job in Job.objects.all()}


def test_a_job_that_another_is_just_claiming_is_left_alone():
    ask(official())
    taken = []

    outcome = meanwhile(
        lambda: jobs.claim_due(at=NOW),
        lambda: taken.extend(jobs.claim_due(at=NOW)),
    )

    assert (outcome, taken) == ("done", [])


def test_a_job_that_failed_too_often_is_given_up_once():
    job = claimed()
    Job.objects.filter(pk=job.pk).update(attempts=jobs.ATTEMPTS)

    outcomes = at_once(*[lambda: jobs.claim_due(at=LATER)] * CROWD)

    assert outcomes == ["done"] * CROWD
    assert AuditEntry.objects.filter(action="job.failed").count() == 1


def test_a_ticket_starts_a_job_once():
    job, begun = claimed(), []

    def begin():
        begun.append(jobs.begin(job_id=job.pk, ticket=job.lease, at=NOW))

    assert at_once(*[begin] * CROWD) == ["done"] * CROWD
    [mine] = [each for each in begun if each is not None]
    assert mine.attempts == Job.objects.get().attempts == 1
    assert mine.lease == Job.objects.get().lease


def test_a_worker_whose_job_is_just_given_to_another_writes_nothing():
    job = claimed()
    job = jobs.begin(job_id=job.pk, ticket=job.lease, at=NOW)

    outcome = meanwhile(
        lambda: jobs.claim_due(at=LATER), lambda: jobs.finish(job=job, at=LATER)
    )

    assert outcome == "LeaseLost"
    assert Job.objects.get().state == Job.State.RUNNING


def test_a_job_is_finished_once_and_leaves_one_file(settings):
    job = claimed()
    ticket = job.lease
    job = jobs.begin(job_id=job.pk, ticket=ticket, at=NOW)

    def finish():
        mine = Job.objects.get(pk=job.pk)
        mine.lease = job.lease
        jobs.finish(job=mine, at=NOW, file=ContentFile(b"result", name="result.zip"))

    assert at_once(*[finish] * CROWD) == ["LeaseLost"] * (CROWD - 1) + ["done"]
    [file] = [each for each in settings.MEDIA_ROOT.rglob("*") if each.is_file()]
    assert file.samefile(Job.objects.get().result.path)


# Invitations


def invite(by: User, email: str = "new@example.com") -> Invitation:
    return invitations.invite(
        email=email, name="示例专家", role="expert", province="jilin", by=by, at=NOW
    )


def test_an_address_is_invited_once():
    by = official()

    outcomes = at_once(*[lambda: invite(by)] * CROWD)

    assert outcomes == ["EmailTaken"] * (CROWD - 1) + ["done"]
    assert Invitation.objects.count() == 1
    assert User.objects.filter(email="new@example.com").count() == 1


def test_an_invitation_is_accepted_once_and_the_first_password_holds():
    invitation, accepted = invite(official()), []

    def accept(password):
        mine = Invitation.objects.select_related("user").get(pk=invitation.pk)
        invitations.accept(invitation=mine, password=password, at=NOW)
        accepted.append(password)

    outcomes = at_once(*[lambda n=n: accept(f"password-of-{n}") for n in range(CROWD)])

    assert outcomes == ["InvitationIsUsed"] * (CROWD - 1) + ["done"]
    invitation.user.refresh_from_db()
    assert invitation.user.check_password(*accepted)
    assert AuditEntry.objects.filter(action="invitation.accepted").count() == 1


def test_a_link_that_is_just_being_renewed_no_longer_opens():
    by = official()
    invitation = invite(by)

    outcome = meanwhile(
        lambda: invitations.renew(invitation=invitation, by=by, at=NOW),
        lambda: invitations.accept(invitation=invitation, password="示例口令", at=NOW),
    )

    assert outcome == "InvitationIsUsed"
    assert not AuditEntry.objects.filter(action="invitation.accepted").exists()


def test_an_invitation_that_is_just_being_accepted_is_not_renewed():
    by = official()
    invitation = invite(by)

    outcome = meanwhile(
        lambda: invitations.accept(invitation=invitation, password="示例口令", at=NOW),
        lambda: invitations.renew(invitation=invitation, by=by, at=NOW),
    )

    assert outcome == "InvitationIsUsed"
