"""A field saved alone: what is compared, what is set, and what needs the section."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.urls import reverse
from django.utils import timezone

from applications.actions.one_field import OneField, save_field
from applications.models import Dossier, FieldChange, Round
from tests.factories import make_dossier, make_enterprise, make_round, make_user
from tests.racing import at_once

pytestmark = pytest.mark.django_db
NAME = "connected_devices"


def drafted(client):
    user = make_user()
    make_enterprise(user, province="jiangsu", city="南京市")
    client.force_login(user)
    now, day = timezone.now(), timedelta(days=1)
    round = make_round(province="jiangsu", opens_at=now - day, closes_at=now + day)
    dossier = make_dossier(user, kind="comprehensive", round=round)
    client.post(url(dossier), {NAME: "1", "connected_device_kinds": "2"})
    return dossier


@pytest.fixture
def dossier(client):
    return drafted(client)


def url(dossier, slug="access"):
    return reverse("applications:section_save", args=[dossier.key, slug])


def send(client, dossier, before, after, version, name=NAME):
    data = {"changed": name, "before": before, "after": after, "version": version}
    return client.post(url(dossier), data, content_type="application/json")


def saved(dossier):
    return Dossier.objects.get(pk=dossier.pk)


def test_it_is_one_update_and_one_line_of_history(client, dossier):
    version = saved(dossier).version
    answer = send(client, dossier, "1", "\uff11\uff12", version).json()

    now = saved(dossier)
    assert (answer["now"], answer["version"]) == ("12", version + 1)
    assert now.version == version + 1
    assert now.document["metrics"] == {NAME: 12, "connected_device_kinds": 2}
    stamp = now.document["saved"]["access"]
    assert (stamp["version"], stamp["by"]) == (version + 1, now.started_by.name)
    assert now.updated_at.isoformat() == stamp["at"]
    change = FieldChange.objects.first()
    assert (change.field, change.old, change.new) == (NAME, "1", "12")
    assert (change.by, change.at) == (now.started_by, now.updated_at)


def test_what_it_wrote_is_what_a_whole_save_writes(client, dossier):
    send(client, dossier, "1", "12", saved(dossier).version)
    alone = saved(dossier).document
    whole = {NAME: "12", "connected_device_kinds": "2", "version": "9"}
    client.post(url(dossier), whole)
    assert saved(dossier).document == alone
    assert FieldChange.objects.filter(field=NAME).count() == 2


@pytest.mark.django_db
def test_the_few_queries_do_not_read_the_row(
    client, dossier, django_assert_max_num_queries
):
    version = send(client, dossier, "1", "2", saved(dossier).version).json()["version"]
    with django_assert_max_num_queries(6):  # login, savepoint, update, insert
        send(client, dossier, "2", "3", version)


@pytest.mark.parametrize(
    ("before", "after", "behind", "name"),
    [
        ("7", "12", 0, NAME),  # another content than the row's
        ("1", "12", 1, NAME),  # somebody saved the section since
        ("1", "", 0, NAME),
        ("1", "1e3", 0, NAME),
        ("1", "1", 0, NAME),
        ("1", "12", 0, "no_such_field"),
        ("", "示例平台", 0, "platform_name"),  # a column of its own
    ],
)
def test_anything_else_asks_for_the_whole_section(
    client, dossier, before, after, behind, name
):
    held = saved(dossier)
    answer = send(client, dossier, before, after, held.version - behind, name)
    assert answer.json() == {"whole": True}
    assert saved(dossier).document == held.document
    assert not FieldChange.objects.filter(old="1").exists()


def test_with_something_unread_in_the_section_all_of_it_is_asked_for(client, dossier):
    typed = {NAME: "1", "connected_device_kinds": "很多"}
    client.post(url(dossier), {**typed, "version": saved(dossier).version})
    held = saved(dossier)
    assert send(client, dossier, "1", "12", held.version).json() == {"whole": True}


def test_of_another_enterprise_it_is_not_there(client, dossier):
    stranger = make_user()
    make_enterprise(stranger, province="jiangsu", city="南京市")
    client.force_login(stranger)
    held = saved(dossier)
    assert send(client, dossier, "1", "12", held.version).status_code == 404
    assert saved(dossier).document == held.document


@pytest.mark.parametrize("change", ["closed", "not_open", "handed_in"])
def test_what_is_closed_is_not_written(client, dossier, change):
    held, now = saved(dossier), timezone.now()
    if change == "closed":
        Round.objects.update(closes_at=now)
    elif change == "not_open":
        Round.objects.update(status=Round.Status.SCORING)
    else:
        Dossier.objects.update(
            status=Dossier.Status.SUBMITTED,
            submitted_at=now,
            submitted_by=held.started_by,
            number="N1",
        )
    assert send(client, dossier, "1", "12", held.version).json() == {"whole": True}
    whole = client.post(url(dossier), {NAME: "12", "version": held.version})
    assert whole.status_code == 409
    assert saved(dossier).document == held.document


@pytest.mark.parametrize("body", ["{", "[]", "\xff", '"x"', "1"])
def test_what_is_no_json_is_refused(client, dossier, body):
    held = saved(dossier)
    answer = client.post(url(dossier), body, content_type="application/json")
    assert answer.status_code == 400
    assert saved(dossier).document == held.document


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_writes(client):
    dossier = drafted(client)
    version, by = saved(dossier).version, dossier.started_by
    answers = []

    def deed(new):
        change = OneField("access", "metrics", NAME, 1, new, "1", str(new))
        answers.append(
            save_field(
                key=dossier.key,
                change=change,
                version=version,
                by=by,
                at=timezone.now(),
            )
        )

    outcomes = at_once(lambda: deed(12), lambda: deed(13))

    assert set(outcomes) == {"done"}
    assert sorted(answers, key=str) == sorted([None, version + 1], key=str)
    assert saved(dossier).version == version + 1
    assert FieldChange.objects.filter(old="1").count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_its_line_of_history_nothing_is_written(client):
    dossier = drafted(client)
    held = saved(dossier)
    change = OneField("access", "metrics", NAME, 1, 12, "1", None)  # says nothing

    with pytest.raises(IntegrityError):
        save_field(
            key=dossier.key,
            change=change,
            version=held.version,
            by=dossier.started_by,
            at=timezone.now(),
        )

    assert saved(dossier).document == held.document
    assert saved(dossier).version == held.version
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


def test_a_save_of_the_section_names_what_it_could_not_read(client, dossier):
    typed = {NAME: "六十", "connected_device_kinds": "2", "changed": NAME}

    answer = client.post(url(dossier), {**typed, "version": "2"}).json()

    assert list(answer["errors"]) == [NAME]
    assert "不要用汉字数字" in answer["errors"][NAME][0]
