"""Pages of evidence as pictures, with the name of who looks and the time."""

import io

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image, ImageChops

from applications.models import Evidence
from portal.files import apart
from portal.models import User
from tests.factories import (
    NOW,
    make_assignment,
    make_dossier,
    make_evidence,
    make_user,
)
from tests.files import sound

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _within_the_rounds_time(time_machine):
    time_machine.move_to(NOW)


def make_file(content, content_type="application/pdf", **fields):
    evidence = make_evidence(
        make_dossier(), name="审计报告.pdf", content_type=content_type, **fields
    )
    evidence.file.save("x", ContentFile(content))
    return evidence


def show(client, evidence, **query):
    url = reverse("applications:evidence_view", args=[evidence.key])
    return client.get(url, query)


def draw(client, evidence, number=1):
    return client.get(
        reverse("applications:evidence_page", args=[evidence.key, number])
    )


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (sound.pdf(), "application/pdf"),
        (sound.noise("JPEG", (400, 300)), "image/jpeg"),
        (sound.picture("JPEG", mode="CMYK"), "image/jpeg"),
        (sound.picture(mode="I;16"), "image/png"),
        (sound.picture(mode="RGBA"), "image/png"),
        (sound.picture(mode="P"), "image/png"),
    ],
)
def test_a_page_comes_as_a_picture_of_bounded_size(client, content, content_type):
    evidence = make_file(content, content_type)
    client.force_login(evidence.uploaded_by)

    answer = draw(client, evidence)

    assert answer["Content-Type"] == "image/webp"
    assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))
    picture = Image.open(io.BytesIO(answer.content))
    assert picture.width <= 1240
    assert picture.height <= 1754


def test_the_mark_is_the_name_of_who_looks_and_beijing_time(client, monkeypatch):
    marks = []
    run = apart.run

    def listen(reader, task, content):
        marks.append(task["mark"])
        return run(reader, task, content)

    monkeypatch.setattr(apart, "run", listen)
    evidence = make_file(sound.pdf(), page_count=1)
    owner = evidence.uploaded_by
    client.force_login(owner)

    answer = draw(client, evidence)

    assert marks == [f"{owner.name} 2026-11-20 10:00"]
    picture = Image.open(io.BytesIO(answer.content)).convert("RGB")
    blank = Image.new("RGB", picture.size, "white")
    assert ImageChops.difference(picture, blank).getbbox() is not None


def test_experts_of_a_blind_round_see_it_under_a_number_with_their_own_name(
    client, monkeypatch
):
    marks = []
    monkeypatch.setattr(
        apart,
        "run",
        lambda reader, task, content: marks.append(task["mark"]) or b"RIFF",
    )
    assignment = make_assignment()
    assignment.dossier.round.__class__.objects.update(is_blind=True)
    evidence = make_evidence(assignment.dossier, name="金丝雀公司.pdf", page_count=2)
    evidence.file.save("x", ContentFile(sound.pdf(pages=2)))
    client.force_login(assignment.expert.user)
    keys = [assignment.key, evidence.key]

    page = client.get(reverse("scoring:evidence_view", args=keys)).text
    client.get(reverse("scoring:evidence_page", args=[*keys, 2]))

    assert "佐证 1" in page
    assert "金丝雀" not in page
    assert marks == [f"{assignment.expert.user.name} 2026-11-20 10:00"]


def test_one_turns_from_page_to_page(client):
    evidence = make_file(sound.pdf(pages=3), page_count=3)
    client.force_login(evidence.uploaded_by)

    first, last = show(client, evidence).text, show(client, evidence, page="3").text

    assert "第 1 页，共 3 页" in first
    assert "上一页" not in first
    assert '?page=2"' in first
    assert "下一页" not in last
    for odd in ("0", "-1", "99", "x", "\uff11", "9" * 30):
        assert show(client, evidence, page=odd).status_code == 200
    assert draw(client, evidence, 4).status_code == 404


def test_a_file_that_was_kept_before_pages_were_counted_is_counted(client):
    evidence = make_file(sound.pdf(pages=3))
    client.force_login(evidence.uploaded_by)

    assert "共 3 页" in show(client, evidence).text
    assert draw(client, evidence, 3).status_code == 200
    assert draw(client, evidence, 4).status_code == 409


@pytest.mark.parametrize("content", [b"%PDF-1.7 broken", b"", b"\x89PNG\r\n\x1a\nx"])
def test_what_cannot_be_drawn_is_said_on_a_page(client, content):
    evidence = make_file(content, page_count=1)
    client.force_login(evidence.uploaded_by)

    answer = draw(client, evidence)

    assert answer.status_code == 409
    assert "请下载原件查看" in answer.text


def test_what_has_no_pages_is_said_on_a_page(client):
    evidence = make_file(sound.workbook(), "application/vnd.ms-excel")
    client.force_login(evidence.uploaded_by)

    for answer in (show(client, evidence), draw(client, evidence)):
        assert answer.status_code == 409
        assert "没有页面可以显示" in answer.text


def test_a_file_that_is_lost_is_not_found(client):
    evidence = make_evidence(make_dossier(), page_count=1)
    client.force_login(evidence.uploaded_by)

    assert draw(client, evidence).status_code == 404
    url = reverse("applications:evidence", args=[evidence.key])
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_viewer_costs_the_same_beside_one_file_and_three(
    client, django_assert_num_queries, rows
):
    evidence = make_file(sound.pdf(), page_count=1)
    for _ in range(rows - 1):
        make_evidence(evidence.dossier)
    client.force_login(make_user(User.Role.OFFICIAL))
    evidence.dossier.__class__.objects.update(
        status="submitted", number="N1", submitted_at=NOW,
        submitted_by=evidence.uploaded_by,
    )  # fmt: skip

    with django_assert_num_queries(3):  # session, user, evidence with its dossier
        show(client, evidence)
    with django_assert_num_queries(3):
        draw(client, evidence)


def test_pages_are_referred_to_afterwards(client):
    evidence = make_file(sound.pdf(pages=9), page_count=9, pages="3")
    client.force_login(evidence.uploaded_by)
    url = reverse("applications:evidence_reference", args=[evidence.key])

    page = client.get(url).text
    answer = client.post(url, {"pages": "4-5"})

    assert 'value="3"' in page
    assert "共 9 页" in page
    section = reverse(
        "applications:section", args=[evidence.dossier.key, "attachments"]
    )
    assert answer["Location"] == f"{section}#file-{evidence.key}"
    assert Evidence.objects.get().pages == "4-5"
    assert "x" * 61 in client.post(url, {"pages": "x" * 61}).text
