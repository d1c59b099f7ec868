"""The analysis of a ranking: what it says, and that it decides nothing."""

from decimal import Decimal

import pytest

from applications.models import Round
from portal.models import AuditEntry
from scoring.facts import lines_of
from scoring.models import Assignment, ScoreSheet, Shortlist
from tests.factories import (
    NOW,
    make_expert,
)
from tests.scoring.closed_rounds import (
    KIND,
    make_closed_round,
    make_officials,
    make_three,
)
from tests.scoring.marked_rounds import (
    SHARES,
    make_marked,
    make_pair,
    make_panel,
    weights_of,
)
from tests.scoring.pages import frozen, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def round():
    return make_closed_round()


@pytest.fixture
def official(client):
    official, _ = make_officials()
    client.force_login(official)
    return official


def test_each_expert_stands_there_by_code_with_severity_and_spread(
    client, round, official
):
    dossiers = make_panel(round)

    response = client.get(url("analysis", round))

    rows = response.context["analysis"].experts
    assert [row.code for row in rows] == ["Z-3", "Z-2", "Z-1"]
    assert rows[0].sheets == len(dossiers)
    assert rows[0].severity.value > 0 > rows[-1].severity.value
    page = text_of(response)
    assert "本页只供分析，不改变任何得分、名次和名单。" in page
    for seat in dossiers[0].assignments.select_related("expert__user"):
        assert seat.expert.code in page
        assert seat.expert.user.name not in page


def analysis(client, round, **wanted):
    return client.get(url("analysis", round), wanted).context["analysis"]


def test_a_strict_expert_is_called_so_once_the_interval_leaves_no_doubt(
    client, round, official
):
    make_panel(round, {name: each for name, each in SHARES.items() if name != "A-04"})

    words = {row.code: row.word for row in analysis(client, round).experts}

    assert words["Z-3"] == "偏严"
    assert words["Z-2"] == "偏宽"


def test_agreement_is_stated_and_the_same_panel_has_a_concordance(
    client, round, official
):
    make_panel(round)

    found = analysis(client, round)

    one_way, absolute, consistent = found.agreement
    assert one_way.single < absolute.single < consistent.single < 1
    [panel] = found.panels
    assert (panel.experts, panel.dossiers) == ("Z-1、Z-2、Z-3", 6)
    assert 0 < panel.concordance <= 1


def test_experts_without_a_dossier_in_common_are_not_compared(client, round, official):
    make_three(round)  # each with an expert of its own

    response = client.get(url("analysis", round))

    page = text_of(response)
    assert "专家分成 3 组" in page
    assert "没有区间" in page
    assert "不计算 W" in page
    for row in response.context["analysis"].rows:
        assert row.places[2].place is None


def test_a_sheet_far_from_the_others_is_listed_with_expert_and_dossier(
    client, round, official
):
    shares = {f"B-{n:02}": (f"0.{n}", f"0.{n}", f"0.{n}") for n in range(60, 80)}
    make_panel(round, {**shares, "B-99": ("0.95", "0.60", "0.60")})

    [outlier, *_] = analysis(client, round).outliers

    assert (outlier.line.number, outlier.expert) == ("B-99", "Z-1")
    assert outlier.distance > 3
    assert outlier.mark > 90 > 65 > outlier.others


def test_the_official_place_stands_beside_the_others_and_is_marked(
    client, round, official
):
    make_panel(round)

    response = client.get(url("analysis", round))

    found = response.context["analysis"]
    assert [row.line.place for row in found.rows] == [1, 2, 3, 4, 5, 6]
    assert [column.is_official for column in found.columns] == [True, False, False]
    fourth = next(row for row in found.rows if row.line.number == "A-04")
    assert [each.place for each in fourth.places] == [4, 4, 4]
    assert fourth.places[0].mark == fourth.line.mark
    assert fourth.places[1].mark < fourth.line.mark  # without its best and its worst
    assert "（即本批次的规则）" in text_of(response)


def test_who_is_sure_of_a_place_above_the_line_and_who_is_not(client, round, official):
    make_panel(round)

    found = analysis(client, round)

    chance = {row.line.number: row.chance for row in found.rows}
    assert chance["A-01"] > Decimal("0.7")
    assert chance["A-06"] == 0
    assert Decimal("0.05") < chance["A-03"] < Decimal("0.95")
    assert sum(chance.values()) == pytest.approx(2, abs=Decimal("0.01"))
    assert analysis(client, round).rows == found.rows  # the same again


def test_without_a_line_no_chance_is_stated(client, round, official):
    Round.objects.update(quotas={})
    make_panel(round)

    response = client.get(url("analysis", round))

    assert {row.chance for row in response.context["analysis"].rows} == {None}
    assert "入围线还没有画出" in text_of(response)


def test_a_tie_at_the_official_line_leaves_the_chances(client, round, official):
    make_panel(round, {"A-01": ["0.9"] * 3, "A-02": ["0.8"] * 3, "A-03": ["0.8"] * 3})

    response = client.get(url("analysis", round))

    chance = {r.line.number: r.chance for r in response.context["analysis"].rows}
    assert chance == {"A-01": 1, "A-02": Decimal("0.5"), "A-03": Decimal("0.5")}
    assert "入围线上有并列" in text_of(response)


@pytest.fixture
def pair(round):
    return make_pair(round)


def test_other_weights_are_tried_in_the_address_and_say_who_enters_and_leaves(
    client, pair, official
):
    found = analysis(client, pair)
    assert [row.line.number for row in found.rows if row.is_above] == ["A-01", "A-02"]
    own = found.form.own
    moved = {
        "服务能力": str(own["服务能力"] - 15),
        "经营能力": str(own["经营能力"] + 15),
    }

    response = client.get(url("analysis", pair), weights_of(found, **moved))

    trial = response.context["analysis"].trial
    assert [each.line.number for each in trial.enters] == ["A-03"]
    assert [each.line.number for each in trial.leaves] == ["A-02"]
    assert trial.tau == Decimal("0.333")
    page = text_of(response)
    assert "A-03 示例A-03有限公司（第 3 名变为第 2 名）" in page
    assert "A-02 示例A-02有限公司（第 2 名变为第 3 名）" in page


def test_the_smallest_change_that_swaps_the_pair_at_the_line_does_swap_it(
    client, pair, official
):
    found = analysis(client, pair)
    shift, own = found.shift, found.form.own
    changes = {
        shift.source: str(own[shift.source] - shift.points),
        shift.target: str(own[shift.target] + shift.points),
    }

    trial = analysis(client, pair, **weights_of(found, **changes)).trial

    assert (shift.source, shift.target) == ("服务能力", "经营能力")
    assert [each.line.number for each in trial.enters] == ["A-03"]


def test_the_own_weights_change_nothing(client, pair, official):
    found = analysis(client, pair)

    trial = analysis(client, pair, **weights_of(found)).trial

    assert (trial.enters, trial.leaves, trial.moved, trial.tau) == ((), (), (), 1)


def test_weights_that_are_not_a_hundred_are_refused_with_a_way_out(
    client, pair, official
):
    found = analysis(client, pair)
    wanted = weights_of(found, 服务能力="50")

    response = client.get(url("analysis", pair), wanted)

    refused = response.context["analysis"]
    assert refused.trial is None
    assert "各项合计应为 100" in text_of(response)
    scaled = client.get(f"{url('analysis', pair)}?{refused.form.to_scale}")
    assert scaled.context["analysis"].trial is not None


@pytest.mark.parametrize("typed", ["", "-1", "1e1", "abc", "101", "10.005", "NaN"])
def test_a_weight_that_is_no_number_is_refused_and_stays_to_be_read(
    client, pair, official, typed
):
    wanted = weights_of(analysis(client, pair), 服务能力=typed)

    response = client.get(url("analysis", pair), wanted)

    assert response.status_code == 200
    assert response.context["analysis"].trial is None
    assert "有 1 处需要修改" in text_of(response)
    assert not typed or f'value="{typed}"' in response.content.decode()


def test_a_tie_at_the_tried_line_is_said(client, round, official):
    experts = [make_expert(code=f"Z-{n}") for n in (1, 2)]
    for number, share in (("A-01", "0.8"), ("A-02", "0.7"), ("A-03", "0.6")):
        make_marked(round, number, experts, ["0.5"] * 2, 服务能力=share)
    found = analysis(client, round)
    own = found.form.own
    moved = {"服务能力": "0", "经营能力": str(own["经营能力"] + own["服务能力"])}

    response = client.get(url("analysis", round), weights_of(found, **moved))

    assert "入围线上出现并列" in text_of(response)
    assert response.context["analysis"].trial.enters == ()


def test_nothing_is_written_and_the_ranking_stays_as_it_was(client, pair, official):
    before, entries = lines_of(pair, KIND), AuditEntry.objects.count()
    sheets = list(ScoreSheet.objects.values())

    client.get(url("analysis", pair), {"w1": "1", "w2": "1", "w3": "49", "w4": "49"})

    assert lines_of(pair, KIND) == before
    assert list(ScoreSheet.objects.values()) == sheets
    assert AuditEntry.objects.count() == entries
    assert not Shortlist.objects.exists()


def test_a_frozen_ranking_is_weighed_by_its_own_line(client, round, official):
    make_panel(round)
    frozen(round, official, quota=3)

    found = analysis(client, round)

    assert sum(row.is_above for row in found.rows) == 3
    assert sum(row.chance for row in found.rows) == pytest.approx(
        3, abs=Decimal("0.01")
    )


def test_a_trial_line_of_the_ranking_page_is_kept(client, pair, official):
    line = {"cut": "quota", "quota": "1"}
    found = analysis(client, pair, **line)

    response = client.get(url("analysis", pair), {**line, **weights_of(found)})

    assert sum(row.is_above for row in response.context["analysis"].rows) == 1
    assert 'name="quota" value="1"' in response.content.decode()
    ranking = client.get(url("ranking", pair), line).content.decode()
    assert f"{url('analysis', pair)}?cut=quota&amp;quota=1&amp;minimum=" in ranking


def test_a_kind_without_sheets_says_so(client, round, official):
    assert "没有可以分析的内容" in text_of(client.get(url("analysis", round)))


@pytest.mark.parametrize("dossiers", [1, 4])
def test_the_page_costs_the_same_for_one_dossier_and_for_four(
    client, round, official, django_assert_num_queries, dossiers
):
    make_panel(round, dict(list(SHARES.items())[:dossiers]))
    address = url("analysis", round)
    # session, user, round, list, the state (4); the ranking (4)
    with django_assert_num_queries(12):
        client.get(address)
    with django_assert_num_queries(8):  # kept until something changes
        client.get(address)
    with django_assert_num_queries(8):
        client.get(address, {"show": "places", "q": "A-0"})
    with django_assert_num_queries(9):  # the notes as well
        client.get(address, {"w1": "25", "w2": "25", "w3": "25", "w4": "25"})


def test_what_was_kept_is_not_shown_once_a_sheet_counts_no_more(
    client, round, official
):
    make_panel(round, SHARES)
    before = client.get(url("analysis", round)).context["analysis"].sheets
    seat = Assignment.objects.filter(dossier__round=round).first()
    seat.state, seat.ended_at = Assignment.State.RECUSED, NOW
    seat.save()

    after = client.get(url("analysis", round)).context["analysis"]

    assert after.sheets == before - 1
