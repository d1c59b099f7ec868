"""What the public and an enterprise see, and nothing before it is published."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.models import Ruling
from portal.models import User
from scoring.actions import shortlists
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
from tests.scoring.pages import text_of

pytestmark = pytest.mark.django_db


def publish(round, kind=KIND, quota=2, days=7) -> None:
    first, second = make_officials(round.province)
    shortlist = frozen_at(
        round=round, kind=kind, quota=quota, minimum=None, by=first, at=NOW
    )
    shortlists.approve(shortlist=shortlist, by=second, at=NOW)
    today = timezone.localdate()
    since, until = today - timedelta(days=10), today + timedelta(days=days)
    shortlists.publish(
        shortlist=shortlist, since=since, until=until, by=first, at=timezone.now()
    )


def notice(round) -> str:
    return reverse("scoring:publicity", args=[round.pk])


def result(dossier) -> str:
    return reverse("scoring:result", args=[dossier.key])


def test_before_publication_there_is_no_notice_for_anybody(client):
    round = make_closed_round()
    make_three(round)
    first, second = make_officials()
    shortlist = shortlists.draw_up(
        round=round, kind=KIND, quota=2, minimum=None, by=first, at=NOW
    )
    shortlists.approve(shortlist=shortlist, by=second, at=NOW)

    assert client.get(notice(round)).status_code == 404
    client.force_login(first)
    assert client.get(notice(round)).status_code == 404
    assert "目前没有公示" in text_of(client.get(reverse("scoring:publicity_list")))
    assert "还没有入选的平台" in text_of(client.get(reverse("scoring:library")))


def test_the_notice_lists_the_selected_by_number_without_marks(client, settings):
    settings.PORTAL_CONTACT = "联系电话：0431-00000000（示例）"
    round = make_closed_round()
    make_ranked(round, "A-02", "0.9", platform="示例乙平台")
    make_ranked(round, "A-01", "0.8", platform="示例甲平台")
    make_ranked(round, "A-03", "0.7")
    publish(round)

    page = text_of(client.get(notice(round)))

    assert "排名不分先后" in page
    assert page.index("A-01") < page.index("A-02")
    assert "A-01 示例A-01有限公司 示例甲平台 长春市 行业级平台 省级平台培育库" in page
    assert "A-03" not in page
    assert "联系电话：0431-00000000（示例）" in page
    for dossier in round.dossiers.all():
        mark = dossier.shortlist_entries.get().mark
        assert str(mark) not in page


def test_a_kind_that_is_not_out_yet_stays_hidden(client):
    round = make_closed_round()
    make_three(round)
    make_ranked(round, "R-01", "0.8", kind="regional")
    publish(round)

    page = text_of(client.get(notice(round)))

    assert "行业级平台（2 家）" in page
    assert "区域级平台" not in page


def test_a_list_with_nobody_on_it_says_so(client):
    round = make_closed_round()
    make_three(round)
    publish(round, quota=0)

    assert "这一类型没有拟入选的平台" in text_of(client.get(notice(round)))


def test_the_notices_are_listed_with_their_dates_and_whether_they_run(client):
    running, over = make_closed_round(), make_closed_round()
    for round, days in ((running, 7), (over, -1)):
        make_ranked(round, f"{round.pk}-01", "0.8")
        publish(round, quota=1, days=days)

    page = text_of(client.get(reverse("scoring:publicity_list")))

    assert f"{running.title}拟入选名单公示" in page
    assert "公示中" in page
    assert "公示结束" in page


def test_an_enterprise_sees_its_own_result_after_publication_only(client):
    round = make_closed_round()
    best, last, below = make_three(round)
    out = make_ranked(round, "A-04", "1", lacking=[CAP_SECURITY])
    client.force_login(below.started_by)
    assert client.get(result(below)).status_code == 404

    publish(round)

    line = last.shortlist_entries.get().mark
    own = below.shortlist_entries.get().mark
    page = text_of(client.get(result(below)))
    assert "未入选： 得分低于入围线。" in page
    assert f"综合得分 {own} 分（满分 100 分）" in page
    for group in last.shortlist_entries.get().groups:
        assert re.search(rf"{group} [\d.]+ 分（满分 \d+ 分）", page)
    assert f"入围线 {line} 分" in page
    assert f"名次 第 {below.shortlist_entries.get().place} 名" in page
    assert client.get(result(best)).status_code == 404
    client.force_login(best.started_by)
    page = text_of(client.get(result(best)))
    assert "拟入选" in page
    assert "纳入省级平台培育库" in page
    client.force_login(out.started_by)
    page = text_of(client.get(result(out)))
    assert "1 条必备条款未达到" in page
    assert "四是具备安全防护能力" in page


def test_a_result_leads_to_an_objection_while_its_notice_lasts(client):
    round = make_closed_round()
    *_, below = make_three(round)
    publish(round)
    shortlist = below.shortlist_entries.get().shortlist
    form = reverse("scoring:objection_new", args=[round.pk])
    own = f"{shortlist.pk}-{below.pk}"
    way = f"{form}?list={own}"
    client.force_login(below.started_by)

    assert f'href="{way}"' in client.get(result(below)).content.decode()
    page = client.get(way).content.decode()
    assert f'<option value="{own}" selected>本单位的结果：{below.number}' in page
    assert f'value="{below.enterprise.name}"' in page
    client.logout()
    assert f'value="{own}"' not in client.get(way).content.decode()

    Shortlist.objects.update(notice_until=timezone.localdate() - timedelta(days=1))
    page = client.get(result(below)).content.decode()
    assert reverse("scoring:objection_new", args=[round.pk]) not in page


def test_a_result_is_out_with_its_own_kind_s_list_not_with_the_round(client):
    round = make_closed_round()
    best, *_ = make_three(round)
    waits = make_ranked(round, "R-01", "0.8", kind="regional")
    publish(round)

    for dossier, is_out in ((best, True), (waits, False)):
        client.force_login(dossier.started_by)
        said = text_of(client.get(dossier.get_absolute_url()))
        assert ("查看结果和通知" in said) == is_out
        listed = text_of(client.get(reverse("applications:dossiers")))
        assert ("评审结束，待公示" in listed) != is_out
        assert ("正在办理的申报" in text_of(client.get("/"))) != is_out


def test_a_result_is_for_enterprises_and_for_who_is_logged_in(client):
    round = make_closed_round()
    dossier = make_three(round)[0]
    publish(round)

    assert client.get(result(dossier)).status_code == 302
    for role in set(User.Role) - {User.Role.ENTERPRISE}:
        client.force_login(make_user(role, province="jilin", city="长春市"))
        assert client.get(result(dossier)).status_code == 403


def test_a_clause_that_a_ruling_decided_is_shown_with_the_reason(client):
    round = make_closed_round()
    dossier = make_three(round)[0]
    official, _ = make_officials()
    Ruling.objects.create(
        dossier=dossier,
        clause=SECURITY,
        computed="met",
        is_met=False,
        reason="没有制度文件。",
        by=official,
        at=NOW,
    )
    publish(round)
    client.force_login(dossier.started_by)

    page = text_of(client.get(result(dossier)))

    assert "主管部门认定： 未达到" in page
    assert "理由：没有制度文件。" in page
    assert "示例王处长" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_public_pages_cost_the_same_for_one_and_for_three(
    client, django_assert_num_queries, rows
):
    rounds = [make_closed_round() for _ in range(rows)]
    for round in rounds:
        for n in range(rows):
            make_ranked(round, f"{round.pk}-{n}", f"0.{n + 7}")
        publish(round, quota=rows)

    with django_assert_num_queries(2):  # count, rounds
        client.get(reverse("scoring:publicity_list"))
    # round, lists, entries, who left, changes, upheld objections, objections
    with django_assert_num_queries(7):
        client.get(notice(rounds[0]))
    dossier = rounds[0].dossiers.first()
    client.force_login(dossier.started_by)
    # session, user, dossier, entry, last selected, of how many, who left, letters
    with django_assert_num_queries(8):
        client.get(result(dossier))
