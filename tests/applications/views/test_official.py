"""The province's pages about dossiers: queue, formal check, decisions, rulings."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from applications.actions import rulings
from applications.actions.dossiers import report_of
from applications.facts import findings_of
from applications.models import Dossier, Round
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
DECISIONS = ["accept", "official_return", "reject"]


@pytest.fixture
def round():
    return make_round()


@pytest.fixture
def official(client):
    user = make_user(User.Role.OFFICIAL)
    client.force_login(user)
    return user


def recommended(round, **fields):
    fields.setdefault("status", Status.RECOMMENDED)
    fields.setdefault("recommended_order", 1)
    dossier = make_dossier(round=round, **fields)
    dossier.report = report_of(dossier)
    dossier.save()
    return dossier


def eligible(round, official, **fields):
    """One that officials have found to meet whatever the figures lack."""
    dossier = recommended(round, **fields)
    for finding in findings_of(dossier):
        if finding.fails:
            rulings.rule_on(
                dossier=dossier,
                clause=finding.clause.id,
                is_met=True,
                reason="现场核查",
                by=official,
                at=NOW,
            )
    return dossier


def url(name, dossier, *args):
    return reverse(f"applications:{name}", args=[dossier.key, *args])


def queue(client, **query):
    return client.get(reverse("applications:official_queue"), query).content.decode()


def test_the_queue_shows_what_waits_for_the_formal_check(client, official, round):
    waiting = recommended(round)
    done = recommended(round, status=Status.ACCEPTED)
    recommended(make_round(province="jiangsu"), kind="enterprise", platform="外省")

    html = queue(client)
    assert waiting.number in html
    assert done.number not in html
    assert "外省" not in html
    assert done.number in queue(client, status="accepted")
    assert done.number in queue(client, status="all")


def test_the_queue_is_narrowed_by_city_kind_round_and_word(client, official, round):
    here = recommended(round)
    there = recommended(
        round, kind="regional", enterprise=make_enterprise(city="四平市")
    )

    for query in (
        {"city": "四平市"},
        {"kind": "regional"},
        {"q": there.platform},
        {"q": there.enterprise.credit_code.lower()},
    ):
        html = queue(client, **query)
        assert there.number in html
        assert here.number not in html
    assert here.number in queue(client, round=round.pk)


def test_the_queue_is_narrowed_by_thresholds_with_rulings_counted(
    client, official, round
):
    failing, passing = recommended(round), eligible(round, official)

    html = queue(client, eligible="yes")
    assert passing.number in html
    assert failing.number not in html
    html = queue(client, eligible="no")
    assert failing.number in html
    assert passing.number not in html


@pytest.mark.parametrize("dossiers", [1, 3])
def test_the_queue_costs_the_same_for_one_and_for_three(
    client, official, round, django_assert_num_queries, dossiers
):
    for _ in range(dossiers):
        eligible(round, official)

    with django_assert_num_queries(11):
        # session, user, rounds, cities, ruled reports, their rulings,
        # states counted, rows counted, rows, rulings, unread messages
        html = queue(client, eligible="yes")
    assert html.count("<tr>") == dossiers + 1


@pytest.mark.parametrize("dossiers", [1, 3])
def test_the_export_costs_the_same_for_one_and_for_three(
    client, official, round, django_assert_num_queries, dossiers
):
    for _ in range(dossiers):
        recommended(round)

    with django_assert_num_queries(6):
        # session, user, round, cities, dossiers, rulings
        client.get(reverse("applications:dossiers_export", args=[round.pk]))


def test_the_formal_check_shows_dossier_report_and_decisions(client, official, round):
    dossier = recommended(round)

    html = client.get(url("official_dossier", dossier)).content.decode()

    assert "未达到门槛" in html
    assert all(url(name, dossier) in html for name in DECISIONS)
    assert url("rule_on", dossier, "security") in html


@pytest.mark.parametrize("files", [1, 3])
def test_the_formal_check_costs_the_same_for_one_file_and_for_three(
    client, official, round, django_assert_num_queries, files
):
    dossier = eligible(round, official)
    for _ in range(files):
        make_evidence(dossier)

    with django_assert_num_queries(15):
        # session, user, dossier, evidence, moves, items to correct, rulings, vetoes,
        # checks, reviews, unread messages, experts' flags;
        # for double applications: own dossiers, platform's name, shared files
        client.get(url("official_dossier", dossier))


def test_accepting_is_confirmed_and_then_done_once(client, official, round):
    dossier = recommended(round)

    page = client.get(url("accept", dossier)).content.decode()
    assert "不参加排名" in page
    assert client.post(url("accept", dossier), {"opinion": ""}).status_code == 302
    again = client.post(url("accept", dossier), {"opinion": ""})

    assert again.status_code == 409
    dossier.refresh_from_db()
    assert dossier.status == Status.ACCEPTED


def test_returning_takes_the_dossier_out_of_the_citys_order(client, official, round):
    dossier = recommended(round)

    client.post(
        url("official_return", dossier),
        {
            "reasons": "缺信用报告",
            **NAMED,
            "due_on": "2099-01-05",
            "due_clock": "18:00",
        },
    )

    dossier.refresh_from_db()
    assert (dossier.status, dossier.recommended_order) == (Status.RETURNED, None)


def test_rejecting_needs_a_reason_and_keeps_what_was_typed(client, official, round):
    dossier = recommended(round)

    html = client.post(url("reject", dossier), {"reason": ""}).content.decode()
    assert "没有填写" in html
    client.post(url("reject", dossier), {"reason": "非独立法人"})

    dossier.refresh_from_db()
    assert dossier.status == Status.REJECTED
    assert dossier.steps.get().opinion == "非独立法人"


@pytest.mark.parametrize("name", ["official_dossier", *DECISIONS])
def test_another_provinces_dossier_does_not_exist_here(client, official, name):
    other = recommended(make_round(province="jiangsu"), kind="enterprise")

    assert client.get(url(name, other)).status_code == 404
    assert client.get(url("rule_on", other, "security")).status_code == 404


@pytest.mark.parametrize("role", ["enterprise", "expert", "city", "system"])
def test_other_roles_are_kept_out(client, round, role):
    dossier = recommended(round)
    client.force_login(make_user(role))

    for name in ("official_dossier", *DECISIONS):
        assert client.get(url(name, dossier)).status_code == 403
        assert client.post(url(name, dossier), {}).status_code in {403, 405}
    assert client.get(url("rule_on", dossier, "security")).status_code == 403
    assert client.get(reverse("applications:official_queue")).status_code == 403


def test_who_is_not_logged_in_is_sent_to_log_in(client, round):
    answer = client.get(url("official_dossier", recommended(round)))

    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


def test_a_ruling_shows_both_values_and_can_be_withdrawn(client, official, round):
    dossier = recommended(round)
    address = url("rule_on", dossier, "security")

    page = client.get(address).content.decode()
    assert "系统核对的结论：未填报" in page
    client.post(address, {"is_met": "yes", "reason": "佐证第 12 页"})
    html = client.get(url("official_dossier", dossier)).content.decode()
    assert "人工认定" in html
    assert "佐证第 12 页" in html
    assert "撤销认定" in client.get(address).content.decode()
    client.post(address, {"reason": "复核后撤销"})

    assert dossier.rulings.get().withdrawn_at is not None


def test_a_ruling_that_changes_nothing_is_said_at_its_field(client, official, round):
    dossier = recommended(round)
    dossier.document["capabilities"] = {"cap_security_mechanism": {"answer": "no"}}
    dossier.save()

    answer = client.post(
        url("rule_on", dossier, "security"), {"is_met": "no", "reason": "同意系统"}
    )
    assert "不需要认定" in answer.content.decode()
    assert "同意系统" in answer.content.decode()


def test_a_clause_that_the_guide_lacks_is_not_found(client, official, round):
    assert client.get(url("rule_on", recommended(round), "no-such")).status_code == 404


def test_rulings_end_with_scoring(client, official, round):
    dossier = recommended(round, status=Status.ACCEPTED)
    Round.objects.update(status=Round.Status.CLOSED)

    assert client.get(url("rule_on", dossier, "security")).status_code == 409
    html = client.get(url("official_dossier", dossier)).content.decode()
    assert url("rule_on", dossier, "security") not in html


def test_the_export_has_typed_figures_and_text_that_stays_text(client, official, round):
    named = make_enterprise(name="=1+1")
    dossier = recommended(round, enterprise=named)
    dossier.document["metrics"] = {"staff": 42, "annual_platform_revenue": "1234.5"}
    dossier.save()

    answer = client.get(reverse("applications:dossiers_export", args=[round.pk]))

    page = load_workbook(BytesIO(answer.content))["申报汇总表"]
    cells = {page.cell(3, c).value: page.cell(4, c) for c in range(1, page.max_column)}
    assert (cells["申报单位"].value, cells["申报单位"].data_type) == ("=1+1", "s")
    assert cells["工业互联网从业人员数量（人）"].value == 42
    assert cells["平台及软件年营业收入（万元）"].value == 1234.5
    assert cells["提交时间"].is_date
    assert cells["门槛核对"].value == "未达到"
    assert page.freeze_panes == "D4"


def test_the_export_is_narrowed_as_the_queue_is(client, official, round):
    recommended(round)
    regional = recommended(round, kind="regional")

    answer = client.get(
        reverse("applications:dossiers_export", args=[round.pk]), {"kind": "regional"}
    )
    page = load_workbook(BytesIO(answer.content))["申报汇总表"]
    assert [row[1].value for row in page.iter_rows(min_row=4)] == [regional.number]
