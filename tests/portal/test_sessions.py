"""Who is signed in, read by statements made once: each their own, while it holds."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as Djangos
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from portal.accounts import PeopleWithNews
from portal.models import Notification, User
from portal.sessions import SessionStore
from tests.factories import make_enterprise, make_user

pytestmark = pytest.mark.django_db
PAGE = "/dossiers/"


def member(**fields):
    user = make_user(**fields)
    make_enterprise(user)
    return user


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def is_in(client):
    return client.get(PAGE).status_code == 200


def key_of(client):
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_it_is_the_one_in_use_and_reads_what_django_wrote():
    written = Djangos()
    written["said"] = "示例"
    written.save()

    assert settings.SESSION_ENGINE == "portal.sessions"
    assert SessionStore(written.session_key)["said"] == "示例"


def test_each_browser_is_its_own_person_in_turn():
    people = [member(name=name) for name in ("甲某", "乙某")]
    clients = [signed_in(user) for user in people]

    for _ in range(2):
        for user, client in zip(people, clients, strict=True):
            assert client.get(PAGE).context["user"] == user


def test_one_that_expired_or_is_gone_or_was_made_up_is_nobodys():
    expired, gone, made_up = (signed_in(member()) for _ in range(3))
    assert is_in(expired)
    rows = Session.objects.all()
    rows.filter(pk=key_of(expired)).update(expire_date=timezone.now())
    rows.filter(pk=key_of(gone)).delete()
    made_up.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32

    assert [is_in(each) for each in (expired, gone, made_up)] == [False] * 3


def test_one_whose_data_was_changed_is_nobodys():
    client = signed_in(member())
    row = Session.objects.get(pk=key_of(client))
    row.session_data = row.session_data[:-3] + "abc"
    row.save()

    assert not is_in(client)


def test_one_whose_data_was_given_to_another_person_is_nobodys():
    client, other = signed_in(member()), member()
    row = Session.objects.get(pk=key_of(client))
    held = SessionStore(row.session_key).load()
    assert str(held["_auth_user_id"]) in row.session_data
    row.session_data = row.session_data.replace(
        f'"_auth_user_id":"{held["_auth_user_id"]}"', f'"_auth_user_id":"{other.pk}"'
    )
    row.save()

    assert not is_in(client)
    assert SessionStore(row.session_key).load() == {}


def test_an_expiry_ahead_still_counts():
    client = signed_in(member())
    soon = timezone.now() + timedelta(minutes=1)
    Session.objects.filter(pk=key_of(client)).update(expire_date=soon)

    assert is_in(client)


def test_who_is_shut_out_or_has_a_new_password_is_out_at_once():
    shut_out, renewed = member(), member()
    clients = [signed_in(each) for each in (shut_out, renewed)]
    User.objects.filter(pk=shut_out.pk).update(is_active=False)
    renewed.set_password("another-horse-battery")
    renewed.save()

    assert [is_in(each) for each in clients] == [False, False]
    assert is_in(signed_in(renewed))


def test_a_person_comes_whole_and_with_the_count_of_what_is_unread():
    user, other = make_user(), make_user()
    for n, person in enumerate((user, user, other)):
        Notification.objects.create(
            person=person, source=f"示例{n}", topic="filing", made_at=timezone.now()
        )

    found = PeopleWithNews().get_user(user.pk)

    assert found == user
    assert found.unread == 2
    assert not found.get_deferred_fields()
    for each in User._meta.concrete_fields:
        value = getattr(User.objects.get(pk=user.pk), each.attname)
        assert getattr(found, each.attname) == value
    assert PeopleWithNews().get_user(10**6) is None
