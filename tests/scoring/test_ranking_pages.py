"""The official's pages about rankings: seen by whom, saying what."""

import pytest
from django.urls import reverse

from applications.models import Round, Ruling
from portal.models import User
from scoring.facts import lines_of
from scoring.models import Shortlist
from tests.factories import NOW, make_user
from tests.scoring.closed_rounds import (
    CAP_SECURITY,
    KIND,
    SECURITY,
    frozen_at,
    make_closed_round,
    make_officials,
    make_ranked,
    make_three,
)
from tests.scoring.pages import BY_QUOTA, frozen, text_of, url

pytestmark = pytest.mark.django_db
STEPS = ["draw_up", "approve", "publish", "withdraw"]


@pytest.fixture
def round():
    return make_closed_round()


@pytest.fixture
def officials():
    return make_officials()


def test_the_ranking_shows_places_marks_line_gap_and_by_what_it_was_made(
    client, round, officials
):
    make_three(round)
    client.force_login(officials[0])

    page = text_of(client.get(url("ranking", round)))

    lines = lines_of(round, KIND)
    for line in lines:
        assert f"{line.place} {line.number} 示例{line.number}有限公司 长春市" in page
    assert f"入围线 · 前 2 名（得分 ≥ {lines[1].mark}）" in page
    assert f"相差 {lines[1].mark - lines[2].mark} 分" in page
    assert "1/3" in page
    assert "各专家总分的算术平均" in page
    assert "分类分级评定参考指标（补全版）" in page
    assert round.digest in page


def test_the_line_is_tried_out_without_writing_anything(client, round, officials):
    make_three(round)
    client.force_login(officials[0])

    by_quota = client.get(url("ranking", round), {"cut": "quota", "quota": "\uff11"})
    by_mark = client.get(url("ranking", round), {"cut": "mark", "minimum": "75.5"})

    assert "前 1 名" in text_of(by_quota)
    assert "得分 ≥ 75.50，共 2 家" in text_of(by_mark)
    assert not Shortlist.objects.exists()


@pytest.mark.parametrize("typed", ["1e3", "-1", "NaN", "1_0", "101", "80.123", ""])
def test_a_line_that_is_no_number_is_refused_and_what_was_typed_stays(
    client, round, officials, typed
):
    make_three(round)
    client.force_login(officials[0])

    page = client.get(url("ranking", round), {"cut": "mark", "minimum": typed})

    assert "有 1 处需要修改" in text_of(page)
    assert page.context["found"].cut is None
    assert not typed or f'value="{typed}"' in page.content.decode()


def test_a_tie_across_the_line_is_flagged_with_what_to_do_and_cannot_be_frozen(
    client, round, officials
):
    for number in ("A-01", "A-02"):
        make_ranked(round, number, "0.8")
    client.force_login(officials[0])

    page = client.get(url("ranking", round), {"cut": "quota", "quota": "1"})
    freezing = client.get(url("draw_up", round), {"cut": "quota", "quota": "1"})

    assert text_of(page).count("压线并列") == 2
    assert "请把名额改为 2，或改用分数线" in text_of(page)
    assert "冻结排名…" not in text_of(page)
    assert freezing.status_code == 302
    assert freezing["Location"].startswith(url("ranking", round) + "?cut=quota&quota=1")


def test_the_ineligible_stand_apart_with_the_clause_as_issued_and_the_ruling(
    client, round, officials
):
    make_three(round)
    make_ranked(round, "A-04", "1", lacking=[CAP_SECURITY])
    ruled = make_ranked(round, "A-05", "1")
    Ruling.objects.create(
        dossier=ruled,
        clause=SECURITY,
        computed="met",
        is_met=False,
        reason="没有制度文件。",
        by=officials[0],
        at=NOW,
    )
    client.force_login(officials[0])

    page = text_of(client.get(url("ranking", round)))

    apart = page[page.index("未达到门槛，不参加排名（2 家）") :]
    assert "— A-04" in apart
    assert "四是具备安全防护能力" in apart
    assert "系统核对：达到。人工认定： 未达到 （示例王处长" in apart
    assert "理由：没有制度文件。" in apart
    assert "A-04" not in page[: page.index("未达到门槛，不参加排名")]


def test_the_frozen_page_prints_the_rows_and_who_signed(client, round, officials):
    make_three(round)
    shortlist = frozen(round, officials[0])
    round.dossiers.first().assignments.update(state="withdrawn", ended_at=NOW)
    client.force_login(officials[1])

    page = text_of(client.get(url("ranking", round)))

    assert "前 2 名" in page
    assert "名单待复核" in page
    assert "冻结：示例王处长" in page
    assert shortlist.digest in page
    assert "A-01" in page
    assert "复核名单（处）…" in page
    assert "预览入围线" not in page


@pytest.mark.parametrize("name", ["ranking", "ranking_export", "marks_export"])
def test_nobody_watches_a_ranking_while_experts_score(client, officials, name):
    round = make_closed_round(status=Round.Status.SCORING)
    make_three(round)
    client.force_login(officials[0])

    response = client.get(url(name, round))

    assert response.status_code == 409
    assert "评审尚未结束" in text_of(response)
    overview = text_of(client.get(reverse("scoring:rankings", args=[round.pk])))
    assert "评审结束后排名" in overview


@pytest.mark.parametrize(
    "name", ["ranking", "ranking_export", "marks_export", *STEPS, "rankings"]
)
def test_another_provinces_round_is_not_there_and_other_roles_have_no_business(
    client, round, name
):
    make_three(round)
    address = url(name, round) if name != "rankings" else None
    address = address or reverse("scoring:rankings", args=[round.pk])

    assert client.get(address).status_code == 302
    client.force_login(make_user(User.Role.OFFICIAL, province="jiangsu"))
    assert client.get(address).status_code == 404
    for role in set(User.Role) - {User.Role.OFFICIAL}:
        client.force_login(make_user(role, province="jilin", city="长春市"))
        assert client.get(address).status_code == 403


def test_a_kind_that_the_round_does_not_call_for_is_not_there(client, round, officials):
    client.force_login(officials[0])

    assert client.get(url("ranking", round, "enterprise")).status_code == 404


def test_the_overview_says_how_far_each_kind_is_and_what_comes_next(
    client, round, officials
):
    make_three(round)
    make_ranked(round, "R-01", "0.8", kind="regional")
    frozen_at(
        round=round, kind="regional", quota=1, minimum=None, by=officials[0], at=NOW
    )
    address = reverse("scoring:rankings", args=[round.pk])

    client.force_login(officials[0])
    mine = text_of(client.get(address))
    client.force_login(officials[1])
    other = text_of(client.get(address))

    assert "查看排名并冻结" in mine
    assert "由另一位工作人员复核" in mine
    assert "复核名单" in other
    assert "没有受理的申报，不需要名单" in mine


def test_a_kind_without_dossiers_says_so(client, round, officials):
    client.force_login(officials[0])

    page = client.get(url("ranking", round))

    assert "没有受理的申报" in text_of(page)


@pytest.mark.parametrize("dossiers", [1, 3])
def test_the_pages_cost_the_same_for_one_dossier_and_for_three(
    client, round, officials, django_assert_num_queries, dossiers
):
    for n in range(dossiers):
        make_ranked(round, f"A-{n}", "0.8", moved=f"0.{n}")
        make_ranked(round, f"B-{n}", "0.8", lacking=[CAP_SECURITY])
    client.force_login(officials[0])
    overview = reverse("scoring:rankings", args=[round.pk])

    with django_assert_num_queries(
        7
    ):  # session, user, round, dossiers, sheets, lists, duties
        client.get(overview)
    # session, user, round, list, the state (4); plan, duties;
    # dossiers, rulings, vetoes, sheets
    with django_assert_num_queries(14):
        client.get(url("ranking", round))
    with django_assert_num_queries(10):  # kept until something changes
        client.get(url("ranking", round))
    # session, user, round, list, dossiers, rulings, vetoes, sheets, plan, duties
    with django_assert_num_queries(10):
        client.get(url("draw_up", round), {"cut": "quota", "quota": "1"})
    # and for the workbook: the marks, the documents, the last three
    with django_assert_num_queries(12):
        client.get(url("ranking_export", round))
    with django_assert_num_queries(5):  # session, user, round, sheets, flags
        client.get(url("marks_export", round))
    frozen_at(round=round, kind=KIND, quota=1, minimum=None, by=officials[0], at=NOW)
    with django_assert_num_queries(12):
        # session, user, round, list, trail, the state (4); entries, rulings, vetoes
        client.get(url("ranking", round))
    with django_assert_num_queries(9):
        client.get(url("ranking", round))


@pytest.mark.parametrize("name", ["ranking", "ranking_export", "draw_up"])
def test_a_sheet_that_does_not_suit_the_table_is_named(client, round, officials, name):
    dossier = make_three(round)[0]
    sheet = dossier.assignments.get().sheet
    del sheet.points["4.1.5"]
    sheet.save()
    client.force_login(officials[0])

    response = client.get(url(name, round), BY_QUOTA)

    assert response.status_code == 409
    assert "A-01" in text_of(response)
    assert "4.1.5" in text_of(response)
