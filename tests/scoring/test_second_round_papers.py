"""What was marked again is ranked, exported and written in letters; nothing is lost."""

import json
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from applications.models import Round
from portal.models import User
from scoring.actions import discussions, letters, shortlists
from scoring.models import Letter
from scoring.rankings.drawn import drawn
from tests.factories import NOW, make_user
from tests.news import tell_all, told
from tests.scoring.closed_rounds import (
    KIND,
    frozen_at,
    make_officials,
    make_plan,
    make_ranked,
)
from tests.scoring.conferring import (
    answer,
    make_apart,
    make_conferring_round,
    opened,
    seats_of,
)
from tests.scoring.pages import text_of, url

pytestmark = pytest.mark.django_db
WHY = "会商后认为原评分偏高（示例）"


@pytest.fixture
def round():
    """One marked again from 89.7 to 81.7, one whose experts agree; all is closed."""
    round = make_conferring_round()
    dossier = make_apart(round)
    make_ranked(round, "A-02", "0.9", "0.9", "0.9")
    opened(dossier)
    high, low, _ = seats_of(dossier)
    answer(high, i4_1_5="1")
    answer(low)
    Round.objects.update(status=Round.Status.CLOSED)
    round.refresh_from_db()
    return round


def sheets_by_title(client, round, name):
    client.force_login(make_user(User.Role.OFFICIAL))
    book = load_workbook(BytesIO(client.get(url(name, round)).content))
    return {
        page.title: [
            [cell for cell in row if cell is not None]
            for row in page.iter_rows(values_only=True)
        ]
        for page in book
    }


def test_the_ranking_page_shows_the_second_round(client, round):
    client.force_login(make_user(User.Role.OFFICIAL))

    page = text_of(client.get(url("ranking", round)))

    assert "77.13" in page  # (81.7 + 80.0 + 69.7) / 3
    assert "79.80" not in page  # (89.7 + 80.0 + 69.7) / 3


def test_a_ranking_that_was_kept_is_reckoned_anew_after_an_answer():
    round = make_conferring_round()
    dossier = make_apart(round)
    opened(dossier)

    def mark():
        found, _ = drawn(round, KIND, None, {})
        return found.lines[0].mark

    assert mark() == Decimal("79.80")
    answer(seats_of(dossier)[0], i4_1_5="1")
    assert mark() == Decimal("77.13")


def test_the_details_hold_both_rounds_and_the_reasons(client, round):
    pages = sheets_by_title(client, round, "marks_export")

    high, low, _ = seats = [
        each.expert.code
        for each in sorted(
            (seat for seat in seats_of(seats_dossier(round))), key=lambda each: each.pk
        )
    ]
    first = {row[2]: row[-1] for row in pages["第一轮评分"] if len(row) > 40}
    final = {row[2]: row for row in pages["评分明细"] if row[:1] == ["A-01"]}
    changed = [row for row in pages["复评修改"] if row[:1] == ["A-01"]]
    assert set(final) == set(seats)
    assert Decimal(str(first[high])) == Decimal("89.7")
    assert any(Decimal(str(cell)) == Decimal("81.7") for cell in numbers(final[high]))
    assert [row[-3:] for row in changed if row[2] == high] == [[9, 1, WHY]]
    assert [row[-1] for row in changed if row[2] == low] == ["维持第一轮评分"]


def seats_dossier(round):
    return round.dossiers.get(number="A-01")


def numbers(row):
    return [cell for cell in row if isinstance(cell, int | float)]


def test_where_nobody_conferred_the_details_have_no_second_round(client):
    round = make_conferring_round(status=Round.Status.CLOSED)
    make_ranked(round, "A-01", "0.8")

    pages = sheets_by_title(client, round, "marks_export")
    assert not {"复评修改", "第一轮评分"} & set(pages)


def test_the_letter_reckons_with_the_second_round_and_says_so(round):
    first, second = make_officials()
    make_plan(round, "经办", "处")
    shortlist = frozen_at(
        round=round, kind=KIND, quota=1, minimum=None, by=first, at=NOW
    )
    shortlists.approve(shortlist=shortlist, by=second, at=NOW)
    letters.write_letters(round=round, kinds=["opinion"], by=first, at=NOW)

    found = Letter.objects.get(dossier__number="A-01").content

    assert ["评审方式", "专家独立评分，经会商复评"] in found["basics"]
    assert found["standing"]["mark"] == "77.13"
    entry = shortlist.entries.get(dossier__number="A-01")
    assert {row["label"]: row["mark"] for row in found["groups"]} == entry.groups
    assert WHY in json.dumps(found["comments"], ensure_ascii=False)
    calm = Letter.objects.get(dossier__number="A-02").content
    assert ["评审方式", "专家独立评分"] in calm["basics"]


def test_the_experts_are_told_of_a_discussion_and_of_what_is_said():
    dossier = make_apart(make_conferring_round())
    opened(dossier)
    high, low, _ = seats_of(dossier)
    discussions.say(assignment=high, text="示例", number=1, by=high.expert.user, at=NOW)

    tell_all()

    assert told(low.expert.user) == ["请会商复评：A-01", "会商有新的发言：A-01"]
    assert told(high.expert.user) == ["请会商复评：A-01"]
