"""Sent back by named items: the form, what is kept of it, and what comes of it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications.actions import corrections, decisions, dossiers, withdrawing
from applications.models import CorrectionItem, Dossier
from applications.presentation.check_code import check_code
from portal.models import AuditEntry, User
from tests.applications.filing import make_whole_dossier
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db

Status = Dossier.Status
DUE = {"due_on": "2026-12-04", "due_clock": "18:00"}
LATER = NOW + timedelta(days=7)
DEVICES = corrections.Wanted(
    "access", "connected_devices", "设备：联网设备", "请核对。"
)


@pytest.fixture(autouse=True)
def _at_now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def owner():
    return make_user()


@pytest.fixture
def city():
    return make_user(User.Role.CITY, province="jiangsu")


@pytest.fixture
def official():
    return make_user(User.Role.OFFICIAL, province="jiangsu")


@pytest.fixture
def dossier(owner):
    made = make_whole_dossier(owner)
    dossiers.submit(dossier=made, by=owner, at=NOW, declared=True)
    return made


def url(name, dossier):
    return reverse(f"applications:{name}", args=[dossier.key])


def send_back(dossier, by, *items):
    corrections.return_for_correction(
        dossier=dossier, reasons="请改", items=items or [DEVICES], due=LATER,
        by=by, at=NOW,
    )  # fmt: skip


def put_right(dossier, owner, devices=66):
    dossiers.save_section(
        dossier=dossier, section="access",
        values={"metrics": {"connected_devices": devices}},
        version=dossier.version, by=owner, at=NOW,
    )  # fmt: skip


def test_everything_that_can_be_named_is_offered_with_what_is_stated(
    client, dossier, city
):
    client.force_login(city)

    html = client.get(url("city_return", dossier)).content.decode()

    for name in (
        *("pick-organisation--", "pick-access--connected_devices"),
        *("pick-access--files", "pick-cases--cases", "pick-attachments--"),
        *("note-platform--platform_name", "pick-capabilities--"),
    ):
        assert f'name="{name}' in html, name
    assert "现填：60 台" in html
    assert "经审核，申报材料需要补正" in html


def test_a_named_item_is_kept_with_its_note_and_the_version_it_is_about(
    client, dossier, city
):
    client.force_login(city)
    posted = {
        "reasons": "见逐项意见",
        **DUE,
        "pick-access--connected_devices": "on",
        "note-access--connected_devices": "与清单不一致，请核对。",
        "note-organisation--": "整节请按新证照填写。",
    }

    answer = client.post(url("city_return", dossier), posted)

    assert answer.status_code == 302
    items = CorrectionItem.objects.standing(Dossier.objects.get())
    assert [(i.section, i.unit, i.note) for i in items] == [
        ("organisation", "", "整节请按新证照填写。"),
        ("access", "connected_devices", "与清单不一致，请核对。"),
    ]
    assert {i.version.number for i in items} == {1}
    assert {i.step.by for i in items} == {city}
    assert AuditEntry.objects.first().detail["items"] == [i.label for i in items]


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({}, "没有选择"),
        ({"pick-access--connected_devices": "on"}, "没有写意见"),
        ({"note-access--connected_devices": "长" * 301}, "300"),
        ({"note-nowhere--x": "请改"}, "没有选择"),
    ],
)
def test_a_return_that_names_nothing_or_says_nothing_is_refused(
    client, dossier, city, posted, words
):
    client.force_login(city)

    answer = client.post(
        url("city_return", dossier), {"reasons": "请改", **DUE, **posted}
    )

    assert answer.status_code == 200
    assert words in answer.content.decode()
    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED


def test_the_action_refuses_what_the_form_would_not_send(dossier, city):
    for items in ([], [corrections.Wanted("access", "", "设备", " ")]):
        with pytest.raises(corrections.NothingIsNamed):
            corrections.return_for_correction(
                dossier=dossier, reasons="请改", items=items, due=LATER,
                by=city, at=NOW,
            )  # fmt: skip


def test_each_side_returns_once(client, dossier, owner, city, official):
    send_back(dossier, city)
    put_right(dossier, owner)
    dossiers.submit(dossier=dossier, by=owner, at=NOW, declared=True)

    with pytest.raises(corrections.ReturnedBefore):
        send_back(dossier, city)
    client.force_login(city)
    answer = client.get(url("city_return", dossier))
    assert answer.status_code == 409
    assert "一次告知" in answer.content.decode()

    Dossier.objects.update(status=Status.RECOMMENDED)
    send_back(Dossier.objects.get(), official)
    assert Dossier.objects.get().status == Status.RETURNED


def test_what_was_asked_and_what_was_done_stand_side_by_side(
    client, dossier, owner, city
):
    other = corrections.Wanted("platform", "launched_on", "平台：上线日期", "请核对。")
    send_back(dossier, city, DEVICES, other)
    client.force_login(city)
    assert "等待补正" in client.get(url("city_dossier", dossier)).content.decode()

    put_right(dossier, owner)
    dossiers.submit(dossier=dossier, by=owner, at=NOW, declared=True)

    html = client.get(url("city_dossier", dossier)).content.decode()
    assert "60 台 → 66 台" in html
    assert html.count("已修改") == 1
    assert html.count("未修改") == 1


def test_city_and_province_see_what_was_handed_in_not_what_is_being_typed(
    client, dossier, owner, city
):
    send_back(dossier, city)
    put_right(dossier, owner, devices=4321)
    client.force_login(city)

    html = client.get(url("city_dossier", dossier)).content.decode()

    assert "4,321" not in html
    assert "60 台" in html


def test_the_deadline_is_extended_once_with_a_reason_even_after_it(
    client, dossier, owner, city, official, time_machine
):
    send_back(dossier, city)
    time_machine.move_to(LATER + timedelta(hours=1), tick=False)
    with pytest.raises(dossiers.TooLate):
        put_right_at(dossier, owner, LATER + timedelta(hours=1))
    client.force_login(official)
    posted = {"due_on": "2026-12-20", "due_clock": "18:00", "reason": "审计延期"}

    assert client.post(url("correction_extend", dossier), posted).status_code == 302

    dossier.refresh_from_db()
    assert dossier.correction_due.isoformat() == "2026-12-20T10:00:00+00:00"
    put_right_at(dossier, owner, LATER + timedelta(hours=1))
    assert client.get(url("correction_extend", dossier)).status_code == 409
    entry = AuditEntry.objects.get(action="dossier.correction_extended")
    assert entry.detail["reason"] == "审计延期"
    assert CorrectionItem.objects.standing(dossier).count() == 1


def put_right_at(dossier, owner, at):
    dossiers.save_section(
        dossier=dossier, section="access",
        values={"metrics": {"connected_devices": 61}},
        version=dossier.version, by=owner, at=at,
    )  # fmt: skip


@pytest.mark.parametrize(
    "posted",
    [
        {"due_on": "2026-11-21", "due_clock": "18:00", "reason": "早于原定"},
        {"due_on": "2026-12-20", "due_clock": "18:00", "reason": " "},
        {"due_on": "", "due_clock": "", "reason": "没有日期"},
    ],
)
def test_an_extension_goes_forward_and_says_why(
    client, dossier, city, official, posted
):
    send_back(dossier, city)
    client.force_login(official)

    answer = client.post(url("correction_extend", dossier), posted)

    assert answer.status_code == 200
    dossier.refresh_from_db()
    assert dossier.correction_due == LATER


def test_taking_back_keeps_number_and_version_and_is_told(client, dossier, owner):
    number = dossier.number
    client.force_login(owner)
    page = client.get(url("take_back", dossier)).content.decode()
    assert "回到草稿" in page
    assert number in page

    client.post(url("take_back", dossier), {"reason": "补充附件"})

    dossier.refresh_from_db()
    assert (dossier.status, dossier.number) == (Status.DRAFT, number)
    assert dossier.submitted_at is dossier.report is None
    assert dossier.versions.count() == 1
    assert [s.action for s in dossier.steps.all()] == ["submit", "take_back"]
    assert AuditEntry.objects.first().action == "dossier.taken_back"
    dossiers.submit(dossier=dossier, by=owner, at=NOW, declared=True)
    assert dossier.number == number
    assert [v.number for v in dossier.versions.all()] == [1, 2]


def test_the_closing_instant_is_too_late_to_take_back(dossier, owner):
    closes = dossier.round.closes_at
    with pytest.raises(dossiers.TooLate):
        withdrawing.take_back(dossier=dossier, by=owner, at=closes)

    moment = closes - timedelta(microseconds=1)
    withdrawing.take_back(dossier=dossier, by=owner, at=moment)


@pytest.mark.parametrize("status", [Status.RECOMMENDED, Status.DECLINED])
def test_what_the_city_has_decided_is_not_taken_back(client, dossier, owner, status):
    Dossier.objects.update(status=status)
    client.force_login(owner)

    assert client.post(url("take_back", dossier)).status_code == 409
    with pytest.raises(decisions.AlreadyDecided):
        withdrawing.take_back(dossier=dossier, by=owner, at=NOW)


def test_what_was_put_right_is_not_taken_back_so_that_locks_hold(dossier, owner, city):
    send_back(dossier, city)
    put_right(dossier, owner)
    dossiers.submit(dossier=dossier, by=owner, at=NOW, declared=True)

    with pytest.raises(decisions.AlreadyDecided):
        withdrawing.take_back(dossier=dossier, by=owner, at=NOW)


def test_a_colleague_who_may_not_hand_in_may_not_take_back(client, dossier):
    colleague = make_user()
    dossier.enterprise.memberships.create(user=colleague)
    client.force_login(colleague)

    assert client.post(url("take_back", dossier)).status_code == 403


def test_who_holds_the_receipt_is_told_that_it_was_taken_back(client, dossier, owner):
    withdrawing.take_back(dossier=dossier, by=owner, at=NOW)

    answer = client.post(
        reverse("applications:progress"),
        {"number": dossier.number, "code": check_code(dossier)},
    )

    assert "企业撤回" in answer.content.decode()
