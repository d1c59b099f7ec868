"""What every answer carries, whoever is answered, whatever the answer is."""

import pytest
from django.conf import settings
from django.urls import reverse

from portal.models import User
from tests.house.knocking import code_of, let_in, one_a_name
from tests.house.world import CAST

pytestmark = pytest.mark.django_db
LIBRARY = ["account_login", "account_signup", "account_reset_password"]


def check(response, *, is_private: bool) -> None:
    policy = response["Content-Security-Policy"]
    assert "unsafe-" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    if is_private:
        assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))


@pytest.mark.parametrize(
    "row",
    [*one_a_name("GET"), *one_a_name("POST")],
    ids=lambda row: f"{row['method']} {row['name']}",
)
def test_every_answer_is_shut_to_frames_scripts_and_caches(knock, row):
    turned_away = [who for who in CAST if row[who] in ("403", "404")][:1]
    for who in {"AN", let_in(row), *turned_away}:
        with knock(who, row["method"], knock.url(row)) as response:
            assert code_of(response) == row[who]
            check(response, is_private=who != "AN")


@pytest.mark.parametrize("name", LIBRARY)
def test_the_pages_of_accounts_carry_the_same(knock, name):
    with knock("AN", "GET", reverse(name)) as response:
        assert response.status_code == 200
        check(response, is_private=False)


def test_what_does_not_exist_carries_the_same(knock):
    for who in ("AN", "PO"):
        with knock(who, "GET", "/no-such-page/") as response:
            assert response.status_code == 404
            check(response, is_private=who != "AN")


def test_nobody_stands_above_the_rules(knock):
    assert not {"is_superuser", "is_staff"} & set(vars(User()))
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    for who in CAST:
        for url in ("/admin/", "/admin/login/", "/django-admin/"):
            with knock(who, "GET", url) as response:
                assert response.status_code == 404
