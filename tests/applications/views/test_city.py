"""The city's pages: its own area, decisions once, the list as page and workbook."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from applications.actions import decisions
from applications.actions.dossiers import report_of
from applications.models import Dossier, Round
from portal import guides
from portal.models import User
from tests.factories import (
    NOW,
    make_dossier,
    make_enterprise,
    make_evidence,
    make_round,
    make_user,
)

pytestmark = pytest.mark.django_db

Status = Dossier.Status
NAMED = {"note-platform--launched_on": "请核对上线日期。"}


@pytest.fixture
def round():
    return make_round()


@pytest.fixture
def city(client):
    user = make_user(User.Role.CITY)
    client.force_login(user)
    return user


def submitted(round, **fields):
    dossier = make_dossier(round=round, status=Status.SUBMITTED, **fields)
    dossier.report = report_of(dossier)
    dossier.save()
    return dossier


def url(name, dossier):
    return reverse(f"applications:{name}", args=[dossier.key])


def test_the_queue_shows_what_waits_in_the_own_city_alone(client, city, round):
    mine = submitted(round)
    submitted(round, enterprise=make_enterprise(city="吉林市", name="外市示例公司"))
    make_dossier(round=round, platform="草稿平台")

    html = client.get(reverse("applications:city_queue")).content.decode()

    assert mine.number in html
    assert "外市示例公司" not in html
    assert "草稿平台" not in html
    assert "待审核（1）" in html


def test_the_queue_is_narrowed_by_its_address(client, city, round):
    industry, regional = submitted(round), submitted(round, kind="regional")
    queue = reverse("applications:city_queue")

    html = client.get(queue, {"kind": "regional"}).content.decode()
    assert regional.number in html
    assert industry.number not in html
    assert "平台类型：区域级平台" in html
    html = client.get(queue, {"q": industry.enterprise.name}).content.decode()
    assert regional.number not in html
    html = client.get(queue, {"status": "recommended"}).content.decode()
    assert "这一状态下没有申报书" in html


def test_nonsense_in_the_address_is_left_out(client, city, round):
    dossier = submitted(round)

    answer = client.get(
        reverse("applications:city_queue"),
        {"kind": "x", "status": "x", "page": "9" * 30, "round": "x", "eligible": "?"},
    )
    assert dossier.number in answer.content.decode()


@pytest.mark.parametrize("dossiers", [1, 3])
def test_the_queue_costs_the_same_for_one_and_for_three(
    client, city, round, django_assert_num_queries, dossiers
):
    for _ in range(dossiers):
        submitted(round)

    with django_assert_num_queries(15):
        # session, user, rounds, states counted, rows counted, rows, rulings;
        # open rounds, what is reported (states, stamps, list: empty, so no checks),
        # and for the one: term, quotas, places taken; unread messages
        client.get(reverse("applications:city_queue"))


def test_one_dossier_is_shown_with_its_report_and_evidence(client, city, round):
    dossier = submitted(round)
    make_evidence(dossier, section="access", name="接入清单.pdf")

    html = client.get(url("city_dossier", dossier)).content.decode()

    assert "接入清单.pdf" in html
    assert "未达到门槛" in html
    assert url("recommend", dossier) in html


def test_recommending_is_confirmed_and_then_done_once(client, city, round):
    dossier = submitted(round)

    page = client.get(url("recommend", dossier)).content.decode()
    assert "第 1 位" in page
    posted = {"order": "\uff11", "opinion": "情况属实，同意推荐。"}
    answer = client.post(url("recommend", dossier), posted)
    assert answer.url == url("city_dossier", dossier)
    again = client.post(url("recommend", dossier), posted)

    assert again.status_code == 409
    assert "可能已由同事处理" in again.content.decode()
    dossier.refresh_from_db()
    assert (dossier.status, dossier.recommended_order) == (Status.RECOMMENDED, 1)


@pytest.mark.parametrize(
    ("order", "words"),
    [("9", "1 至 1 之间"), ("一", "不是可用的数字"), ("", "没有填写")],
)
def test_an_order_that_cannot_be_is_said_and_nothing_typed_is_lost(
    client, city, round, order, words
):
    dossier = submitted(round)

    answer = client.post(
        url("recommend", dossier), {"order": order, "opinion": "同意推荐，情况属实。"}
    )
    html = answer.content.decode()
    assert answer.status_code == 200
    assert words in html
    assert "同意推荐，情况属实。" in html


def test_returning_names_a_deadline_of_five_working_days(client, city, round):
    dossier = submitted(round)

    page = client.get(url("city_return", dossier)).content.decode()
    assert 'value="18:00"' in page
    client.post(
        url("city_return", dossier),
        {
            "reasons": "缺审计报告",
            **NAMED,
            "due_on": "2099年1月5日",
            "due_clock": "18：00",
        },
    )

    dossier.refresh_from_db()
    assert dossier.status == Status.RETURNED
    assert dossier.correction_due.isoformat() == "2099-01-05T10:00:00+00:00"


def test_a_deadline_that_is_past_is_refused(client, city, round):
    dossier = submitted(round)

    answer = client.post(
        url("city_return", dossier),
        {
            "reasons": "缺审计报告",
            **NAMED,
            "due_on": "2020-01-05",
            "due_clock": "18:00",
        },
    )
    assert "应晚于现在" in answer.content.decode()


def test_declining_needs_a_reason(client, city, round):
    dossier = submitted(round)

    assert "没有填写" in client.post(url("decline", dossier), {}).content.decode()
    client.post(url("decline", dossier), {"reason": "平台尚未建成"})

    dossier.refresh_from_db()
    assert dossier.status == Status.DECLINED


@pytest.mark.parametrize(
    "name", ["city_dossier", "recommend", "city_return", "decline"]
)
def test_another_citys_dossier_does_not_exist_here(client, city, round, name):
    other = submitted(round, enterprise=make_enterprise(city="吉林市"))

    assert client.get(url(name, other)).status_code == 404
    assert client.post(url(name, other), {}).status_code in {404, 405}


@pytest.mark.parametrize("role", ["enterprise", "expert", "official", "audit"])
@pytest.mark.parametrize(
    "name", ["city_dossier", "recommend", "city_return", "decline"]
)
def test_other_roles_are_kept_out(client, round, role, name):
    client.force_login(make_user(role))

    assert client.get(url(name, submitted(round))).status_code == 403
    assert client.get(reverse("applications:city_queue")).status_code == 403


def test_nothing_is_decided_once_scoring_has_begun(client, city, round):
    dossier = submitted(round)
    Round.objects.update(status=Round.Status.SCORING)

    assert client.get(url("recommend", dossier)).status_code == 409
    assert client.get(url("city_dossier", dossier)).status_code == 200


def recommended(round, city, order):
    dossier = submitted(round)
    decisions.recommend(
        dossier=dossier, order=order, opinion="同意推荐。", by=city, at=NOW
    )
    return dossier


@pytest.mark.parametrize("dossiers", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    client, city, round, django_assert_num_queries, dossiers
):
    for order in range(1, dossiers + 1):
        recommended(round, city, order)

    with django_assert_num_queries(14):
        # session, user, rounds, dossiers, checks, rulings, stamped sheets;
        # what is reported (states, stamps, list, checks); term, quotas, places taken
        answer = client.get(reverse("applications:city_list"))
    assert len(answer.context["rows"]) == dossiers


def test_the_list_is_exported_in_order_with_the_rules(client, city, round):
    first, second = recommended(round, city, 1), recommended(round, city, 1)

    answer = client.get(reverse("applications:city_export"))

    book = load_workbook(BytesIO(answer.content))
    page = book["推荐汇总表"]
    assert [page["B5"].value, page["B6"].value] == [1, 2]
    assert [page["C5"].value, page["C6"].value] == [second.number, first.number]
    heads = [cell.value for cell in page[4]]
    checks = page.cell(5, heads.index("形式审查") + 1).value
    assert checks == f"{len(guides.checks())} 项全部通过"
    assert page.freeze_panes == "A5"
    assert book["批次规则"]["A2"].value == "批次"
    assert "filename*=utf-8''" in answer.headers["Content-Disposition"]


def test_a_city_without_rounds_is_told_so(client, city):
    assert client.get(reverse("applications:city_export")).status_code == 409
    assert (
        "还没有推荐" in client.get(reverse("applications:city_list")).content.decode()
    )
