"""The province's pages about rounds: rules typed in, weighed, frozen, extended."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.actions import rounds as actions
from applications.actions import tables
from applications.actions.freezing import digest_of
from applications.facts import table_of
from applications.models import Round
from portal import guides
from portal.models import AuditEntry, User
from tests.factories import make_round, make_user

pytestmark = pytest.mark.django_db

TYPED = {
    "title": "2026年吉林省工业互联网平台遴选（示例）",
    "year": "2026",
    "kinds": ["industry", "regional"],
    "quota_industry": "\uff13",
    "quota_regional": "2",
    "table": "guide:jilin/2025",
    "opens_on": "2026年11月1日",
    "opens_clock": "9:00",
    "closes_on": "2099-11-30",
    "closes_clock": "17：30",
    "panel_size": "5",
    "method": "trimmed_mean",
    "drop": "1",
    "start": "5",
    "is_blind": "on",
    "citations": ["1", "18"],
}


@pytest.fixture
def official(client):
    user = make_user(User.Role.OFFICIAL)
    client.force_login(user)
    return user


@pytest.fixture
def draft(client, official):
    client.post(reverse("applications:round_new"), TYPED)
    return Round.objects.get()


def url(name, round):
    return reverse(f"applications:{name}", args=[round.pk])


def test_a_round_is_made_of_what_was_typed_in_beijing_time(client, draft):
    assert draft.code == "JL2026-1"
    assert draft.kinds == ["industry", "regional"]
    assert draft.quotas == {"industry": 3, "regional": 2}
    assert draft.rule == {"method": "trimmed_mean", "drop": 1, "from": 5}
    assert draft.is_blind
    assert draft.citations == ["1", "18"]
    assert draft.opens_at.isoformat() == "2026-11-01T01:00:00+00:00"
    assert draft.closes_at.isoformat() == "2099-11-30T09:30:00+00:00"
    assert table_of(draft).id == guides.load("jilin").key


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "没有填写"),
        ("year", "26", "年度应在"),
        ("kinds", [], "没有选择平台类型"),
        ("quota_industry", "", "没有填写名额"),
        ("quota_industry", "1e3", "不是可用的数字"),
        ("table", "", "没有选择指标表"),
        ("opens_on", "2026-02-30", "2 月只有"),
        ("opens_clock", "", "一并填写"),
        ("closes_on", "2026-10-01", "晚于开始时间"),
        ("panel_size", "0", "至少要有 1 位"),
        ("panel_size", "16", "0 至 15"),
        ("start", "2", "两倍"),
        ("drop", "", "不小于 1"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_typed_is_lost(
    client, official, field, value, words
):
    answer = client.post(reverse("applications:round_new"), {**TYPED, field: value})

    html = answer.content.decode()
    assert answer.status_code == 200
    assert words in html
    assert "17：30" in html or field == "closes_clock"
    assert not Round.objects.exists()


def test_times_may_wait_until_the_round_is_opened(client, official):
    blank = dict.fromkeys(("opens_on", "opens_clock", "closes_on", "closes_clock"), "")
    client.post(reverse("applications:round_new"), {**TYPED, **blank})

    draft = Round.objects.get()
    assert draft.opens_at is None
    html = client.get(url("round", draft)).content.decode()
    assert "没有设定申报起止时间" in html


def test_the_form_shows_what_is_set_and_keeps_the_table(client, draft):
    page = client.get(url("round_edit", draft)).content.decode()
    assert 'value="17:30"' in page
    assert 'value="2099-11-30"' in page

    client.post(
        url("round_edit", draft), {**TYPED, "table": "", "title": "改名（示例）"}
    )

    before = draft.table
    draft.refresh_from_db()
    assert draft.title == "改名（示例）"
    assert draft.table == before


def test_an_earlier_rounds_table_can_be_copied(client, official):
    earlier = make_round()
    client.post(
        reverse("applications:round_new"), {**TYPED, "table": f"round:{earlier.pk}"}
    )

    made = Round.objects.get(code="JL2026-1")
    assert table_of(made) == table_of(earlier)


def test_another_provinces_table_on_file_can_be_chosen_but_not_its_rounds(
    client, official
):
    other = make_round(province="jiangsu")

    html = client.get(reverse("applications:round_new")).content.decode()
    assert "guide:shanxi/" in html
    assert f"round:{other.pk}" not in html


def weights_of(round):
    return {
        f"weight_{leaf.code}": str(leaf.weight) for leaf in table_of(round).indicators
    }


def test_weights_are_set_with_a_reason(client, draft):
    typed = {
        **weights_of(draft),
        "weight_4.1.5": "\uff19",
        "weight_1.1.1": "4",
        "reason": "会议纪要",
    }
    assert client.post(url("round_table", draft), typed).status_code == 302

    html = client.get(url("round", draft)).content.decode()
    assert "（原 10）" in html
    assert "V 原表残存" in html
    assert AuditEntry.objects.filter(action="round.weights_set").exists()


@pytest.mark.parametrize(
    ("weight", "reason", "words"),
    [
        ("9", "依据", "还差 1"),
        ("11", "依据", "多出 1"),
        ("0", "依据", "大于 0"),
        ("9.99", "依据", "整数倍"),
        ("十", "依据", "不是可用的数字"),
        ("10", "", "没有填写"),
    ],
)
def test_weights_that_make_no_table_are_said_and_kept_on_the_page(
    client, draft, weight, reason, words
):
    typed = {**weights_of(draft), "weight_4.1.5": weight, "reason": reason}

    answer = client.post(url("round_table", draft), typed)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert words in html
    assert f'value="{weight}"' in html


def test_opening_names_what_is_frozen_and_its_digest(client, draft):
    page = client.get(url("round_open", draft)).content.decode()
    digest = digest_of(draft)
    assert digest in page
    assert "省级工业互联网平台遴选参考指南" in page

    client.post(url("round_open", draft), {"digest": digest})

    draft.refresh_from_db()
    assert (draft.status, draft.digest) == (Round.Status.OPEN, digest)
    assert digest in client.get(url("round", draft)).content.decode()


def test_a_stale_confirmation_opens_nothing(client, draft):
    answer = client.post(url("round_open", draft), {"digest": "0" * 64})

    assert answer.status_code == 409
    assert "同事修改了批次的规则" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.status == Round.Status.DRAFT


def test_an_unweighted_table_keeps_the_round_from_opening(client, official):
    shanxi = f"guide:{guides.load('shanxi').key}"
    client.post(reverse("applications:round_new"), {**TYPED, "table": shanxi})
    draft = Round.objects.get()

    answer = client.post(url("round_open", draft), {"digest": digest_of(draft)})

    assert "指标表没有权重" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.status == Round.Status.DRAFT


def opened(client, draft):
    client.post(url("round_open", draft), {"digest": digest_of(draft)})
    draft.refresh_from_db()
    return draft


@pytest.mark.parametrize("name", ["round_edit", "round_table", "round_open"])
def test_an_open_round_is_not_changed(client, draft, name):
    opened(client, draft)

    assert client.get(url(name, draft)).status_code == 409
    assert client.post(url(name, draft), TYPED).status_code == 409


def test_the_deadline_is_put_off_with_a_reason(client, draft):
    opened(client, draft)
    typed = {"closes_on": "2099-12-05", "closes_clock": "24:00", "reason": "暴雪"}

    assert client.post(url("round_extend", draft), typed).status_code == 302

    draft.refresh_from_db()
    assert draft.closes_at.isoformat() == "2099-12-05T16:00:00+00:00"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"closes_on": "2099-11-29"}, "晚于原截止时间"),
        ({"reason": ""}, "没有填写"),
        ({"closes_clock": "25:00"}, "24 小时制"),
    ],
)
def test_a_deadline_that_cannot_be_is_said_at_its_field(client, draft, change, words):
    opened(client, draft)
    typed = {"closes_on": "2099-12-05", "closes_clock": "18:00", "reason": "暴雪"}

    answer = client.post(url("round_extend", draft), {**typed, **change})
    assert words in answer.content.decode()


def test_a_draft_cannot_be_extended(client, draft):
    assert client.get(url("round_extend", draft)).status_code == 409


NAMES = [
    *("round", "round_edit", "round_table", "round_open", "round_extend"),
    "dossiers_export",
]


@pytest.mark.parametrize("name", NAMES)
def test_another_provinces_round_does_not_exist_here(client, official, name):
    assert client.get(url(name, make_round(province="jiangsu"))).status_code == 404


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("role", ["enterprise", "expert", "city", "security"])
def test_other_roles_are_kept_out(client, role, name):
    client.force_login(make_user(role))

    assert client.get(url(name, make_round())).status_code == 403
    assert client.get(reverse("applications:rounds")).status_code == 403
    assert client.post(reverse("applications:round_new"), TYPED).status_code == 403


@pytest.mark.parametrize("rounds", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    client, official, django_assert_num_queries, rounds
):
    for _ in range(rounds):
        make_round()

    with django_assert_num_queries(3):  # session, user, rounds with their counts
        answer = client.get(reverse("applications:rounds"))
    assert len(answer.context["rounds"]) == rounds


def test_a_round_of_each_state_is_shown(client, official):
    plan = actions.Plan(
        title="示例",
        year=2026,
        kinds=["industry"],
        quotas={"industry": 1},
        rule={"method": "median"},
        panel_size=3,
        opens_at=timezone.now(),
        closes_at=timezone.now() + timedelta(days=1),
    )
    table = tables.copy_of(guides.load("shanxi").table)
    states = [make_round(status=state) for state in list(Round.Status)[1:]]
    for round in [*states, actions.create(plan=plan, table=table, by=official)]:
        assert client.get(url("round", round)).status_code == 200
