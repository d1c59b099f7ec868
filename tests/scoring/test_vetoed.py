"""A vetoed dossier in ranking, workbook, list, letters and result: out, by name."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from applications.models import Dossier
from portal.models import User
from scoring.actions import letters, shortlists
from scoring.facts import lines_of
from scoring.models import Letter, ShortlistEntry
from tests.factories import NOW, make_user
from tests.scoring.closed_rounds import (
    KIND,
    frozen_at,
    make_closed_round,
    make_officials,
)
from tests.scoring.closed_rounds import make_three as make_three_ranked
from tests.scoring.letter_cases import ranked_round
from tests.scoring.pages import frozen, text_of, url

pytestmark = pytest.mark.django_db

REASON = "合同系伪造，经对方书面确认。"


def veto(dossier, *, confirmed=True):
    official = make_user(User.Role.OFFICIAL)
    return dossier.vetoes.create(
        item="fraud", is_confirmed=confirmed, reason=REASON, by=official, at=NOW
    )


@pytest.fixture
def round():
    return make_closed_round()


@pytest.fixture
def first(round):
    """The best of three."""
    return make_three_ranked(round)[0]


def test_the_best_of_three_has_no_place_once_it_is_vetoed(round, first):
    assert [line.place for line in lines_of(round, KIND)] == [1, 2, 3]

    veto(first)

    lines = lines_of(round, KIND)
    assert [line.place for line in lines] == [1, 2, None]
    assert lines[-1].number == first.number
    [failing] = lines[-1].failing
    assert failing.is_veto


def test_a_lifted_veto_takes_no_place_away(round, first):
    veto(first, confirmed=False)

    assert lines_of(round, KIND)[0].number == first.number


def test_the_ranking_page_names_the_veto_and_its_reason(client, round, first):
    veto(first)
    client.force_login(make_officials()[0])

    page = text_of(client.get(url("ranking", round)))

    assert "一票否决事项：材料造假" in page
    assert REASON in page
    assert "未达到门槛，不参加排名（1 家）" in page


def test_the_workbook_names_it_in_the_ranking_and_in_the_thresholds(
    client, round, first
):
    veto(first)
    client.force_login(make_officials()[0])

    answer = client.get(url("ranking_export", round))

    book = load_workbook(BytesIO(answer.content))
    cells = [
        str(cell)
        for sheet in book.worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    ]
    assert cells.count("申报材料真实，没有伪造、篡改或者隐瞒。") == 2
    assert REASON in cells
    assert "一票否决" in cells


def test_the_frozen_list_holds_the_veto_among_what_failed(round, first):
    veto(first)

    shortlist = frozen(round, make_officials()[0])

    entry = ShortlistEntry.objects.get(shortlist=shortlist, dossier=first)
    assert (entry.is_eligible, entry.failed) == (False, ["veto-fraud"])


def test_letters_name_the_veto_and_do_not_lay_it_to_the_guide():
    round = ranked_round(("0.95", "0.9"), weak=0, quota=1, published=False)
    best = Dossier.objects.get(shortlist_entries__position=1)
    veto(best)
    [shortlist] = round.shortlists.all()
    official = make_user(User.Role.OFFICIAL)
    shortlists.withdraw(shortlist=shortlist, reason="重排", by=official)
    again = frozen_at(
        round=round, kind=KIND, quota=1, minimum=None, by=official, at=NOW
    )
    other = make_user(User.Role.OFFICIAL)
    shortlists.approve(shortlist=again, by=other, at=NOW)

    letters.write_letters(round=round, kinds=["opinion", "result"], by=other, at=NOW)

    for letter in Letter.objects.filter(dossier=best):
        assert letter.content["standing"]["vetoed"]
        [failed] = letter.content["failed"]
        assert failed["veto"]
        assert failed["source"].startswith("一票否决事项：材料造假")
        assert failed["ruling"]["reason"] == REASON
    opinion = Letter.objects.get(dossier=best, kind="opinion")
    assert ["评审结论", "一票否决"] in opinion.content["basics"]


def test_the_enterprise_is_told_of_the_veto_in_its_result(client):
    round = ranked_round(("0.95", "0.9"), weak=0, quota=1)
    dossier = Dossier.objects.get(shortlist_entries__position=2)
    veto(dossier)
    ShortlistEntry.objects.filter(dossier=dossier).update(
        is_eligible=False, place=None, failed=["veto-fraud"]
    )
    client.force_login(dossier.started_by)

    page = text_of(client.get(reverse("scoring:result", args=[dossier.key])))

    assert round.title in page
    assert "经认定有一票否决的情形，不参加排名" in page
    assert REASON in page
