"""The corpus through the real door: refused in words that help, and nothing kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications.models import Evidence
from portal.models import AuditEntry
from tests.factories import NOW, make_dossier, make_evidence, make_round
from tests.files import sound
from tests.files.clamd import Clamd
from tests.files.spoiled import CORPUS, EICAR, UNSEEN, VIDEOS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _within_the_rounds_time(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def dossier(client):
    dossier = make_dossier()
    client.force_login(dossier.started_by)
    return dossier


def send(client, dossier, name, content, place="licence", **more):
    file = SimpleUploadedFile("x", content)
    file._name = name  # as a script may send it; Django's own setter would tidy it
    data = {"place": place, f"file-{place}-files": file, **more}
    url = reverse("applications:upload", args=[dossier.key, "attachments"])
    return client.post(url, data, headers={"Accept": "application/json"})


def stored(settings):
    return [each for each in settings.MEDIA_ROOT.rglob("*") if each.is_file()]


@pytest.mark.parametrize("spoiled", CORPUS, ids=str)
def test_a_spoiled_file_is_answered_with_its_reason(client, dossier, settings, spoiled):
    answer = send(client, dossier, spoiled.name, spoiled.make())

    assert answer.status_code == 422
    said = answer.json()
    assert said["code"] == spoiled.code
    assert spoiled.words in said["message"]
    assert not Evidence.objects.exists()
    assert not stored(settings)


@pytest.mark.parametrize("spoiled", VIDEOS, ids=str)
def test_a_spoiled_video_is_answered_with_its_reason(client, dossier, spoiled):
    answer = send(client, dossier, spoiled.name, spoiled.make(), place="demo_video")

    assert (answer.status_code, answer.json()["code"]) == (422, spoiled.code)
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("spoiled", UNSEEN, ids=str)
def test_a_name_that_the_server_tidies_is_kept_tidy(client, dossier, spoiled):
    answer = send(client, dossier, spoiled.name, spoiled.make())

    assert answer.status_code in (201, 422)
    for evidence in Evidence.objects.all():
        assert evidence.name.isprintable()
        assert not {"/", "\\"} & set(evidence.name)


def test_a_sound_file_is_kept_and_its_line_comes_back(client, dossier):
    content = sound.pdf(pages=3)

    answer = send(client, dossier, "执照.pdf", content, **{"file-licence-pages": "2"})

    assert answer.status_code == 201
    evidence = Evidence.objects.get()
    assert (evidence.clause, evidence.page_count, evidence.pages) == ("licence", 3, "2")
    line = answer.json()["line"]
    assert reverse("applications:evidence_view", args=[evidence.key]) in line
    assert "共 3 页" in line


def test_a_video_goes_where_it_is_asked_for(client, dossier):
    assert (
        send(client, dossier, "片.mp4", sound.video(), "demo_video").status_code == 201
    )
    assert send(client, dossier, "片.mp4", sound.video()).status_code == 422


def test_the_same_content_is_named_not_kept_twice(client, dossier):
    send(client, dossier, "执照.pdf", sound.pdf())

    again = send(client, dossier, "副本.pdf", sound.pdf())
    beside = send(client, dossier, "另一处.pdf", sound.pdf(), "commitment")

    assert again.json()["code"] == "E-FILE-TWICE"
    assert "与此处已有的“执照.pdf”内容相同，未重复保存" in again.json()["message"]
    assert beside.status_code == 201
    there = "附件清单 · 营业执照或法人证书”中的“执照.pdf”内容相同，未重复保存"
    assert there in beside.json()["message"]


def test_the_same_content_in_another_dossier_is_told(client, dossier):
    other = make_dossier(dossier.started_by, round=make_round())
    send(client, other, "去年的.pdf", sound.pdf())

    said = send(client, dossier, "今年的.pdf", sound.pdf()).json()["message"]

    assert "与贵单位另一份申报书“" in said
    assert "附件清单 · 营业执照或法人证书”中的“去年的.pdf”内容相同" in said


@pytest.mark.parametrize(
    ("limit", "most", "words"),
    [
        ("EVIDENCE_DOSSIER_BYTES", 10, "每份申报书的文件合计"),
        ("EVIDENCE_ENTERPRISE_BYTES", 10, "每家企业各份申报书的文件合计"),
        ("EVIDENCE_DOSSIER_FILES", 0, "最多 0 个文件"),
    ],
)
def test_a_limit_is_named_with_its_remedy(
    client, dossier, settings, limit, most, words
):
    setattr(settings, limit, most)

    answer = send(client, dossier, "执照.pdf", sound.pdf())

    assert answer.json()["code"] == "E-FILE-FULL"
    assert words in answer.json()["message"]
    assert not stored(settings)


def test_a_page_reference_that_cannot_be_read_is_said(client, dossier):
    pages = {"file-licence-pages": "x" * 61}

    answer = send(client, dossier, "执照.pdf", sound.pdf(), **pages)

    assert answer.status_code == 422
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    "make",
    [
        lambda: sound.document(
            packing=0, **{"word/media/note.txt": EICAR, "word/x.xml": "<x/>"}
        ),
        lambda: sound.pdf(lambda pdf: pdf.docinfo.update({"/Title": EICAR.decode()})),
    ],
)
def test_what_the_scanner_finds_is_refused_and_written_down(
    client, dossier, settings, make
):
    content = make()
    name = "x.pdf" if content.startswith(b"%PDF") else "x.docx"
    with Clamd() as clamd:
        settings.CLAMAV_ADDRESS = clamd.address
        answer = send(client, dossier, name, content)

    assert answer.json()["code"] == "E-FILE-VIRUS"
    assert "查出病毒（Eicar-Signature）" in answer.json()["message"]
    assert not stored(settings)
    assert AuditEntry.objects.first().action == "evidence.refused"


def test_the_plain_form_says_the_same(client, dossier):
    make_evidence(dossier)
    url = reverse("applications:section", args=[dossier.key, "attachments"])
    files = [
        SimpleUploadedFile("空.pdf", b""),
        SimpleUploadedFile("好.pdf", sound.pdf()),
    ]

    page = client.post(url, {"file-licence-files": files, "then": "stay"})

    assert "“空.pdf”是空文件" in page.text
    assert [each.name for each in Evidence.objects.filter(clause="licence")] == [
        "好.pdf"
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_an_upload_costs_the_same_beside_one_file_and_three(
    client, dossier, django_assert_max_num_queries, rows
):
    for _ in range(rows):
        make_evidence(dossier, clause="licence")

    with django_assert_max_num_queries(17):
        assert send(client, dossier, "新.pdf", sound.pdf()).status_code == 201
