"""The security administrator closes accounts; it takes effect at once."""

import pytest
from django.urls import reverse

from portal.models import AuditEntry, User
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_a_closed_account_is_out_with_its_next_request(client):
    guard, official = make_user(User.Role.SECURITY), make_user(User.Role.OFFICIAL)
    url = reverse("portal:person_set_active", args=[official.pk])
    client.force_login(official)
    inside = reverse("portal:invitations")
    assert client.get(inside).status_code == 200

    other = client.__class__()
    other.force_login(guard)
    assert other.post(url, {"is_active": "no"}).status_code == 302

    assert client.get(inside).status_code == 302
    assert AuditEntry.objects.filter(action="account.disabled").count() == 1


def test_nobody_closes_the_own_account(client):
    guard = make_user(User.Role.SECURITY)
    client.force_login(guard)

    answer = client.post(
        reverse("portal:person_set_active", args=[guard.pk]), {"is_active": "no"}
    )

    guard.refresh_from_db()
    assert (answer.status_code, guard.is_active) == (404, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    client, django_assert_num_queries, rows
):
    guard = make_user(User.Role.SECURITY)
    for _ in range(rows):
        make_user()
    client.force_login(guard)

    with django_assert_num_queries(4):  # session, user, count, rows
        client.get(reverse("portal:people"))
