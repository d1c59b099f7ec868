"""Objections: filed in the days of a notice, receipted, answered, never shown."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from portal.models import AuditEntry
from scoring.actions import noticing, objecting, shortlists
from scoring.facts.objected import Complaint
from scoring.models import Objection, ObjectionFile
from tests.factories import NOW, make_user
from tests.files import sound
from tests.racing import at_once
from tests.scoring.closed_rounds import make_closed_round, make_officials, make_three
from tests.scoring.pages import frozen, text_of

SINCE, UNTIL = date(2026, 11, 20), date(2026, 11, 27)
LAST_MINUTE = datetime(2026, 11, 27, 15, 59, tzinfo=UTC)  # 23:59 in Beijing
TOO_LATE = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)
SAID = Complaint("示例举报有限公司", "0431-00000000", "第二名的设备数有误。")
FORM = {"name": SAID.name, "contact": SAID.contact, "text": SAID.text}


@pytest.fixture
def officials():
    return make_officials()


@pytest.fixture
def shortlist(officials):
    round = make_closed_round()
    make_three(round)
    first, second = officials
    shortlist = frozen(round, first)
    shortlists.approve(shortlist=shortlist, by=second, at=NOW)
    shortlists.publish(shortlist=shortlist, since=SINCE, until=UNTIL, by=first, at=NOW)
    shortlist.refresh_from_db()
    return shortlist


def object_to(shortlist, at=NOW):
    return objecting.file_objection(
        shortlist=shortlist, dossier=None, said=SAID, proofs=[], by=None, at=at
    )


def answer(objection, by, is_upheld=False):
    objecting.answer(
        objection=objection, is_upheld=is_upheld, reason="查无此事。", by=by, at=NOW
    )


def form_of(round):
    return reverse("scoring:objection_new", args=[round.pk])


@pytest.mark.django_db
def test_the_last_minute_of_the_notice_counts_and_the_next_does_not(shortlist):
    found = object_to(shortlist, at=LAST_MINUTE)

    assert found.number == f"{shortlist.round.code}-Y001"
    assert found.due_on == date(2026, 12, 11)  # ten workdays after the Friday
    with pytest.raises(objecting.NoticeIsOver):
        object_to(shortlist, at=TOO_LATE)
    assert Objection.objects.count() == 1


@pytest.mark.django_db
def test_an_objection_is_answered_once_with_a_reason(shortlist, officials):
    found = object_to(shortlist)
    answer(found, officials[0], is_upheld=True)

    with pytest.raises(objecting.AlreadyAnswered):
        answer(found, officials[1])

    found.refresh_from_db()
    assert (found.state, found.answered_by) == ("upheld", officials[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.filter(pk=found.pk).update(answer="")


@pytest.mark.django_db
def test_a_list_is_not_final_while_an_objection_is_open(shortlist, officials):
    found = object_to(shortlist)
    with pytest.raises(noticing.ObjectionsAreOpen):
        noticing.confirm(shortlist=shortlist, by=officials[0], at=TOO_LATE)

    answer(found, officials[0])
    noticing.confirm(shortlist=shortlist, by=officials[0], at=TOO_LATE)

    shortlist.refresh_from_db()
    assert shortlist.confirmed_by == officials[0]


@pytest.mark.django_db
def test_no_list_is_made_final_before_what_was_upheld_is_settled(
    client, shortlist, officials, time_machine
):
    found = object_to(shortlist)
    address = reverse("scoring:confirm", args=[shortlist.round_id, shortlist.kind])
    time_machine.move_to("2026-11-30 10:00 +0800")
    client.force_login(officials[0])
    early = client.get(address)
    answer(found, officials[0], is_upheld=True)

    page = text_of(client.get(address))

    assert early.status_code == 409
    assert "还有 1 件异议没有答复" in text_of(early)
    assert f"异议 {found.number} 成立，还没有更正办结" in page


@pytest.mark.django_db
def test_the_audit_log_names_the_objection_and_not_the_objector(shortlist):
    object_to(shortlist)

    entry = AuditEntry.objects.get(action="objection.filed")
    assert SAID.name not in f"{entry.subject}{entry.detail}{entry.actor}"


@pytest.mark.django_db
def test_from_the_form_to_the_answer_without_login(
    client, shortlist, officials, time_machine
):
    time_machine.move_to("2026-11-23 10:00 +0800")
    round = shortlist.round
    dossier = shortlist.entries.get(place=2).dossier
    target = f"{shortlist.pk}-{dossier.pk}"
    file = SimpleUploadedFile("证明.pdf", sound.pdf(), "application/pdf")

    page = client.post(form_of(round), {**FORM, "target": target, "file_1": file})

    found = Objection.objects.get()
    code = page.context["code"]
    assert found.dossier == dossier
    assert f"{found.number}" in text_of(page)
    assert code in text_of(page)
    public = text_of(client.get(reverse("scoring:publicity", args=[round.pk])))
    assert "已收到异议 1 件，已答复 0 件" in public
    assert SAID.name not in public
    query = reverse("scoring:objection_query")
    wrong = client.post(query, {"number": found.number, "code": "AAAAAAAA"})
    assert "异议编号或校验码不对" in text_of(wrong)

    client.force_login(officials[0])
    address = reverse("scoring:objection", args=[found.pk])
    assert SAID.name in text_of(client.get(address))
    stored = ObjectionFile.objects.get()
    download = client.get(reverse("scoring:objection_file", args=[stored.key]))
    assert b"".join(download.streaming_content) == sound.pdf()
    assert "没有填写" in text_of(client.post(address, {"is_upheld": "no"}))
    client.post(address, {"is_upheld": "no", "reason": "经核查，设备数无误。"})
    client.logout()
    answered = text_of(client.post(query, {"number": found.number, "code": code}))
    assert "不成立" in answered
    assert "经核查，设备数无误。" in answered


@pytest.mark.django_db
def test_what_cannot_be_filed_is_refused_in_words(client, shortlist, time_machine):
    time_machine.move_to("2026-11-23 10:00 +0800")
    fake = SimpleUploadedFile("证明.pdf", b"MZ\x90\x00", "application/pdf")
    data = {**FORM, "target": str(shortlist.pk)}
    address = form_of(shortlist.round)

    nameless = client.post(address, {**data, "name": ""})
    forged = client.post(address, {**data, "file_1": fake})
    elsewhere = client.post(address, {**data, "target": "999-1"})
    time_machine.move_to("2026-11-28 10:00 +0800")
    late = client.post(address, data)

    assert "没有填写" in text_of(nameless)
    assert forged.context["form"].errors["file_1"]
    assert "现在不接受异议" in text_of(elsewhere)
    assert late.status_code == 409
    assert "异议应在公示期内提出" in text_of(late)
    assert not Objection.objects.exists()


@pytest.mark.django_db
def test_who_files_many_at_once_is_asked_to_wait(
    client, shortlist, time_machine, settings
):
    settings.ACCOUNT_RATE_LIMITS = {"objection": "5/m/ip,20/d/ip"}
    time_machine.move_to("2026-11-23 10:00 +0800")
    data = {**FORM, "target": str(shortlist.pk)}

    for _ in range(6):
        last = client.post(form_of(shortlist.round), data)

    assert last.status_code == 429
    assert "提交次数过多" in text_of(last)
    assert Objection.objects.count() == 5


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_officials_see_what_is_due_at_the_same_cost(
    client, shortlist, officials, time_machine, django_assert_num_queries, rows
):
    for _ in range(rows):
        object_to(shortlist)
    time_machine.move_to("2026-12-07 10:00 +0800")
    client.force_login(officials[0])

    with django_assert_num_queries(4):  # session, user, count, objections
        page = text_of(client.get(reverse("scoring:objections")))

    assert page.count("已超期") == rows


@pytest.mark.django_db(transaction=True)
def test_two_objections_at_once_get_two_numbers(shortlist):
    outcomes = at_once(*[lambda: object_to(shortlist) for _ in range(4)])

    assert outcomes == ["done"] * 4
    assert len(set(Objection.objects.values_list("number", flat=True))) == 4


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_stands(shortlist):
    found, people = object_to(shortlist), [make_user("official") for _ in range(4)]

    outcomes = at_once(*[lambda by=by: answer(found, by) for by in people])

    assert outcomes == ["AlreadyAnswered"] * 3 + ["done"]
