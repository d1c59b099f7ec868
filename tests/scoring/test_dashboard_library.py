"""The library over the years on dashboards: who came, was promoted, left, is there."""

from datetime import UTC, date, datetime

import pytest

from portal.models import User
from scoring.dashboards import pages
from scoring.models import LibraryEntry
from tests.factories import NOW, make_enterprise, make_user
from tests.scoring.closed_rounds import make_officials
from tests.scoring.libraries import decide, make_entry, make_reserve, propose, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return make_officials()


def rows_of(user, key, at=NOW):
    [found] = [e for e in pages.charts_of_province(user, at) if e.key == key]
    return {name: figures for name, *figures in found.rows}


def came(entry, year):
    LibraryEntry.objects.filter(pk=entry.pk).update(since=date(year, 12, 31))


def test_each_year_says_who_came_was_promoted_left_and_is_there_at_its_end(people):
    came(make_entry(), 2024)
    gone, new = make_entry(), make_entry()
    came(gone, 2024)
    decide(gone, "removed", people)
    decide(make_reserve(), "promoted", people)

    found = rows_of(people[0], "library")

    assert found == {"2024 年": [2, 0, 0, 2], "2025 年": [0, 0, 0, 2],
                     "2026 年": [2, 1, 1, 3]}  # fmt: skip
    assert new.state == "in"


def test_what_is_only_proposed_changes_no_figure(people):
    entry = make_entry()
    propose(entry, "removed", people[0])

    assert rows_of(people[0], "library") == {"2026 年": [1, 0, 0, 1]}


def test_a_promotion_that_was_refused_is_none(people):
    settle(
        propose(make_reserve(), "promoted", people[0]), people[1], is_confirmed=False
    )

    assert rows_of(people[0], "library") == {"2026 年": [1, 0, 0, 1]}


def test_a_year_begins_at_midnight_in_beijing(people):
    make_entry()
    second_before = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)
    midnight = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)

    assert list(rows_of(people[0], "library", second_before)) == ["2026 年"]
    assert list(rows_of(people[0], "library", midnight)) == ["2026 年", "2027 年"]


def test_each_library_and_level_stands_by_state(people):
    make_entry()
    decide(make_entry(), "removed", people)
    make_reserve()

    assert rows_of(people[0], "library-now") == {
        "省级储备平台培育库（储备）": [1, 0, 0],
        "省级平台培育库（重点）": [1, 0, 1],
    }


def test_a_city_and_another_province_see_their_own_alone(people):
    make_entry()
    mine = make_entry(enterprise=make_enterprise(city="吉林市"))
    city = make_user(User.Role.CITY, city="吉林市")
    round = mine.source.shortlist.round
    [found] = [e for e in pages.charts_of_city(city, round, NOW) if e.key == "library"]

    assert found.rows == (("2026 年", 1, 0, 0, 1),)
    stranger = make_user(User.Role.OFFICIAL, province="jiangsu")
    assert rows_of(stranger, "library") == {}


def test_an_empty_library_says_how_one_comes_in(people):
    [found] = [
        e for e in pages.charts_of_province(people[0], NOW) if e.key == "library"
    ]
    assert "还没有入库的平台" in found.text
