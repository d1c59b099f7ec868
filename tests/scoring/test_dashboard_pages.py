"""The pages of dashboards: marks, years, tables that equal the pictures, workbooks."""

import hashlib
import json
import re
from decimal import Decimal
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from openpyxl import load_workbook

from applications.facts import limits_of, table_of
from applications.models import RecommendationQuota
from portal.models import User
from scoring.dashboards import pages
from scoring.dashboards.marks import mark_charts
from scoring.facts import cut_of, lines_of
from scoring.models import ShortlistEntry
from tests.factories import (
    NOW,
    make_assignment,
    make_dossier,
    make_expert,
    make_round,
    make_sheet,
    make_user,
)
from tests.house.lists import make_list
from tests.scoring.closed_rounds import (
    CAP_SECURITY,
    KIND,
    make_closed_round,
    make_officials,
    make_ranked,
    make_three,
)
from tests.scoring.libraries import make_entry
from tests.scoring.marked_rounds import SHARES, make_panel
from tests.scoring.pages import frozen, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def official(client):
    official, _ = make_officials()
    client.force_login(official)
    return official


@pytest.fixture
def round(official):
    return make_closed_round()


def rows_of(charts, key):
    [found] = [each for each in charts if each.key == key]
    return {name: figures for name, *figures in found.rows}


def marks_of(round, quota=None):
    lines = lines_of(round, KIND)
    limits = limits_of(round, KIND)
    cut = cut_of(lines, quota=quota, minimum=None, limits=limits) if quota else None
    return mark_charts(table_of(round), lines, cut)


def test_marks_are_counted_by_interval_above_and_below_the_line(round):
    for number, share in (("A-1", "0.9"), ("A-2", "0.8"), ("A-3", "0.7")):
        make_ranked(round, number, share)
    exact = [line.mark for line in lines_of(round, KIND)]
    assert exact == sorted(exact, reverse=True)
    low = [5 * int(mark // 5) for mark in exact]

    found = rows_of(marks_of(round, quota=2), "marks")

    names = [f"{at} 至 {at + 5}" for at in low]
    assert found[names[0]] == [1, 1, 0]
    assert found[names[2]] == [1, 0, 1]
    assert next(iter(found)) == names[2]
    assert list(found)[-1] == names[0]
    assert sum(row[0] for row in found.values()) == 3


def test_who_has_no_place_is_in_no_distribution(round):
    make_ranked(round, "A-1", "0.9")
    make_ranked(round, "A-2", "0.5", lacking=[CAP_SECURITY])

    marks, groups, _ = marks_of(round)
    assert "共 1 份" in marks.text
    assert sum(row[1] for row in marks.rows) == 1
    assert {sum(row[1:]) for row in groups.rows} == {1}


def test_groups_are_shares_of_their_own_points(round):
    make_ranked(round, "A-1", "1")
    make_ranked(round, "A-2", "0.5")

    found = rows_of(marks_of(round), "groups")

    assert set(found) == {
        f"{group}（{weight} 分）" for group, weight in weights(round).items()
    }
    for row in found.values():
        assert row[9] == 1  # full marks are in the last interval
        assert sum(row) == 2


def weights(round):
    found: dict[str, Decimal] = {}
    for leaf in round.table["indicators"]:
        group = leaf["path"][0]
        found[group] = found.get(group, Decimal(0)) + Decimal(leaf["weight"])
    return {group: int(w) if w == int(w) else w for group, w in found.items()}


def test_spreads_are_counted_and_name_nobody(client, round):
    [dossier, *_] = make_panel(round)

    page = client.get(url("distribution", round))

    text = page.content.decode()
    assert "专家评分极差分布" in text_of(page)
    for seat in dossier.assignments.select_related("expert__user"):
        assert seat.expert.code not in text
        assert seat.expert.user.name not in text
    assert dossier.number not in text
    spread = rows_of(marks_of(round), "spreads")
    assert sum(row[0] for row in spread.values()) == len(SHARES)


def test_a_dossier_of_one_sheet_has_no_spread(round):
    make_three(round)
    assert rows_of(marks_of(round), "spreads") == {}


def test_what_is_frozen_is_shown_as_it_was_frozen(client, round, official):
    make_three(round)
    frozen(round, official)

    page = client.get(url("distribution", round))

    assert "名次冻结于" in text_of(page)
    assert "拟入选 2 份" in text_of(page)


def test_marks_are_nobody_s_while_experts_score(client, official):
    round = make_round(status="scoring")
    address = reverse("scoring:dashboard", args=[round.pk])
    seat = make_assignment(dossier=make_dossier(round=round, status="accepted"))
    make_sheet(seat)

    page = client.get(address)

    assert "结束评审后，可以在这里查看各类型的得分分布" in text_of(page)
    assert reverse("scoring:distribution", args=[round.pk, KIND]) not in (
        page.content.decode()
    )
    assert client.get(url("distribution", round)).status_code == 409
    file = reverse("scoring:distribution_export", args=[round.pk, KIND, "marks"])
    assert client.get(file).status_code == 409


def test_years_count_lists_that_are_out_and_no_other(official):
    for year, state in ((2024, "published"), (2025, "published"), (2025, "approved")):
        round = make_round(year=year, status="published")
        dossier = make_dossier(round=round, status="accepted", recommended_order=1)
        out = {"published_by": official, "published_at": NOW}
        out |= {"notice_from": NOW.date(), "notice_until": NOW.date()}
        shortlist = make_list(
            round, KIND, drawn_up_by=official, state=state,
            **(out if state == "published" else {}),
        )  # fmt: skip
        ShortlistEntry.objects.create(
            shortlist=shortlist, dossier=dossier, position=1, place=1, mark="90",
            is_eligible=True, is_selected=True,
        )  # fmt: skip

    found = rows_of(pages.charts_of_province(official, NOW), "by-year")

    assert found == {"2024 年": [1, 1, 1, 1], "2025 年": [2, 2, 2, 1]}


def tables(page):
    """The numbers of each table of a page, and what its picture is drawn from."""
    html = page.content.decode()
    for part in html.split('<section class="p-card p-chart"')[1:]:
        data = re.search(r'type="application/json">(.*?)</script>', part, re.DOTALL)
        body = part.split("<tbody>")[1].split("</tbody>")[0]
        lines = [
            [unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line)]
            for line in body.split("<tr>")[1:]
        ]
        heads = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', part)
        yield json.loads(data[1]), heads, lines


def test_a_table_says_what_its_picture_shows(client, round):
    make_panel(round)
    make_entry()
    addresses = [
        reverse("scoring:dashboard", args=[round.pk]),
        url("distribution", round),
        reverse("scoring:province_dashboard"),
    ]
    seen = 0
    for address in addresses:
        for plot, heads, lines in tables(client.get(address)):
            seen += 1
            assert [line[0][-5:] for line in lines] == [n[-5:] for n in plot["names"]]
            if "cells" in plot:
                assert heads[1:] == plot["heads"]
                assert [line[1:] for line in lines] == [
                    list(map(str, row)) for row in plot["cells"]
                ]
                continue
            for series in plot["series"]:
                column = heads.index(series["name"])
                shown = ["—" if v is None else str(v) for v in series["values"]]
                assert [line[column] for line in lines] == shown
    assert seen == 12


def test_a_workbook_holds_the_table_and_what_stands_around_it(client, round):
    make_panel(round)
    address = reverse("scoring:dashboard_export", args=[round.pk, "by-expert"])

    answer = client.get(address)

    sheet = load_workbook(BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0].startswith(round.title)
    assert "数据截至" in rows[1][0]
    assert "（北京时间）" in rows[1][0]
    head = next(n for n, row in enumerate(rows) if row[0] == "专家编号")
    assert rows[head + 1] == ["Z-1", 0, 0, 0, 6, 0, 0]
    assert rows[-1][0] == "合计"
    assert rows[-1][4] == 18


def test_the_chart_library_is_the_one_that_is_locked():
    """What bin/setup copied, by either of its modes; the licence lies beside it."""
    found = Path(finders.find("echarts/echarts.min.js"))
    lock = Path("bin/lock/package-lock.json").read_bytes()
    stamp = found.parents[2] / ".ready-echarts"
    assert stamp.read_text().strip() == hashlib.sha256(lock).hexdigest()
    assert (found.parent / "LICENSE").exists()
    version = json.loads(lock)["packages"]["node_modules/echarts"]["version"]
    assert f'version="{version}"' in found.read_text(encoding="utf-8")


@pytest.mark.parametrize("dossiers", [1, 3])
def test_the_round_s_page_costs_the_same(
    client, round, django_assert_num_queries, dossiers
):
    make_panel(round, dict(list(SHARES.items())[:dossiers]))
    address = reverse("scoring:dashboard", args=[round.pk])
    # session, user, round, filed, days, places, taken, experts, seats
    with django_assert_num_queries(9):
        client.get(address)


@pytest.mark.parametrize("dossiers", [1, 3])
def test_a_distribution_costs_the_same(
    client, round, django_assert_num_queries, dossiers
):
    make_panel(round, dict(list(SHARES.items())[:dossiers]))
    # session, user, round, list, four for the state, four for the lines
    with django_assert_num_queries(12):
        client.get(url("distribution", round))


@pytest.mark.parametrize("rounds", [1, 3])
def test_the_years_cost_the_same(client, official, django_assert_num_queries, rounds):
    for _ in range(rounds):
        make_dossier(round=make_closed_round(), status="accepted")
    # session, user, rounds, dossiers, entries; the library, promotions
    with django_assert_num_queries(7):
        client.get(reverse("scoring:province_dashboard"))


@pytest.mark.parametrize("dossiers", [1, 3])
def test_a_city_s_page_costs_the_same(client, django_assert_num_queries, dossiers):
    city, round = make_user(User.Role.CITY), make_round()
    RecommendationQuota.objects.create(round=round, kind=KIND, city=city.city, most=2)
    for _ in range(dossiers):
        make_dossier(round=round, status="submitted")
    client.force_login(city)
    # session, user, rounds (twice); filed, days, places, taken; and of all years
    # rounds, dossiers, entries, the library, promotions
    with django_assert_num_queries(13):
        client.get(reverse("scoring:city_dashboard"))


def test_a_city_without_a_round_is_told_so(client):
    client.force_login(make_user(User.Role.CITY))

    page = client.get(reverse("scoring:city_dashboard"))

    assert "本省还没有开放过批次" in text_of(page)
    assert "charts.js" not in page.content.decode()


@pytest.mark.parametrize("asked", ["0", "999999", "x", "-1", "²"])
def test_a_round_that_a_city_does_not_have_is_not_found(client, asked):
    client.force_login(make_user(User.Role.CITY))
    make_round(province="jiangsu")
    make_round()

    page = client.get(reverse("scoring:city_dashboard"), {"round": asked})

    assert page.status_code == 404


def test_no_expert_reaches_a_dashboard(client, round):
    expert = make_expert()
    make_panel(round)
    client.force_login(expert.user)
    for address in (
        reverse("scoring:dashboard", args=[round.pk]),
        url("distribution", round),
        reverse("scoring:province_dashboard"),
        reverse("scoring:city_dashboard"),
    ):
        assert client.get(address).status_code == 403
