"""Looking changes nothing, and nothing is done by the wrong method or from outside."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.house.knocking import code_of, let_in, one_a_name, rows, title

pytestmark = pytest.mark.django_db
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
ACCOUNTS = [
    *("login", "logout", "signup", "email", "reauthenticate"),
    *("change_password", "set_password", "reset_password"),
]


def everything() -> dict[str, list[tuple]]:
    """Every row of every table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT * FROM {name} ORDER BY 1")
            found[table] = cursor.fetchall()
    return found


@pytest.fixture(scope="module")
def untouched(knock):
    return everything()


def test_a_world_holds_something_of_everything(untouched):
    own = {t for t in untouched if t.startswith(("portal_", "appl", "scoring_"))}
    assert {table for table in own if not untouched[table]} <= {"portal_cache"}


@pytest.mark.parametrize("row", rows("GET"), ids=title)
def test_looking_changes_no_row(knock, untouched, row):
    who, url = let_in(row), knock.url(row)
    for method in ("GET", "HEAD"):
        with knock(who, method, url) as response:
            assert code_of(response) == row[who]
            assert everything() == untouched


@pytest.mark.parametrize("row", one_a_name(), ids=lambda row: row["name"])
def test_an_unknown_method_is_refused_and_changes_no_row(knock, untouched, row):
    who, url = let_in(row), knock.url(row)
    known = {each["method"] for each in rows() if each["name"] == row["name"]}
    for method in sorted(METHODS - known):
        with knock(who, method, url) as response:
            assert (method, code_of(response)) == (method, "405")
            assert everything() == untouched
        with knock("AN", method, url) as response:  # who is not known logs in first
            assert code_of(response) == ("L" if row["AN"] == "L" else "405")


@pytest.mark.parametrize("row", rows("POST"), ids=title)
def test_nothing_is_done_without_the_token_of_a_page(knock, untouched, row):
    for who in (let_in(row), "AN"):
        with knock(who, "POST", knock.url(row), check_csrf=True) as response:
            assert response.status_code == 403
            assert "页面已过期" in response.text
            assert everything() == untouched


@pytest.mark.parametrize("name", ACCOUNTS)
def test_an_account_is_not_touched_without_the_token_of_a_page(client, name):
    client = Client(enforce_csrf_checks=True)
    assert client.post(reverse(f"account_{name}")).status_code == 403
