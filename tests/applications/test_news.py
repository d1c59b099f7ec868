"""Who is told what of the enterprise's side, and who never is."""

from datetime import timedelta

import pytest
from django.db import transaction

from applications.actions import (
    colleagues,
    corrections,
    decisions,
    dossiers,
    messages,
    rounds,
    vetoes,
    withdrawing,
)
from applications.models import Dossier, Membership
from portal.models import Notification, OutboxMessage, Topic, User
from tests.applications.filing import make_whole_dossier
from tests.factories import NOW, make_checks, make_dossier, make_round, make_user
from tests.news import tell_all, told

pytestmark = pytest.mark.django_db

Role, Status = User.Role, Dossier.Status
ITEM = corrections.Wanted("access", "connected_devices", "联网设备", "请核对。")
ITEM_TWO = corrections.Wanted("access", "", "平台接入", "请补充。")
LATER = NOW + timedelta(days=7)


@pytest.fixture
def owner():
    return make_user()


@pytest.fixture
def filed(owner):
    dossier = make_whole_dossier(owner)
    dossiers.submit(dossier=dossier, by=owner, at=NOW, declared=True)
    make_checks(dossier)
    return Dossier.objects.select_related("round", "enterprise").get(pk=dossier.pk)


@pytest.fixture
def colleague(filed):
    person = make_user()
    Membership.objects.create(user=person, enterprise=filed.enterprise)
    return person


@pytest.fixture
def city(filed):
    return make_user(Role.CITY, province="jiangsu", city=filed.enterprise.city)


@pytest.fixture
def official():
    return make_user(Role.OFFICIAL, province="jiangsu")


def test_a_submission_tells_the_colleagues_and_the_city_not_who_did_it(
    owner, filed, colleague, city, official
):
    elsewhere = make_user(Role.CITY, province="jiangsu", city="别市")
    stranger = make_dossier().started_by
    tell_all()

    assert told(colleague) == [f"申报书 {filed.number} 已提交"]
    assert told(city) == [f"收到申报书 {filed.number}，待市级审核"]
    for person in (owner, official, elsewhere, stranger):
        assert told(person) == []


def test_links_lead_where_the_person_may_go(client, filed, colleague, city):
    tell_all()
    for person in (colleague, city):
        client.force_login(person)
        found = Notification.objects.get(person=person)
        assert client.get(found.url).status_code == 200


def test_a_return_names_how_many_things_and_until_when(filed, owner, city):
    corrections.return_for_correction(
        dossier=filed, reasons="保密的理由", items=[ITEM, ITEM_TWO], due=LATER, by=city,
        at=NOW,
    )  # fmt: skip
    tell_all()

    found = Notification.objects.get(person=owner)
    assert found.topic == Topic.CORRECTION
    assert "共 2 项" in found.text
    assert "2026年11月27日（星期五）10:00（北京时间）" in found.text
    assert "保密的理由" not in found.text + found.title


def test_every_step_reaches_who_waits_for_it(filed, owner, city, official):
    tell_all()
    decisions.recommend(dossier=filed, order=1, opinion="同意", by=city, at=NOW)
    tell_all()
    assert told(owner) == [f"申报书 {filed.number} 已获市级推荐"]
    assert told(official) == [f"{city.city}有新的推荐"]

    decisions.accept(dossier=filed, by=official, at=NOW)
    tell_all()
    assert told(owner)[-1] == f"申报书 {filed.number} 已受理"
    assert told(city)[-1] == f"省级已受理：{filed.number}"


def test_decisions_against_the_applicant_and_its_way_back(filed, owner, city):
    withdrawing.take_back(dossier=filed, by=owner, at=NOW)
    tell_all()
    assert told(city)[-1] == f"申报书 {filed.number} 已由企业撤回"
    assert filed.key not in Notification.objects.filter(person=city).first().url


def test_what_the_city_declines_is_told_without_its_reason(filed, owner, city):
    decisions.decline(dossier=filed, reason="保密的理由", by=city, at=NOW)
    tell_all()
    assert told(owner) == [f"申报书 {filed.number} 未获市级推荐"]
    assert "保密" not in Notification.objects.get(person=owner).text


def test_a_veto_is_told_to_the_enterprise_alone(filed, owner, city, official):
    decisions.recommend(dossier=filed, order=1, opinion="同意", by=city, at=NOW)
    vetoes.decide(
        dossier=filed, item="fraud", is_confirmed=True, reason="示例", by=official,
        at=NOW,
    )  # fmt: skip
    tell_all()
    assert told(owner)[-1] == f"申报书 {filed.number} 有一票否决事项的认定"


def test_colleagues_hear_of_their_own_rights(filed, owner, colleague):
    tell_all()
    colleagues.let_submit(membership=colleague.membership, may_submit=True, by=owner)
    tell_all()
    assert told(colleague)[-1] == "您可以代表本单位提交申报书"
    assert told(owner) == []


def test_who_was_invited_finds_it_and_gets_no_mail_before_they_came_in(filed, owner):
    tell_all()
    invited = colleagues.invite(
        enterprise=filed.enterprise, email="new@example.com", name="示例",
        may_submit=False, by=owner, at=NOW,
    ).user  # fmt: skip
    tell_all()
    assert told(invited) == [f"您已加入{filed.enterprise.name}"]
    assert not OutboxMessage.objects.filter(address="new@example.com").exists()


def test_a_later_deadline_is_told_to_who_is_still_writing(official):
    round = make_round(province="jiangsu")
    writing = make_dossier(round=round).started_by
    done = make_dossier(round=round, status=Status.SUBMITTED).started_by
    rounds.extend(
        round=round, closes_at=round.closes_at + timedelta(days=1), reason="示例",
        by=official, at=NOW,
    )  # fmt: skip
    tell_all()
    assert told(writing) == [f"申报截止时间已延长：{round.title}"]
    assert told(done) == []


def test_many_recommendations_of_an_hour_are_one_piece_of_news(official):
    round = make_round(province="jiangsu")
    for kind in ("enterprise", "industry"):
        dossier = make_dossier(round=round, kind=kind, status=Status.SUBMITTED)
        city = make_user(Role.CITY, province="jiangsu", city=dossier.enterprise.city)
        decisions.recommend(dossier=dossier, order=1, opinion="好", by=city, at=NOW)
    tell_all()
    assert len(told(official)) == 1


def test_what_was_rolled_back_is_told_to_nobody(filed, city, owner):
    tell_all()
    before = Notification.objects.count()
    with transaction.atomic():
        decisions.decline(dossier=filed, reason="示例", by=city, at=NOW)
        transaction.set_rollback(True)
    tell_all()
    assert Notification.objects.count() == before
    assert told(owner) == []


def test_closed_accounts_are_told_nothing(filed, colleague, city):
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    tell_all()
    assert told(colleague) == []


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED])
def test_a_message_reaches_the_other_sides_and_its_page_opens(client, status):
    dossier = make_dossier(status=status)
    writer = dossier.started_by
    colleague = make_user()
    Membership.objects.create(user=colleague, enterprise=dossier.enterprise)
    city = make_user(Role.CITY, city=dossier.enterprise.city)
    official = make_user(Role.OFFICIAL)
    others = [make_user(Role.CITY, city="吉林市"), make_dossier().started_by]
    messages.send(dossier=dossier, text="保密的话", number=1, by=writer, at=NOW)
    tell_all()

    for person in (city, official):
        found = Notification.objects.get(person=person, topic=Topic.TALK)
        assert "保密" not in found.title + found.text
        client.force_login(person)
        assert client.get(found.url).status_code == 200
    for person in (writer, colleague, *others):
        assert not Notification.objects.filter(person=person, topic=Topic.TALK)
