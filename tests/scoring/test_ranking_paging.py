"""A long ranking is shown page by page, and nothing is lost between two of them."""

import pytest

from scoring.facts import lines_of
from scoring.rankings import paged
from tests.scoring.closed_rounds import (
    CAP_SECURITY,
    KIND,
    make_closed_round,
    make_officials,
    make_ranked,
)
from tests.scoring.pages import text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def round(monkeypatch):
    monkeypatch.setattr(paged, "PER_PAGE", 2)
    return make_closed_round(quotas={KIND: 1})


@pytest.fixture
def official(client):
    official = make_officials()[0]
    client.force_login(official)
    return official


def page(client, round, number: int, **asked: str):
    return client.get(url("ranking", round), {"page": number, **asked})


def numbers(response) -> list[str]:
    shown = response.context["shown"]
    rows = (*shown.above, *shown.below, *shown.apart)
    assert all(row.line.number in text_of(response) for row in rows)
    return [row.line.number for row in rows]


def test_the_pages_together_are_the_ranking_the_ineligible_after_the_last_of_it(
    client, round, official
):
    for n, share in enumerate(("0.9", "0.8", "0.7")):
        make_ranked(round, f"A-0{n}", share)
    make_ranked(round, "A-08", "1", lacking=[CAP_SECURITY])
    make_ranked(round, "A-09", "1", lacking=[CAP_SECURITY])

    found = [page(client, round, number) for number in (1, 2, 3)]

    assert [numbers(each) for each in found] == [
        ["A-00", "A-01"],
        ["A-02", "A-08"],
        ["A-09"],
    ]
    listed = [number for each in found for number in numbers(each)]
    assert listed == [line.number for line in lines_of(round, KIND)]
    assert "未达到门槛的 2 家从第 2 页起" in text_of(found[0])
    assert "未达到门槛，不参加排名（2 家）" in text_of(found[1])
    assert "没有名次" not in text_of(found[2])


@pytest.mark.parametrize(("quota", "where"), [(0, 1), (1, 1), (2, 1), (3, 2), (4, 2)])
def test_the_line_runs_through_one_page_and_the_others_lead_there(
    client, round, official, quota, where
):
    for n, share in enumerate(("0.9", "0.8", "0.7", "0.6")):
        make_ranked(round, f"A-0{n}", share)
    line = {"cut": "quota", "quota": str(quota)}
    if not quota:
        line = {"cut": "mark", "minimum": "99"}

    here = page(client, round, where, **line)
    other = page(client, round, 3 - where, **line)

    assert "入围线 ·" in text_of(here)
    assert "入围线 ·" not in text_of(other)
    assert f"入围线在第 {where} 页" in text_of(other)
    href = f'href="?page={where}&amp;cut={line["cut"]}'
    assert href in other.content.decode()


def test_a_tie_over_two_pages_is_told_whole_on_both(client, round, official):
    for n, share in enumerate(("0.9", "0.8", "0.8", "0.6", "0.6", "0.5")):
        make_ranked(round, f"A-0{n}", share)

    first, second, third = (text_of(page(client, round, n)) for n in (1, 2, 3))

    for text in (first, second):
        assert "A-01、A-02 并列第 2 名" in text
    assert "A-03、A-04 并列第 4 名" in second
    assert "A-03、A-04 并列第 4 名" in third
    assert "A-03、A-04" not in first
    assert "A-01、A-02" not in third


@pytest.mark.parametrize("asked", ["0", "99", "x", ""])
def test_a_page_that_is_none_is_the_nearest_one(client, round, official, asked):
    make_ranked(round, "A-00", "0.9")

    assert numbers(page(client, round, asked)) == ["A-00"]
