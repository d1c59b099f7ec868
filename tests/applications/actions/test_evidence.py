"""Files come and go while the dossier may be changed; each time it is written down."""

import hashlib
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from applications.actions import evidence as actions
from applications.models import Evidence
from portal.models import AuditEntry
from tests.factories import NOW, make_dossier, make_evidence

pytestmark = pytest.mark.django_db
CONTENT = b"%PDF-1.7 sample"


def add(dossier, at=NOW):
    return actions.add(
        dossier=dossier,
        section="access",
        clause="device-access",
        file=ContentFile(CONTENT),
        name="清单.pdf",
        content_type="application/pdf",
        pages="3-5",
        by=dossier.started_by,
        at=at,
    )


def test_a_file_is_kept_under_its_digest():
    evidence = add(make_dossier())

    digest = hashlib.sha256(CONTENT).hexdigest()
    assert (evidence.sha256, evidence.size) == (digest, len(CONTENT))
    assert evidence.file.name.startswith(f"evidence/{digest[:2]}/{digest}-")
    with evidence.file.open() as stored:
        assert stored.read() == CONTENT
    [entry] = AuditEntry.objects.all()
    assert (entry.action, entry.detail["sha256"]) == ("evidence.added", digest)


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_removed_is_gone_and_its_digest_stays_in_the_log():
    evidence = add(make_dossier())
    storage, name = evidence.file.storage, evidence.file.name

    actions.remove(evidence=evidence, by=evidence.uploaded_by, at=NOW)

    assert not Evidence.objects.exists()
    assert not storage.exists(name)
    entry = AuditEntry.objects.first()
    assert entry.action == "evidence.removed"
    assert entry.detail["sha256"] == evidence.sha256


def test_no_file_comes_or_goes_at_the_closing_instant():
    dossier = make_dossier()
    closing = dossier.round.closes_at

    evidence = add(dossier, at=closing - timedelta(microseconds=1))
    with pytest.raises(actions.TooLate):
        add(dossier, at=closing)
    with pytest.raises(actions.TooLate):
        actions.remove(evidence=evidence, by=evidence.uploaded_by, at=closing)

    assert Evidence.objects.count() == 1


def test_a_dossier_holds_so_many_files_and_no_more(monkeypatch):
    monkeypatch.setattr(actions, "MOST_FILES", 1)
    dossier = make_dossier()
    make_evidence(dossier)

    with pytest.raises(actions.TooMany):
        add(dossier)
