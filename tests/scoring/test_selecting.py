"""Minima, cities' places and the reserve: on the page, in the list, in every paper."""

from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from applications.actions.freezing import obstacles_of
from applications.models import Dossier, Membership
from scoring.actions import shortlists
from scoring.actions.letters import write_letters
from scoring.facts import digest_of, frozen_cut_of, frozen_lines_of, result_of
from tests.factories import NOW, make_enterprise, make_user
from tests.scoring.closed_rounds import (
    KIND,
    make_closed_round,
    make_officials,
    make_ranked,
)
from tests.scoring.pages import frozen, text_of, url

pytestmark = pytest.mark.django_db

MISSED = (
    "总分 49.70 分，低于规定的 55 分，差 5.30 分；"
    "“服务能力”得分 18.90 分，低于规定的 20 分，差 1.10 分"
)
LIMITS = {"city_most": 1, "reserve": 2, "groups": {"服务能力": "20"}, "total": "55"}


def make_cities(round, *rows):
    return [
        make_ranked(
            round,
            number,
            share,
            enterprise=make_enterprise(city=city, name=f"示例{number}有限公司"),
        )
        for number, city, share in rows
    ]


@pytest.fixture
def round():
    found = make_closed_round(review={"selection": {KIND: LIMITS}})
    make_cities(
        found,
        ("A-01", "长春市", "0.9"),
        ("A-02", "长春市", "0.8"),
        ("A-03", "吉林市", "0.7"),
        ("A-04", "吉林市", "0.5"),
        ("A-05", "四平市", "0.6"),
    )
    return found


def published(shortlist, officials):
    shortlists.approve(shortlist=shortlist, by=officials[1], at=NOW)
    shortlists.publish(
        shortlist=shortlist, since=NOW.date(), until=NOW.date(), by=officials[0], at=NOW
    )


def test_the_page_says_who_is_passed_over_and_why(client, round):
    client.force_login(make_officials()[0])

    page = text_of(client.get(url("ranking", round), {"cut": "quota", "quota": "2"}))

    assert "本市名额 1 家已满：第 1 名" in page
    assert MISSED in page
    assert "入围线 · 按入选规定取 2 家（末位为第 3 名，得分 69.70）" in page
    assert "候补 1" in page
    assert "候补 2" in page


def test_the_list_holds_what_decided_and_gives_its_digest_again(round):
    shortlist = frozen(round, make_officials()[0])

    rows = shortlist.entries.values_list(
        "dossier__number", "is_selected", "reserve", "ground__why"
    )
    assert list(rows) == [
        ("A-01", True, None, None),
        ("A-02", False, 1, "city_full"),
        ("A-03", True, None, None),
        ("A-05", False, 2, None),
        ("A-04", False, None, "short"),
    ]
    lines = frozen_lines_of(shortlist)
    cut = frozen_cut_of(shortlist, lines)
    assert digest_of(round, KIND, lines, cut) == shortlist.digest


def test_no_two_stand_at_the_same_place_of_the_reserve(round):
    shortlist = frozen(round, make_officials()[0])

    with pytest.raises(IntegrityError), transaction.atomic():
        shortlist.entries.filter(position__lte=2).update(reserve=1)


def test_the_enterprise_reads_which_limit_and_by_how_much(client, round):
    officials = make_officials()
    published(frozen(round, officials[0]), officials)
    dossier = Dossier.objects.get(number="A-04")
    member = make_user()
    Membership.objects.create(user=member, enterprise=dossier.enterprise)

    assert result_of(dossier).ground == MISSED
    client.force_login(member)
    page = text_of(client.get(f"/dossiers/{dossier.key}/result/"))
    assert f"未入选： {MISSED}。" in page


def test_the_letter_says_it_as_well(round):
    officials = make_officials()
    published(frozen(round, officials[0]), officials)

    written = write_letters(round=round, kinds=["result"], by=officials[0], at=NOW)

    assert not written.problems
    told = {str(x.dossier.number): x.content["standing"] for x in written.letters}
    assert told["A-02"]["ground"] == "本市名额 1 家已满：第 1 名"
    assert told["A-01"]["ground"] == ""


def test_the_workbook_has_the_reasons_and_the_reserve(client, round):
    client.force_login(make_officials()[0])
    answer = client.get(url("ranking_export", round), {"cut": "quota", "quota": "2"})

    sheet = load_workbook(BytesIO(answer.content))["排名"]

    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(row for row in rows if "申报编号" in row)
    found = {row[1]: dict(zip(head, row, strict=True)) for row in rows}
    assert found["A-02"]["候补次序"] == 1
    assert found["A-02"]["入选说明"] == "本市名额 1 家已满：第 1 名"
    assert found["A-02"]["结果"] == "未入选"


def test_the_ranking_itself_is_the_same_with_and_without_limits(client, round):
    client.force_login(make_officials()[0])
    before = client.get(url("ranking_file", round)).content

    round.review = {}
    round.save()

    assert client.get(url("ranking_file", round)).content == before


def test_more_cities_than_places_is_said_with_the_quota_that_helps(client):
    limits = {"city_least": 1}
    round = make_closed_round(review={"selection": {KIND: limits}})
    make_cities(round, ("A-01", "长春市", "0.9"), ("A-02", "吉林市", "0.8"))
    client.force_login(make_officials()[0])

    page = text_of(client.get(url("ranking", round), {"cut": "quota", "quota": "1"}))

    assert "每市至少 1 家，各市合计须 2 家" in page
    assert "名额改为 2" in page


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"groups": {"服务能力": "90"}}, "“服务能力”不低于 90 分，高于该项满分"),
        ({"groups": {"没有": "1"}}, "高于该项满分 0 分"),
    ],
)
def test_a_round_does_not_open_with_limits_that_nobody_can_meet(limits, words):
    round = make_closed_round(review={"selection": {KIND: limits}})

    assert any(words in each for each in obstacles_of(round, NOW))
