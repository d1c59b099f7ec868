"""Dashboards of filings and progress: the figures are those of the rows."""

from datetime import UTC, date, datetime, timedelta

import pytest

from applications.actions.versions import keep_version
from applications.models import Dossier, Exemption, RecommendationQuota
from portal.models import User
from scoring.dashboards import pages
from scoring.dashboards.chart import sums
from tests.factories import (
    NOW,
    make_assignment,
    make_dossier,
    make_enterprise,
    make_expert,
    make_round,
    make_sheet,
    make_user,
)
from tests.scoring.closed_rounds import KIND

pytestmark = pytest.mark.django_db
Status = Dossier.Status
#: The last instant of 18 November in Beijing.
MIDNIGHT = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)


@pytest.fixture
def round():
    return make_round()


@pytest.fixture
def official():
    return make_user(User.Role.OFFICIAL)


def filed(round, at=NOW, city="长春市", **fields):
    fields = {"status": Status.SUBMITTED, "submitted_at": at, **fields}
    return make_dossier(round=round, enterprise=make_enterprise(city=city), **fields)


def chart(charts, key):
    [found] = [each for each in charts if each.key == key]
    return found


def of_round(user, round, key, at=NOW):
    return chart(pages.charts_of_round(user, round, at), key)


def by_day(user, round, at=NOW):
    rows = of_round(user, round, "by-day", at).rows
    return {f"{day:%m-%d}": (count, reached) for day, count, reached in rows}


def test_a_day_ends_at_midnight_in_beijing(official, round):
    second = timedelta(seconds=1)
    for at in (MIDNIGHT - second, MIDNIGHT, MIDNIGHT + second):
        filed(round, at)

    found = by_day(official, round)

    assert [found[day] for day in ("11-17", "11-18", "11-19", "11-20")] == [
        *((0, 0), (1, 1), (2, 3), (0, 3))
    ]


def test_days_run_from_opening_to_closing_and_those_to_come_are_empty(official, round):
    filed(round)

    found = by_day(official, round)

    assert (min(found), max(found), len(found)) == ("11-10", "11-30", 21)
    assert found["11-20"] == (1, 1)
    assert {found[f"11-{n}"] for n in range(21, 31)} == {(None, None)}


def test_the_deadline_is_marked_and_said(official, round):
    found = of_round(official, round, "by-day")

    assert found.plot["marked"] == {"at": "11-30", "word": "截止"}
    assert found.plot["marked"]["at"] in found.plot["names"]
    assert "申报截止 2026年11月30日（星期一）10:00（北京时间）" in found.text


def test_of_the_last_day_nothing_is_said_before_it_has_come(official, round):
    filed(round)
    closes = datetime(2026, 11, 30, 2, tzinfo=UTC)

    assert "截止日当天" not in of_round(official, round, "by-day").text
    found = of_round(official, round, "by-day", closes)
    assert "截止日当天 0 份" in found.text


def test_a_correction_does_not_move_the_day(official, round):
    dossier = filed(round, NOW - timedelta(days=3))
    dossier.submitted_at = NOW
    dossier.save()
    keep_version(dossier=dossier, by=dossier.submitted_by, at=NOW)

    found = by_day(official, round)

    assert (found["11-17"], found["11-20"]) == ((1, 1), (0, 1))


def test_a_draft_and_what_was_taken_back_are_not_counted(official, round):
    make_dossier(round=round)
    back = filed(round)
    Dossier.objects.filter(pk=back.pk).update(status=Status.DRAFT, submitted_at=None)

    assert by_day(official, round)["11-20"] == (0, 0)
    assert "还没有提交的申报书" in of_round(official, round, "by-day").text


def cities(user, round):
    rows = of_round(user, round, "by-city").rows
    return {name: figures for name, *figures in rows}


def test_cities_stand_against_their_places(official, round):
    for kind in round.kinds:
        RecommendationQuota.objects.create(
            round=round, kind=kind, city="长春市", most=1
        )
    taken, free = (
        filed(round, status=Status.RECOMMENDED, recommended_order=n) for n in (1, 2)
    )
    Exemption.objects.create(dossier=free, reason="示例", by=official, at=NOW)
    filed(round, city="吉林市", status=Status.ACCEPTED, recommended_order=1)
    assert taken.kind == KIND

    found = cities(official, round)

    assert found["长春市"] == [2, 1, 1, len(round.kinds)]
    assert found["吉林市"] == [1, 1, 0, None]
    assert found["四平市"] == [0, 0, 0, None]


def test_a_city_over_its_places_is_named(official, round):
    for kind in round.kinds:
        RecommendationQuota.objects.create(
            round=round, kind=kind, city="长春市", most=0
        )
    filed(round, status=Status.RECOMMENDED, recommended_order=1)

    assert "超出名额：长春市" in of_round(official, round, "by-city").text


def test_a_sum_over_a_missing_limit_is_missing():
    assert sums([("甲", 1, 2), ("乙", 3, None)]) == ("合计", 4, None)
    assert sums([("甲", 1, 2)]) == ()


def test_kinds_say_where_their_dossiers_are(official, round):
    due = {"correction_due": NOW}
    for status in (Status.SUBMITTED, Status.SUBMITTED, Status.ACCEPTED):
        filed(round, status=status)
    filed(round, kind="regional", status=Status.RETURNED, **due)

    found = of_round(official, round, "by-kind")
    heads = [column.head for column in found.columns[1:]]
    states = {name: dict(zip(heads, row, strict=True)) for name, *row in found.rows}

    [industry] = [row for name, row in states.items() if "行业" in name]
    [regional] = [row for name, row in states.items() if "区域" in name]
    assert (industry["提交"], industry["待市级审核"], industry["已受理"]) == (3, 2, 1)
    assert (regional["提交"], regional["退回补正"]) == (1, 1)
    assert found.total[1] == 4


def test_experts_stand_by_code_with_each_state_of_their_dossiers(official):
    round = make_round(status="scoring")
    expert = make_expert(code="Z-1")

    def seat(**fields):
        dossier = filed(round, status=Status.ACCEPTED)
        return make_assignment(dossier=dossier, expert=expert, **fields)

    seat(state="assigned", declared_at=None)
    seat()
    make_sheet(seat(), state="draft", points={})
    make_sheet(seat(), state="draft", points={"4.1.5": "1"})
    make_sheet(seat())
    make_sheet(seat(state="recused", ended_at=NOW))
    seat(state="withdrawn", ended_at=NOW)

    found = of_round(official, round, "by-expert")

    assert [column.head for column in found.columns] == [
        *("专家编号", "待声明", "待评分", "评分中", "已提交", "已回避", "已撤回")
    ]
    assert found.rows == (("Z-1", 1, 2, 1, 1, 1, 1),)
    assert found.text == "1 位专家，应交 5 份，已提交 1 份。未交最多的：Z-1（4 份）。"
    assert found.plot["cells"] == [[1, 2, 1, 1, 1, 1]]


def test_sheets_are_counted_on_the_day_they_were_handed_in(official):
    round = make_round(status="scoring")
    for at in (MIDNIGHT - timedelta(seconds=1), MIDNIGHT, MIDNIGHT):
        dossier = filed(round, status=Status.ACCEPTED)
        make_sheet(make_assignment(dossier=dossier), handed_in_at=at)

    found = of_round(official, round, "sheets-by-day")

    assert found.rows == (
        (date(2026, 11, 18), 1, 1),
        (date(2026, 11, 19), 2, 3),
    )


def test_another_province_s_are_not_there(round):
    filed(round)
    stranger = make_user(User.Role.OFFICIAL, province="jiangsu")
    assert by_day(stranger, round)["11-20"] == (0, 0)
    rows = pages.charts_of_province(stranger, NOW)[0].rows
    assert rows == ()


def test_a_city_sees_its_own_alone(round):
    city = make_user(User.Role.CITY, city="吉林市")
    filed(round)
    mine = filed(round, city="吉林市", status=Status.RECOMMENDED, recommended_order=1)

    charts = pages.charts_of_city(city, round, NOW)

    assert chart(charts, "by-day").rows[10][1:] == (1, 1)
    assert chart(charts, "by-kind").total[1] == 1
    assert sum(row[1] for row in chart(charts, "by-places").rows) == 1
    assert chart(charts, "by-round").rows == ((round.code, 1, 1, 0, 0),)
    assert mine.enterprise.city == city.city
