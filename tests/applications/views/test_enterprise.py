"""Who sees which of the enterprise's pages, and what its lists show."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.models import Dossier, Membership, Step
from portal.models import User
from tests.applications.filing import fill
from tests.factories import make_dossier, make_enterprise, make_round, make_user

pytestmark = pytest.mark.django_db
PAGES = ["dossier", "check", "receipt"]
SECTION_PAGES = ["section", "section_save", "section_report"]
POSTS = {"section_save", "section_report", "submit"}


@pytest.fixture
def round():
    now = timezone.now()
    day = timedelta(days=1)
    return make_round(
        province="jiangsu", opens_at=now - 10 * day, closes_at=now + 9 * day
    )


@pytest.fixture
def owner():
    user = make_user()
    make_enterprise(user, province="jiangsu", city="南京市")
    return user


@pytest.fixture
def dossier(owner, round):
    return make_dossier(owner, round=round, kind="enterprise")


def ask(client, user, name, dossier):
    if user is not None:
        client.force_login(user)
    args = [dossier.key, "access"] if name in SECTION_PAGES else [dossier.key]
    url = reverse(f"applications:{name}", args=args)
    return client.post(url) if name in POSTS else client.get(url)


@pytest.mark.parametrize("name", [*PAGES, *SECTION_PAGES, "submit"])
def test_the_owner_and_a_colleague_come_in(client, name, owner, dossier):
    colleague = make_user()
    Membership.objects.create(
        user=colleague, enterprise=dossier.enterprise, may_submit=True
    )

    for user in (owner, colleague):
        # Both save the same section: the second one is told so.
        expected = {200, 302} if user == owner else {200, 302, 409}
        assert ask(client, user, name, dossier).status_code in expected


@pytest.mark.parametrize("name", [*PAGES, *SECTION_PAGES, "submit"])
def test_a_stranger_is_told_that_there_is_no_such_page(client, name, dossier):
    stranger = make_user()
    make_enterprise(stranger, province="jiangsu")

    assert ask(client, stranger, name, dossier).status_code == 404


@pytest.mark.parametrize("name", [*PAGES, *SECTION_PAGES, "submit"])
@pytest.mark.parametrize("role", ["city", "official", "expert", "audit", "system"])
def test_no_other_role_uses_the_enterprises_pages(client, name, role, dossier):
    fields = {"province": "jiangsu", "city": "南京市"} if role == "city" else {}

    answer = ask(client, make_user(role, **fields), name, dossier)

    assert answer.status_code == 403


@pytest.mark.parametrize("name", [*PAGES, *SECTION_PAGES, "submit"])
def test_who_is_not_logged_in_is_sent_to_log_in(client, name, dossier):
    answer = ask(client, None, name, dossier)

    assert answer.status_code == 302
    assert reverse("account_login") in answer["Location"]


def test_a_user_without_an_enterprise_has_no_list(client):
    client.force_login(make_user())

    assert client.get(reverse("applications:dossiers")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    client, django_assert_num_queries, owner, count
):
    day = timedelta(days=1)
    for _ in range(count):
        now = timezone.now()
        span = {"opens_at": now - day, "closes_at": now + day}
        make_dossier(owner, round=make_round(province="jiangsu", **span))
    client.force_login(owner)

    with django_assert_num_queries(6):
        # session, user, enterprise, dossiers, unread messages, rounds
        response = client.get(reverse("applications:dossiers"))

    assert len(response.context["dossiers"]) == count
    assert len(response.context["rounds"]) == count


def test_the_list_offers_what_the_own_province_calls_for(client, owner, round):
    make_round(province="jilin", title="别省的批次")
    client.force_login(owner)

    text = client.get(reverse("applications:dossiers")).text

    assert round.title in text
    assert "距申报截止还有" in text
    assert "本单位还没有申报书" in text
    assert "别省的批次" not in text


def test_a_list_with_nothing_to_file_says_so(client, owner):
    client.force_login(owner)

    text = client.get(reverse("applications:dossiers")).text

    assert "本省目前没有可以新申报的批次" in text


def test_a_dossier_is_started_from_the_choice_of_kinds(client, owner, round):
    client.force_login(owner)
    url = reverse("applications:dossier_new", args=[round.pk])

    assert "企业级" in client.get(url).text
    first = client.post(url, {"kind": "enterprise"})
    again = client.post(url, {"kind": "enterprise"})

    dossier = Dossier.objects.get()
    assert first["Location"] == again["Location"] == dossier.get_absolute_url()
    assert "继续填报" in client.get(url).text


def test_starting_without_a_kind_says_what_to_do(client, owner, round):
    client.force_login(owner)
    url = reverse("applications:dossier_new", args=[round.pk])

    text = client.post(url, follow=True).text

    assert "没有选择平台类型" in text
    assert not Dossier.objects.exists()


def test_a_round_of_another_province_is_explained_and_refused(client, owner):
    client.force_login(owner)
    url = reverse("applications:dossier_new", args=[make_round().pk])

    assert "只受理在吉林省注册的单位" in client.get(url).text
    assert client.post(url, {"kind": "industry"}).status_code == 409


def test_a_round_in_preparation_is_not_there(client, owner):
    client.force_login(owner)
    round = make_round(province="jiangsu", status="draft")

    url = reverse("applications:dossier_new", args=[round.pk])
    assert client.get(url).status_code == 404


def test_the_task_list_shows_states_progress_and_deadline(client, owner, dossier):
    dossier.document["profile"] = {"platform_name": "示例平台"}
    error = {"label": "已连接工业设备数量", "raw": "六十"}
    dossier.document["unread"] = {"access": {"connected_devices": error}}
    dossier.save()
    client.force_login(owner)

    response = client.get(dossier.get_absolute_url())

    states = {t.section.id: t.state for t in response.context["tasks"]}
    assert states["platform"] == "doing"
    assert states["access"] == "error"
    assert states["organisation"] == "todo"
    text = response.text
    for shown in ("未开始", "填写中 1/6", "1 处需修改", "距申报截止还有", "已完成 0 /"):
        assert shown in text
    assert "“已连接工业设备数量”填的“六十”不可用" in text


def test_a_whole_dossier_is_done_all_over(client, owner, dossier):
    metrics = {"production_mode": "discrete", "connected_devices": 60}
    metrics |= {"manageable_devices": 1, "industrial_models": 1, "industrial_apps": 1}
    metrics |= {"monthly_model_calls": 1, "efficiency_gain": "1"}
    metrics |= {"unplanned_downtime_cut": "1", "production_cost_cut": "1"}
    fill(dossier, **metrics)
    client.force_login(owner)

    response = client.get(dossier.get_absolute_url())

    states = {t.section.id: t.state for t in response.context["tasks"]}
    assert set(states.values()) <= {"done", "optional"}


def test_a_returned_dossier_says_why_and_until_when(client, owner, dossier):
    now = timezone.now()
    Dossier.objects.update(
        status="returned",
        correction_due=now + timedelta(days=5),
        submitted_at=now,
        submitted_by=owner,
        number="JS26-E001",
    )
    city = make_user(User.Role.CITY, province="jiangsu", city="南京市")
    Step.objects.create(
        dossier=dossier,
        at=now,
        by=city,
        action="return",
        status="returned",
        opinion="审计报告缺第 3 页。",
    )
    client.force_login(owner)

    text = client.get(dossier.get_absolute_url()).text

    assert "已退回补正" in text
    assert text.count("审计报告缺第 3 页。") == 2  # on top, and in the record
    assert "距补正期限还有 <span" in text
    assert "核对并提交" in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_task_list_costs_the_same_for_one_and_for_three_moves(
    client, django_assert_num_queries, owner, dossier, count
):
    for _ in range(count):
        Step.objects.create(
            dossier=dossier,
            at=timezone.now(),
            by=owner,
            action="submit",
            status="submitted",
        )
    client.force_login(owner)

    # session, user, dossier, rulings, evidence, steps, letters, unread messages
    with django_assert_num_queries(8):
        client.get(dossier.get_absolute_url())
