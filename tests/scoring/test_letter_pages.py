"""Letters in the browser: who sees which, when, and what the buttons do."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications.models import Dossier, Step
from portal.models import AuditEntry, Job, User
from scoring.actions import letters, printing
from scoring.models import Letter, Shortlist
from tests.factories import NOW, make_dossier, make_round, make_user
from tests.scoring.letter_cases import ranked_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def official():
    return make_user(User.Role.OFFICIAL)


@pytest.fixture
def round():
    return ranked_round(("0.9", "0.8"), quota=1)


def write(round, official):
    written = letters.write_letters(
        round=round, kinds=["opinion", "result"], by=official, at=NOW
    )
    return written.letters


def printed(round, official):
    for letter in write(round, official):
        printing.print_letter(letter_id=letter.pk, at=NOW)
    return list(Letter.objects.order_by("pk"))


def page_of(round, name="letters"):
    return reverse(f"scoring:{name}", args=[round.pk])


def member_of(letter):
    return letter.dossier.enterprise.memberships.get().user


def test_the_list_takes_the_same_queries_for_one_letter_and_for_many(
    client, official, django_assert_num_queries
):
    client.force_login(official)
    for round in (
        ranked_round(("0.9",), weak=0, quota=1),
        ranked_round(("0.9", "0.8", "0.7"), weak=0, quota=1),
    ):
        write(round, official)
        # session, user, round; sums, tabs' count, rows; approved lists; to be issued,
        # returned dossiers and their letters, the latest job
        with django_assert_num_queries(11):
            assert client.get(page_of(round)).status_code == 200


def test_the_button_asks_for_a_job_and_leads_to_it(client, official, round):
    client.force_login(official)
    answer = client.post(page_of(round, "letters_write"), {"kinds": ["opinion"]})
    job = Job.objects.get()
    assert answer.url == reverse("portal:job", args=[job.pk])
    assert (job.kind, job.payload["kinds"]) == ("letters", ["opinion"])
    assert job.payload["back"] == page_of(round)
    assert "最近一次生成" in client.get(page_of(round)).content.decode()


def test_the_button_pressed_twice_is_one_job(client, official, round):
    client.force_login(official)
    for _ in range(2):
        client.post(page_of(round, "letters_write"), {"kinds": ["opinion", "result"]})
    assert Job.objects.count() == 1


def test_without_a_kind_the_page_says_what_to_do(client, official, round):
    client.force_login(official)
    answer = client.post(page_of(round, "letters_write"), follow=True)
    assert "请至少选择一个文种" in answer.content.decode()
    assert not Job.objects.exists()


def test_before_a_list_is_approved_there_is_nothing_to_write(client, official, round):
    Shortlist.objects.update(state=Shortlist.State.DRAWN_UP)
    client.force_login(official)
    assert "批量生成并打包" not in client.get(page_of(round)).content.decode()
    answer = client.post(page_of(round, "letters_write"), {"kinds": ["opinion"]})
    assert answer.status_code == 409


def test_another_provinces_letters_are_not_there(client, official, round):
    letter = printed(round, official)[0]
    client.force_login(make_user(User.Role.OFFICIAL, province="jiangsu"))
    for name in ("letters", "letters_issue"):
        assert client.get(page_of(round, name)).status_code == 404
    assert client.post(page_of(round, "letters_write")).status_code == 404
    assert client.get(reverse("scoring:letter", args=[letter.key])).status_code == 404


def test_an_official_opens_the_pdf_as_soon_as_it_is_printed(client, official, round):
    letter = write(round, official)[0]
    client.force_login(official)
    address = reverse("scoring:letter", args=[letter.key])
    assert client.get(address).status_code == 404
    printing.print_letter(letter_id=letter.pk, at=NOW)
    answer = client.get(address)
    assert answer.getvalue().startswith(b"%PDF")
    assert answer["Content-Type"] == "application/pdf"
    assert "filename*=utf-8''" in answer["Content-Disposition"]


def test_an_enterprise_reads_its_own_letters_once_they_are_sent_out(
    client, official, round
):
    mine, *_, theirs = printed(round, official)
    client.force_login(member_of(mine))
    address = reverse("scoring:letter", args=[mine.key])
    assert client.get(address).status_code == 404
    letters.issue_letters(round=round, by=official, at=NOW)
    assert client.get(address).getvalue().startswith(b"%PDF")
    other = reverse("scoring:letter", args=[theirs.key])
    assert client.get(other).status_code == 404
    shown = client.get(reverse("applications:dossier", args=[mine.dossier.key]))
    assert address in shown.content.decode()


@pytest.mark.parametrize("role", [User.Role.EXPERT, User.Role.CITY, User.Role.AUDIT])
def test_nobody_else_opens_a_letter(client, official, round, role):
    letter = printed(round, official)[0]
    letters.issue_letters(round=round, by=official, at=NOW)
    client.force_login(make_user(role))
    assert client.get(reverse("scoring:letter", args=[letter.key])).status_code == 403


def test_sending_out_asks_first_and_is_written_down(client, official, round):
    printed(round, official)
    client.force_login(official)
    asked = client.get(page_of(round, "letters_issue")).content.decode()
    assert "发出后不能收回" in asked
    assert not Letter.objects.filter(issued_at__isnull=False).exists()
    client.post(page_of(round, "letters_issue"))
    assert not Letter.objects.filter(issued_at=None).exists()
    assert AuditEntry.objects.filter(action="letter.issued").count() == 6
    assert client.get(page_of(round, "letters_issue")).status_code == 409


def test_before_publication_no_result_is_sent_out(official):
    round = ranked_round(("0.9",), weak=0, quota=1, published=False)
    printed(round, official)
    assert letters.issue_letters(round=round, by=official, at=NOW) == 0


def returned(round):
    dossier = make_dossier(
        round=round,
        status=Dossier.Status.RETURNED,
        correction_due=NOW + timedelta(days=5),
    )
    Step.objects.create(
        dossier=dossier,
        at=NOW,
        by=make_user(User.Role.CITY),
        action="return",
        status=Dossier.Status.RETURNED,
        opinion="缺少安全防护等级证明。",
    )
    return dossier


def test_a_returned_dossier_gets_its_letter_from_the_page(client, official):
    round = make_round()
    dossier = returned(round)
    client.force_login(official)
    assert "生成补正通知书" in client.get(page_of(round)).content.decode()
    client.post(reverse("scoring:letter_correction", args=[dossier.key]))
    letter = Letter.objects.get()
    assert (letter.kind, letter.dossier) == ("correction", dossier)
    assert Job.objects.get().payload["kinds"] == ["correction"]
    assert "生成补正通知书<span" not in client.get(page_of(round)).content.decode()
    printing.print_letter(letter_id=letter.pk, at=NOW)
    assert letters.issue_letters(round=round, by=official, at=NOW) == 1


def test_a_dossier_that_is_not_out_gets_none(client, official):
    dossier = make_dossier(status=Dossier.Status.SUBMITTED)
    client.force_login(official)
    answer = client.post(reverse("scoring:letter_correction", args=[dossier.key]))
    assert answer.status_code == 409
    assert not Letter.objects.exists()
