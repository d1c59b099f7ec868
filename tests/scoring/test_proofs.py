"""Proofs of objections, of what was put right and of departures: read, kept or gone."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError

from scoring.actions import objecting, rectifying
from scoring.actions.proofs import Infected
from scoring.actions.signing import ListHasMovedOn
from scoring.facts.objected import Complaint, Proof
from scoring.models import Objection, ObjectionFile, Rectification, Replacement
from tests.factories import NOW
from tests.files.clamd import EICAR, Clamd
from tests.scoring import departures, libraries

pytestmark = pytest.mark.django_db
SAID = Complaint("示例举报有限公司", "0431-00000000", "设备数有误（示例）。")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Path(default_storage.location)


@pytest.fixture
def people():
    return departures.make_people()


def proof(content=b"%PDF-1.4 x", name="证明.pdf", content_type="application/pdf"):
    return Proof(ContentFile(content, name), name, content_type)


def files_in(folder) -> list[Path]:
    return [each for each in folder.rglob("*") if each.is_file()]


def object_to(people, *proofs):
    objecting.file_objection(
        shortlist=departures.make_published(people), dossier=None, said=SAID,
        proofs=proofs, by=None, at=NOW,
    )  # fmt: skip


def put_right(people, *proofs):
    entry = libraries.make_entry()
    libraries.decide(entry, "rectify", people[:2], workdays=5)
    rectifying.hand_in(
        work=Rectification.objects.get(), text="已改正。", proofs=proofs,
        by=libraries.member_of(entry), at=NOW,
    )  # fmt: skip


def leave(people, *proofs):
    shortlist = departures.make_published(people)
    departures.propose(shortlist, people[0], ground="removed", proof=proofs[0])


@pytest.mark.parametrize("hand_in", [object_to, put_right, leave])
def test_what_the_scanner_finds_is_refused_by_name_and_nothing_is_kept(
    hand_in, people, settings, folder
):
    with Clamd() as clamd:
        settings.CLAMAV_ADDRESS = clamd.address
        with pytest.raises(Infected, match=r"坏的\.pdf"):
            hand_in(people, proof(EICAR, "坏的.pdf"))

    assert files_in(folder) == []
    assert not Objection.objects.exists()
    assert not Rectification.objects.filter(state="handed_in").exists()
    assert not Replacement.objects.exists()


@pytest.mark.parametrize("hand_in", [object_to, put_right, leave])
def test_what_the_scanner_has_read_is_kept_and_may_be_opened(
    hand_in, people, settings, folder
):
    with Clamd() as clamd:
        settings.CLAMAV_ADDRESS = clamd.address
        settings.SCAN_REQUIRED = True
        hand_in(people, proof())

    [kept] = files_in(folder)
    assert kept.read_bytes() == b"%PDF-1.4 x"
    row = ObjectionFile.objects.first() or Replacement.objects.first()
    row = row or Rectification.objects.get().files.get()
    assert (row.name, len(row.sha256), row.is_servable) == ("证明.pdf", 64, True)


@pytest.mark.parametrize("hand_in", [object_to, put_right])
def test_where_one_row_is_refused_all_files_are_gone(hand_in, people, folder):
    with pytest.raises(IntegrityError):
        hand_in(people, proof(), proof(b"other", content_type=None))

    assert files_in(folder) == []


def test_a_second_proposal_is_refused_and_its_file_gone(people, folder):
    shortlist = departures.make_published(people)
    departures.propose(shortlist, people[0], ground="removed", proof=proof())
    other = {"leaver": "A-03", "follower": "A-04", "proof": proof(b"other")}
    with pytest.raises(ListHasMovedOn):
        departures.propose(shortlist, people[0], **other)
    Replacement.objects.update(state="dropped")
    with pytest.raises(ListHasMovedOn):  # the row itself is refused
        departures.propose(
            shortlist, people[0], **{**other, "proof": proof(content_type=None)}
        )

    assert [each.read_bytes() for each in files_in(folder)] == [b"%PDF-1.4 x"]
