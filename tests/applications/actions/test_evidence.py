"""Files come and go while the dossier may be changed; each time it is written down."""

import hashlib
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from applications.actions import evidence as actions
from applications.models import Evidence
from portal.models import AuditEntry
from tests.factories import NOW, make_dossier, make_evidence, make_round

pytestmark = pytest.mark.django_db
CONTENT = b"%PDF-1.7 sample"


def add(dossier, at=NOW, content=CONTENT, clause="device-access", name="清单.pdf"):
    return actions.add(
        dossier=dossier,
        section="access",
        clause=clause,
        file=ContentFile(content),
        name=name,
        content_type="application/pdf",
        page_count=12,
        pages="3-5",
        by=dossier.started_by,
        at=at,
    )


def stored(evidence) -> list[str]:
    folder = evidence.file.storage.path("evidence")
    _, files = [], []
    for part in evidence.file.storage.listdir(folder)[0]:
        files += evidence.file.storage.listdir(f"{folder}/{part}")[1]
    return sorted(files)


def test_a_file_is_kept_under_its_digest():
    evidence = add(make_dossier()).evidence

    digest = hashlib.sha256(CONTENT).hexdigest()
    assert (evidence.sha256, evidence.size) == (digest, len(CONTENT))
    assert evidence.file.name.startswith(f"evidence/{digest[:2]}/{digest}-")
    with evidence.file.open() as file:
        assert file.read() == CONTENT
    [entry] = AuditEntry.objects.all()
    assert (entry.action, entry.detail["sha256"]) == ("evidence.added", digest)


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_removed_is_gone_and_its_digest_stays_in_the_log():
    evidence = add(make_dossier()).evidence
    storage, name = evidence.file.storage, evidence.file.name

    actions.remove(evidence=evidence, by=evidence.uploaded_by, at=NOW)

    assert not Evidence.objects.exists()
    assert not storage.exists(name)
    entry = AuditEntry.objects.first()
    assert entry.action == "evidence.removed"
    assert entry.detail["sha256"] == evidence.sha256


def test_no_file_comes_goes_or_changes_at_the_closing_instant():
    dossier = make_dossier()
    closing = dossier.round.closes_at

    evidence = add(dossier, at=closing - timedelta(microseconds=1)).evidence
    before = stored(evidence)
    with pytest.raises(actions.TooLate):
        add(dossier, at=closing, content=b"%PDF-1.7 other")
    with pytest.raises(actions.TooLate):
        actions.remove(evidence=evidence, by=evidence.uploaded_by, at=closing)
    with pytest.raises(actions.TooLate):
        actions.refer(evidence=evidence, pages="9", by=evidence.uploaded_by, at=closing)

    assert Evidence.objects.get().pages == "3-5"
    assert stored(evidence) == before  # what was refused left nothing behind


def test_a_dossier_holds_so_many_files_and_no_more(settings):
    settings.EVIDENCE_DOSSIER_FILES = 1
    dossier = make_dossier()
    make_evidence(dossier)

    with pytest.raises(actions.Full) as full:
        add(dossier)

    assert full.value.of == "files"


def test_a_dossier_and_an_enterprise_hold_so_many_bytes_and_no_more(settings):
    first = make_dossier()
    other = make_dossier(first.started_by, round=make_round())
    settings.EVIDENCE_DOSSIER_BYTES = 20
    settings.EVIDENCE_ENTERPRISE_BYTES = 30
    add(first, content=b"1" * 15)

    with pytest.raises(actions.Full) as full:
        add(first, content=b"2" * 6)
    assert full.value.of == "dossier"
    add(other, content=b"3" * 15)
    with pytest.raises(actions.Full) as full:
        add(other, content=b"4")
    assert full.value.of == "enterprise"


def test_the_same_content_at_the_same_place_is_not_kept_twice():
    dossier = make_dossier()
    there = add(dossier).evidence

    with pytest.raises(actions.Twice) as twice:
        add(dossier, name="又一份.pdf")

    assert twice.value.there == there
    assert Evidence.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_content_at_two_places_is_stored_once_until_both_are_gone(settings):
    dossier = make_dossier()
    first = add(dossier)
    settings.EVIDENCE_DOSSIER_BYTES = len(CONTENT)  # full, but for what is shared
    second = add(dossier, clause="analytics", name="又一份.pdf")

    assert (first.same, second.same) == (None, first.evidence)
    assert second.evidence.file.name == first.evidence.file.name
    storage, name = first.evidence.file.storage, first.evidence.file.name
    actions.remove(evidence=first.evidence, by=dossier.started_by, at=NOW)
    assert storage.exists(name)
    actions.remove(evidence=second.evidence, by=dossier.started_by, at=NOW)
    assert not storage.exists(name)


def test_the_same_content_in_another_dossier_of_the_enterprise_is_told():
    first = make_dossier()
    other = make_dossier(first.started_by, round=make_round())
    stranger = make_dossier()
    add(stranger)

    assert add(first).elsewhere is None
    assert add(other).elsewhere == Evidence.objects.get(dossier=first)


def test_pages_are_told_afterwards_and_written_down():
    evidence = add(make_dossier()).evidence

    actions.refer(evidence=evidence, pages="7、9", by=evidence.uploaded_by, at=NOW)

    assert Evidence.objects.get().pages == "7、9"
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.detail["pages"]) == ("evidence.referred", "7、9")
