"""Start, save and submit: once, in time, and never over somebody else's work."""

from datetime import timedelta

import pytest

from applications.actions import dossiers as actions
from applications.actions import starting
from applications.models import Dossier, Round, Step
from portal.models import AuditEntry, User
from tests.applications.filing import fill, make_whole_dossier
from tests.factories import NOW, make_dossier, make_enterprise, make_round, make_user

pytestmark = pytest.mark.django_db


def submit(dossier, by=None, at=NOW, declared=True):
    by = by or dossier.started_by
    actions.submit(dossier=dossier, by=by, at=at, declared=declared)


def save(dossier, values, version=0, section="access", by=None, at=NOW):
    return actions.save_section(
        dossier=dossier,
        section=section,
        values=values,
        version=version,
        by=by or dossier.started_by,
        at=at,
    )


@pytest.fixture
def owner():
    return make_user()


@pytest.fixture
def enterprise(owner):
    return make_enterprise(owner)


def start(round, enterprise, by, kind="industry", at=NOW):
    return starting.start(round=round, enterprise=enterprise, kind=kind, by=by, at=at)


def test_a_dossier_is_started_once_a_round_and_kind(owner, enterprise):
    round = make_round()

    dossier = start(round, enterprise, owner)
    with pytest.raises(starting.AlreadyStarted) as already:
        start(round, enterprise, owner)
    other = start(round, enterprise, owner, kind="regional")

    assert already.value.dossier == dossier
    assert other != dossier
    assert dossier.document["guide"] == round.guide_key
    assert dossier.document["name"] == enterprise.name
    assert [e.action for e in AuditEntry.objects.all()] == ["dossier.started"] * 2


def test_a_dossier_is_not_started_in_another_province(owner, enterprise):
    with pytest.raises(starting.NotOpen):
        start(make_round(province="jiangsu"), enterprise, owner)


def test_a_dossier_is_not_started_for_a_kind_that_is_not_called_for(owner, enterprise):
    with pytest.raises(starting.NotOpen):
        start(make_round(kinds=["regional"]), enterprise, owner)


def test_a_dossier_is_started_from_the_opening_until_just_before_the_closing(
    owner, enterprise
):
    round = make_round()
    instant = timedelta(microseconds=1)

    with pytest.raises(starting.NotOpen):
        start(round, enterprise, owner, at=round.opens_at - instant)
    with pytest.raises(actions.TooLate):
        start(round, enterprise, owner, at=round.closes_at)
    start(round, enterprise, owner, at=round.opens_at)
    start(round, enterprise, owner, "regional", at=round.closes_at - instant)


def test_a_section_is_saved_beside_the_others():
    dossier = make_dossier()
    save(dossier, {"metrics": {"connected_devices": 48}})

    saving = save(dossier, {"metrics": {"staff": 9}}, section="organisation")

    saved = Dossier.objects.get(pk=dossier.pk)
    assert saved.document["metrics"] == {"connected_devices": 48, "staff": 9}
    assert (saving.version, saved.version, dossier.version) == (3, 3, 3)
    assert saved.document["saved"]["access"]["by"] == dossier.started_by.name


def test_a_blank_takes_the_former_value_away():
    dossier = make_dossier()
    save(dossier, {"metrics": {"connected_devices": 48, "staff": 9}})

    save(dossier, {"metrics": {"connected_devices": None}}, version=2)

    assert Dossier.objects.get().document["metrics"] == {"staff": 9}


def test_who_saw_an_older_version_of_the_section_does_not_overwrite_it():
    dossier = make_dossier()
    save(dossier, {"metrics": {"connected_devices": 48}})

    with pytest.raises(actions.StaleVersion) as stale:
        save(dossier, {"metrics": {"connected_devices": 1}}, version=1)

    assert stale.value.by == dossier.started_by.name
    assert Dossier.objects.get().document["metrics"] == {"connected_devices": 48}


def test_another_section_saved_meanwhile_does_no_harm():
    dossier = make_dossier()
    save(dossier, {"metrics": {"staff": 9}}, section="organisation")

    save(dossier, {"metrics": {"connected_devices": 48}}, version=0)

    assert Dossier.objects.get().version == 3


def test_nothing_is_saved_at_the_closing_instant():
    dossier = make_dossier()
    closing = dossier.round.closes_at

    save(dossier, {"metrics": {"staff": 9}}, at=closing - timedelta(microseconds=1))
    with pytest.raises(actions.TooLate):
        save(dossier, {"metrics": {"staff": 10}}, version=2, at=closing)


def test_a_dossier_is_submitted_once_and_audited_once():
    dossier = make_whole_dossier(round=make_round(province="jiangsu", code="JS26"))

    submit(dossier)
    with pytest.raises(actions.AlreadySubmitted):
        submit(dossier)

    saved = Dossier.objects.get()
    assert (saved.status, saved.submitted_at) == (Dossier.Status.SUBMITTED, NOW)
    assert (saved.number, saved.submitted_by) == ("JS26-E001", dossier.started_by)
    assert [step.action for step in Step.objects.all()] == ["submit"]
    assert [e.action for e in AuditEntry.objects.all()] == ["dossier.submitted"]


def test_the_report_is_frozen_in_the_contracts_shape():
    dossier = make_whole_dossier()

    submit(dossier)

    report = Dossier.objects.get().report
    assert report["eligible"] is True
    assert report["guide"] == dossier.round.guide_key
    assert len(report["digest"]) == 64
    keys = {"clause", "outcome", "wording", "text", "source", "gaps"}
    assert all(set(verdict) == keys for verdict in report["verdicts"])


def test_an_ineligible_dossier_may_be_submitted():
    dossier = make_dossier(round=make_round(province="jiangsu"), kind="enterprise")
    fill(dossier, answer_all="no")

    submit(dossier)

    assert Dossier.objects.get().report["eligible"] is False


def test_an_incomplete_dossier_is_refused_with_what_is_missing():
    dossier = make_whole_dossier()
    del dossier.document["profile"]["platform_name"]
    dossier.document["unread"] = {
        "access": {"connected_devices": {"label": "已连接工业设备数量", "raw": "六十"}}
    }
    dossier.save()
    dossier.evidence.filter(clause="licence").delete()

    with pytest.raises(actions.Incomplete) as refused:
        submit(dossier)

    assert [each.text for each in refused.value.missing] == [
        "平台名称",
        "“已连接工业设备数量”填的“六十”不可用",
        "营业执照或法人证书",
    ]
    assert Dossier.objects.get().status == Dossier.Status.DRAFT


def test_without_the_declaration_nothing_is_submitted():
    with pytest.raises(actions.NotDeclared):
        submit(make_whole_dossier(), declared=False)


def test_before_the_closing_instant_it_is_accepted_and_at_it_refused():
    round = make_round(province="jiangsu")
    early, late = make_whole_dossier(round=round), make_whole_dossier(round=round)

    submit(early, at=round.closes_at - timedelta(microseconds=1))
    with pytest.raises(actions.TooLate):
        submit(late, at=round.closes_at)

    assert Dossier.objects.handed_in().get() == early


def test_numbers_run_through_the_round_whatever_the_kind():
    round = make_round(province="jiangsu", code="JS26")
    first = make_whole_dossier(round=round)
    second = make_dossier(round=round, kind="regional")
    elsewhere = make_whole_dossier(round=make_round(province="jiangsu", code="JS27"))

    for each in (first, elsewhere, fill(second)):
        submit(each)

    numbers = Dossier.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == ["JS26-E001", "JS26-R002", "JS27-E001"]


def returned(**fields):
    dossier = make_whole_dossier()
    submit(dossier)
    due = NOW + timedelta(days=5)
    values = {"status": Dossier.Status.RETURNED, "correction_due": due, **fields}
    Dossier.objects.filter(pk=dossier.pk).update(**values)
    return Dossier.objects.get(pk=dossier.pk)


def test_a_returned_dossier_is_corrected_and_keeps_its_number():
    dossier = returned()
    number, at = dossier.number, NOW + timedelta(days=1)

    save(dossier, {"metrics": {"connected_devices": 90}}, at=at)
    submit(dossier, at=at)

    saved = Dossier.objects.get()
    assert (saved.status, saved.number) == (Dossier.Status.SUBMITTED, number)
    assert saved.submitted_at == at


def test_a_returned_dossier_may_be_corrected_after_the_round_has_closed():
    dossier = returned()
    Round.objects.update(closes_at=NOW)

    submit(dossier, at=NOW + timedelta(days=1))


def test_a_returned_dossier_is_refused_at_its_own_deadline():
    dossier = returned()

    with pytest.raises(actions.TooLate):
        submit(dossier, at=dossier.correction_due)


def test_nobody_but_an_enterprise_submits():
    dossier = make_whole_dossier()

    with pytest.raises(actions.TooLate):
        submit(dossier, by=make_user(User.Role.OFFICIAL))
