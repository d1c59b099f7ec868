"""While the scanner is silent nothing is served where it must be; later it is read."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from applications import tasks
from applications.actions import evidence as actions
from applications.actions import scans
from applications.models import Evidence
from applications.presentation.outstanding import blocking
from portal import jobs
from portal.models import AuditEntry, Job, User
from portal.tasks import dispatch
from tests.applications.filing import make_whole_dossier
from tests.factories import (
    NOW,
    make_assignment,
    make_dossier,
    make_evidence,
    make_round,
    make_user,
)
from tests.files import sound
from tests.files.clamd import EICAR, Clamd

pytestmark = pytest.mark.django_db
DOWN = "127.0.0.1:1"


def add(dossier, content=None):
    return actions.add(
        dossier=dossier,
        section="attachments",
        clause="licence",
        file=ContentFile(content or sound.pdf()),
        name="执照.pdf",
        content_type="application/pdf",
        page_count=1,
        pages="",
        by=dossier.started_by,
        at=NOW,
    ).evidence


def doors(evidence):
    key = [evidence.key]
    return [
        reverse("applications:evidence", args=key),
        reverse("applications:evidence_view", args=key),
        reverse("applications:evidence_page", args=[*key, 1]),
    ]


def answers(client, evidence):
    found = [client.get(door) for door in doors(evidence)]
    for each in found:
        each.getvalue()
    return [each.status_code for each in found]


@pytest.mark.parametrize("state", ["pending", "unscanned"])
def test_what_was_not_scanned_is_shown_to_nobody_where_it_must_be(
    client, settings, state
):
    settings.SCAN_REQUIRED = True
    assignment = make_assignment()
    dossier = assignment.dossier
    evidence = make_evidence(dossier, page_count=1, scan_state=state)
    evidence.file.save("x", ContentFile(sound.pdf()))
    official = make_user(User.Role.OFFICIAL)
    city = make_user(User.Role.CITY)

    for user in (dossier.started_by, city, official):
        client.force_login(user)
        assert answers(client, evidence) == [409] * 3
        page = client.get(doors(evidence)[0])
        assert "正在进行安全检查" in page.text
    client.force_login(assignment.expert.user)
    keys = [assignment.key, evidence.key]
    for door, more in (("scoring_evidence", []), ("evidence_view", []),
                       ("evidence_page", [1])):  # fmt: skip
        answer = client.get(reverse(f"scoring:{door}", args=[*keys, *more]))
        assert answer.status_code == 409


def test_what_is_not_required_to_be_scanned_is_served(client, settings):
    evidence = add(make_dossier())
    client.force_login(evidence.uploaded_by)

    assert evidence.scan_state == "unscanned"
    assert answers(client, evidence) == [200] * 3


def test_what_is_infected_is_never_served(client):
    evidence = add(make_dossier())
    Evidence.objects.update(scan_state="infected", scanned_at=NOW)
    client.force_login(evidence.uploaded_by)

    assert answers(client, evidence) == [409] * 3
    assert "查出病毒，已停止提供" in client.get(doors(evidence)[0]).text


def test_an_upload_outlives_a_scanner_that_is_down_and_is_read_when_it_returns(
    settings, client
):
    settings.SCAN_REQUIRED, settings.CLAMAV_ADDRESS = True, DOWN
    evidence = add(make_dossier())
    client.force_login(evidence.uploaded_by)
    assert (evidence.scan_state, evidence.scanned_at) == ("pending", None)
    job = scans.ask_for_scans()
    assert job is not None
    assert scans.ask_for_scans() is None  # one at a time

    run(job)
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING  # waits for its lease to run out
    assert answers(client, evidence) == [409] * 3
    for _ in range(5):  # silence is no failure, however often
        release(job)
        run(job)
    with Clamd() as clamd:
        settings.CLAMAV_ADDRESS = clamd.address
        release(job)
        run(job)

    job.refresh_from_db()
    evidence.refresh_from_db()
    assert (job.state, evidence.scan_state) == (Job.State.DONE, "clean")
    assert evidence.scanned_at is not None
    assert answers(client, evidence) == [200] * 3
    assert scans.ask_for_scans() is None


def release(job):
    Job.objects.filter(pk=job.pk).update(lease_until=NOW)


def run(job):
    [claimed] = jobs.claim_due(at=NOW.replace(year=2030))
    assert claimed.pk == job.pk
    tasks.scan_evidence(claimed.pk, claimed.lease)


def test_a_file_found_infected_later_is_marked_everywhere_and_written_down(settings):
    dossier = make_dossier()
    other = make_dossier(dossier.started_by, round=make_round())
    first = add(dossier)
    second = add(other)
    first.file.storage.delete(first.file.name)
    first.file.storage.save(first.file.name, ContentFile(EICAR))
    with Clamd() as clamd:
        settings.CLAMAV_ADDRESS = clamd.address
        run(scans.ask_for_scans())

    states = Evidence.objects.values_list("scan_state", "scan_note")
    assert list(states) == [("infected", "Eicar-Signature")] * 2
    marked = AuditEntry.objects.filter(action="evidence.infected")
    assert {each.subject_id for each in marked} == {str(first.pk), str(second.pk)}


def test_an_infected_file_does_not_count_as_handed_in():
    dossier = make_whole_dossier()
    assert not blocking(dossier)
    dossier.evidence.filter(clause="licence").update(
        scan_state="infected", scanned_at=NOW
    )

    texts = [each.text for each in blocking(dossier)]
    assert "营业执照或法人证书" in texts
    assert any("查出病毒，请移除后重新上传" in text for text in texts)


def test_a_lost_file_does_not_hold_up_the_others(settings):
    dossier = make_dossier()
    make_evidence(dossier)
    kept = add(dossier)
    with Clamd() as clamd:
        settings.CLAMAV_ADDRESS = clamd.address
        run(scans.ask_for_scans())

    kept.refresh_from_db()
    assert kept.scan_state == "clean"
    assert scans.ask_for_scans() is None


def test_without_a_scanner_no_job_is_asked_for():
    add(make_dossier())

    assert scans.ask_for_scans() is None
    assert not Job.objects.exists()


def test_the_clock_and_the_queue_know_the_task(settings, monkeypatch):
    settings.CLAMAV_ADDRESS = DOWN
    add(make_dossier())
    sent = []
    monkeypatch.setattr(
        "portal.tasks.app.send_task", lambda name, args: sent.append(name)
    )

    tasks.ask_for_scans()
    dispatch()

    assert sent == [tasks.scan_evidence.name]
    assert settings.CELERY_BEAT_SCHEDULE["scans"]["task"] == tasks.ask_for_scans.name
