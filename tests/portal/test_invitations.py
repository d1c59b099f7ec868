"""Everybody but an enterprise comes in by an invitation, once."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from portal import invitations
from portal.models import AuditEntry, Invitation, User
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-enough-password"


def invite(by: User, **fields: str) -> Invitation:
    values = {"email": "new@example.com", "name": "示例专家", "role": "expert"}
    values |= {"province": by.province, **fields}
    return invitations.invite(**values, by=by, at=NOW)


def test_an_official_invites_for_the_own_province_only():
    official = make_user(User.Role.OFFICIAL, province="jilin")

    invitation = invite(official)

    assert invitation.user.role == User.Role.EXPERT
    assert not invitation.user.has_usable_password()
    with pytest.raises(invitations.MayNotInvite):
        invite(official, email="other@example.com", province="jiangsu")
    assert [e.action for e in AuditEntry.objects.all()] == ["invitation.sent"]


@pytest.mark.parametrize("role", ["enterprise", "system", "security", "audit"])
def test_an_official_does_not_invite_administrators_or_enterprises(role):
    with pytest.raises(invitations.MayNotInvite):
        invite(make_user(User.Role.OFFICIAL), role=role)


def test_a_link_sets_the_password_once_and_then_is_over(client):
    invitation = invite(make_user(User.Role.OFFICIAL))
    Invitation.objects.update(expires_at=NOW + timedelta(days=36500))
    url = reverse("portal:invitation", args=[invitation.token])
    typed = {"password1": PASSWORD, "password2": PASSWORD}

    assert client.get(url).status_code == 200
    assert client.post(url, typed).status_code == 302
    assert client.post(url, typed).status_code == 404

    user = User.objects.get(pk=invitation.user_id)
    assert user.check_password(PASSWORD)
    login = {"login": user.email, "password": PASSWORD}
    assert client.post(reverse("account_login"), login).status_code == 302


def test_an_expired_link_and_a_renewed_ones_predecessor_do_not_open(client):
    official = make_user(User.Role.OFFICIAL)
    invitation = invite(official)
    Invitation.objects.update(expires_at=timezone.now())
    old = reverse("portal:invitation", args=[invitation.token])
    assert client.get(old).status_code == 404

    invitations.renew(
        invitation=invitation, by=official, at=NOW + timedelta(days=36500)
    )

    invitation.refresh_from_db()
    new = reverse("portal:invitation", args=[invitation.token])
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)


def test_two_different_passwords_are_refused_in_chinese(client):
    invitation = invite(make_user(User.Role.OFFICIAL))
    Invitation.objects.update(expires_at=NOW + timedelta(days=36500))
    url = reverse("portal:invitation", args=[invitation.token])

    page = client.post(url, {"password1": PASSWORD, "password2": "another-one-9"})

    assert page.status_code == 200
    assert "密码" in page.content.decode()
    assert not User.objects.get(pk=invitation.user_id).has_usable_password()


def test_the_list_shows_an_official_the_own_province_only(client):
    ours, theirs = (
        make_user(User.Role.OFFICIAL, province=p) for p in ("jilin", "jiangsu")
    )
    invite(ours, name="本省专家")
    invite(theirs, name="外省专家", email="far@example.com")
    client.force_login(ours)

    page = client.get(reverse("portal:invitations")).content.decode()

    assert "本省专家" in page
    assert "外省专家" not in page


def test_a_taken_address_and_a_missing_city_are_named_in_the_form(client):
    official = make_user(User.Role.OFFICIAL)
    client.force_login(official)
    typed = {
        "role": "city",
        "name": "示例",
        "email": official.email,
        "province": "jilin",
    }

    page = client.post(reverse("portal:invitation_new"), typed)

    assert "已有账号" in page.content.decode()
    assert "请填写设区市" in page.content.decode()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    client, django_assert_num_queries, rows
):
    official = make_user(User.Role.OFFICIAL)
    for n in range(rows):
        invite(official, email=f"n{n}@example.com")
    client.force_login(official)

    with django_assert_num_queries(4):  # session, user, count, rows
        client.get(reverse("portal:invitations"))


def test_the_first_administrator_comes_by_a_command_once(client, capsys):
    call_command("first_administrator", "root@example.com", "示例管理员")

    path = capsys.readouterr().out.strip().partition("127.0.0.1:8000")[2]
    assert client.get(path).status_code == 200
    assert AuditEntry.objects.get().actor == "系统"
    with pytest.raises(CommandError, match="已有系统管理员"):
        call_command("first_administrator", "other@example.com", "示例")


def test_a_short_password_is_refused_in_chinese(client):
    invitation = invite(make_user(User.Role.OFFICIAL))
    Invitation.objects.update(expires_at=NOW + timedelta(days=36500))
    url = reverse("portal:invitation", args=[invitation.token])

    page = client.post(url, {"password1": "short-1", "password2": "short-1"})

    assert "密码太短" in page.content.decode()
