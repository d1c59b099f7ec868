"""Every address as everybody: the table in doors.csv says what each is answered."""

import re

import pytest
from django.urls import get_resolver, reverse

from tests.house.knocking import code_of, names, one_a_name, rows, title
from tests.house.world import CAST

pytestmark = pytest.mark.django_db
#: What nobody has: a number and a key.
NOBODYS = {int: 999_999, str: "0" * 32}


def test_every_address_has_its_line_in_the_table():
    assert names(get_resolver()) == {row["name"] for row in rows()}


def test_no_line_is_in_the_table_twice():
    titles = [title(row) for row in rows()]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("row", rows(), ids=title)
def test_everybody_is_answered_as_the_table_says(knock, row):
    found = {}
    for who in CAST:
        with knock(who, row["method"], knock.url(row)) as response:
            found[who] = code_of(response)

    assert found == {who: row[who] for who in CAST}


def strangers(row):
    """Who is told that there is nothing, though there is something."""
    return [who for who in CAST if row[who] == "404"] if row["arguments"] else []


@pytest.mark.parametrize(
    "row",
    [row for row in one_a_name() if 0 < len(strangers(row)) < len(CAST)],
    ids=lambda row: row["name"],
)
def test_what_is_not_yours_looks_like_what_does_not_exist(knock, row):
    first, *rest = knock.world.arguments[row["arguments"]]
    nobodys = reverse(row["name"], args=[NOBODYS[type(first)], *rest])
    for who in strangers(row):
        with knock(who, row["method"], knock.url(row)) as theirs:
            pass
        with knock(who, row["method"], nobodys) as absent:
            pass
        assert code_of(theirs) == code_of(absent) == "404"
        assert without_token(theirs) == without_token(absent)


def without_token(response):
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", response.content)
