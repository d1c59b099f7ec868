"""Several people of one enterprise fill in; its administrator says who hands in."""

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.actions import colleagues as actions
from applications.models import Membership
from portal import invitations
from portal.models import AuditEntry, Invitation, User
from tests.factories import PASSWORD, make_dossier, make_enterprise, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    user = make_user()
    make_enterprise(user)
    return user


def add(owner: User, name: str = "示例同事", **fields) -> Membership:
    """A colleague who has set a password."""
    user = make_user(name=name)
    return Membership.objects.create(
        user=user, enterprise=owner.membership.enterprise, **fields
    )


def change(client, row: Membership, what: str):
    url = reverse("applications:colleague_change", args=[row.pk])
    return client.post(url, {"change": what}, follow=True)


def test_an_invited_colleague_sets_a_password_and_fills_in_the_same_dossier(
    client, owner
):
    dossier = make_dossier(owner)
    client.force_login(owner)
    typed = {"name": "示例同事", "email": "Colleague@example.com"}

    page = client.post(reverse("applications:colleague_new"), typed, follow=True)

    assert "请把名单中的链接发给同事本人" in page.content.decode()
    invitation = Invitation.objects.get()
    link = reverse("portal:invitation", args=[invitation.token])
    assert link in page.content.decode()
    client.logout()
    client.post(link, {"password1": PASSWORD, "password2": PASSWORD})
    login = {"login": "colleague@example.com", "password": PASSWORD}
    client.post(reverse("account_login"), login)
    assert client.get(dossier.get_absolute_url()).status_code == 200
    recorded = set(AuditEntry.objects.values_list("action", flat=True))
    assert recorded == {"invitation.sent", "colleague.invited", "invitation.accepted"}


def test_a_taken_address_is_refused_with_its_remedy(client, owner):
    client.force_login(owner)
    typed = {"name": "示例", "email": owner.email}

    page = client.post(reverse("applications:colleague_new"), typed)

    assert "已有账号，请换一个邮箱" in page.content.decode()
    assert not Invitation.objects.exists()


def test_only_the_administrator_and_whom_he_names_submit(client, owner):
    row = add(owner)
    dossier = make_dossier(owner)
    submit = reverse("applications:submit", args=[dossier.key])
    check = reverse("applications:check", args=[dossier.key])
    client.force_login(row.user)

    page = client.get(check).content.decode()
    assert f"请通知{owner.name}提交" in page
    assert submit not in page
    assert client.post(submit, {"declared": "yes"}).status_code == 403

    client.force_login(owner)
    change(client, row, "may_submit")
    client.force_login(row.user)
    assert submit in client.get(check).content.decode()
    assert client.post(submit, {"declared": "yes"}).status_code == 302

    client.force_login(owner)
    change(client, row, "may_not_submit")
    client.force_login(row.user)
    assert client.post(submit, {"declared": "yes"}).status_code == 403


def test_a_closed_account_is_out_with_the_next_request_and_may_come_back(client, owner):
    row = add(owner, may_submit=True)
    client.force_login(owner)

    assert "已停用示例同事的账号" in change(client, row, "close").content.decode()
    row.user.refresh_from_db()
    assert not row.user.is_active
    assert list(Membership.objects.submitting()) == [owner.membership]

    change(client, row, "reopen")
    row.user.refresh_from_db()
    assert row.user.is_active


def test_the_administrator_hands_the_office_over_and_keeps_submitting(client, owner):
    row = add(owner)
    client.force_login(owner)
    url = reverse("applications:colleague_hand_over", args=[row.pk])

    assert "您仍可填报和提交" in client.get(url).content.decode()
    client.post(url)

    row.refresh_from_db()
    mine = Membership.objects.get(user=owner)
    assert (row.is_administrator, mine.is_administrator) == (True, False)
    assert mine.may_submit
    assert client.post(url).status_code == 403


def test_the_office_is_not_handed_to_who_has_not_come_in_or_is_closed(client, owner):
    client.force_login(owner)
    invitation = actions.invite(
        enterprise=owner.membership.enterprise,
        name="示例",
        email="new@example.com",
        may_submit=False,
        by=owner,
        at=timezone.now(),
    )
    closed = add(owner)
    User.objects.filter(pk=closed.user_id).update(is_active=False)

    for row in (invitation.user.membership, closed, owner.membership):
        url = reverse("applications:colleague_hand_over", args=[row.pk])
        assert client.post(url).status_code == 409

    assert Membership.objects.get(is_administrator=True).user == owner


def test_the_administrator_is_neither_closed_nor_barred_from_submitting(client, owner):
    client.force_login(owner)

    for what in ("close", "may_not_submit"):
        assert change(client, owner.membership, what).status_code == 409
    assert "没有说明要做什么" in change(client, owner.membership, "").content.decode()

    owner.refresh_from_db()
    assert owner.is_active


def test_a_fresh_link_voids_the_old_one_until_a_password_is_set(client, owner):
    client.force_login(owner)
    invitation = actions.invite(
        enterprise=owner.membership.enterprise,
        name="示例",
        email="new@example.com",
        may_submit=True,
        by=owner,
        at=timezone.now(),
    )
    url = reverse("applications:colleague_renew", args=[invitation.user.membership.pk])

    client.post(url)

    fresh = Invitation.objects.get()
    assert fresh.token != invitation.token
    invitations.accept(invitation=fresh, password=PASSWORD, at=timezone.now())
    page = client.post(url, follow=True).content.decode()
    assert "已经设置密码，不需要新的链接" in page
    known = reverse("applications:colleague_renew", args=[owner.membership.pk])
    assert "已经设置密码" in client.post(known, follow=True).content.decode()


def test_another_enterprises_people_do_not_exist_and_a_member_changes_nothing(
    client, owner
):
    row = add(owner)
    stranger = make_user()
    make_enterprise(stranger)
    client.force_login(stranger)
    assert change(client, row, "close").status_code == 404

    client.force_login(row.user)
    assert change(client, owner.membership, "close").status_code == 403
    new = reverse("applications:colleague_new")
    assert new not in client.get(reverse("applications:colleagues")).content.decode()
    assert client.post(new, {}).status_code == 403


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_costs_the_same_for_one_and_for_three(
    client, django_assert_num_queries, owner, more
):
    for _ in range(more):
        add(owner)
    client.force_login(owner)

    with django_assert_num_queries(5):  # session, user, enterprise, administers, rows
        client.get(reverse("applications:colleagues"))


def test_a_waiting_link_can_be_copied_and_says_who_invites(client, owner):
    client.force_login(owner)
    typed = {"name": "示例同事", "email": "colleague@example.com"}
    page = client.post(reverse("applications:colleague_new"), typed, follow=True).text
    link = reverse("portal:invitation", args=[Invitation.objects.get().token])

    assert f'data-copy="{link}" hidden' in page
    assert "js/copy.js" in page
    client.logout()
    text = client.get(link).text
    enterprise = owner.membership.enterprise.name
    assert f"{enterprise}邀请您一起填报本单位的申报书" in text
    assert "申报企业”身份" not in text
