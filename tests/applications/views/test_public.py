"""The front page and the guides, open to everybody."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal import guides
from portal.models import User
from tests.factories import make_round, make_user

pytestmark = pytest.mark.django_db


def call(**fields):
    now, day = timezone.now(), timedelta(days=1)
    span = {"opens_at": now - day, "closes_at": now + 3 * day}
    return make_round(**{**span, **fields})


def test_the_front_page_announces_open_and_coming_rounds(client):
    now, day = timezone.now(), timedelta(days=1)
    open_now = call(title="正在申报的批次")
    call(title="将要开放的批次", opens_at=now + day)
    call(title="已经截止的批次", closes_at=now)
    call(title="筹备中的批次", status="draft")

    text = client.get("/").text

    assert "正在申报的批次" in text
    assert "距申报截止还有" in text
    assert reverse("applications:dossier_new", args=[open_now.pk]) in text
    assert "将要开放的批次" in text
    assert "已经截止的批次" not in text
    assert "筹备中的批次" not in text
    for entry in ("单位注册", "登录填报", "办理流程", "公示", "入选平台", "建设指南"):
        assert entry in text


def test_the_front_page_is_there_when_nothing_is_open(client):
    assert "目前没有正在申报的批次" in client.get("/").text


def test_who_does_not_apply_is_not_invited_to(client):
    round = call()
    client.force_login(make_user(User.Role.EXPERT))

    apply = reverse("applications:dossier_new", args=[round.pk])
    assert apply not in client.get("/").text


@pytest.mark.parametrize("count", [1, 3])
def test_the_front_page_costs_the_same_for_one_and_for_three(
    client, django_assert_num_queries, count
):
    for _ in range(count):
        call()

    with django_assert_num_queries(1):  # rounds
        response = client.get("/")

    assert len(response.context["rounds"]) == count


def test_all_guides_on_file_are_listed_with_one_query_for_the_rounds(
    client, django_assert_num_queries
):
    with django_assert_num_queries(1):
        text = client.get(reverse("applications:guides")).text

    for key in guides.on_file():
        assert guides.load(key).title in text


@pytest.mark.parametrize("key", [*guides.on_file(), "jilin"])
def test_every_guide_can_be_read_in_full(client, key):
    guide = guides.load(key)

    text = client.get(reverse("applications:guide", args=[key])).text

    for kind in guide.kinds.values():
        assert kind.label in text
    for measure in guide.measures:
        assert f'id="measure-{measure.id}"' in text
        assert measure.heading in text
    clauses = [c for kind in guide.kinds.values() for c in kind.clauses]
    assert text.count('class="p-clause"') == len(clauses) + len(guide.measures)


def test_a_tables_provenance_is_shown_with_it(client):
    text = client.get(reverse("applications:guide", args=["jilin"])).text

    for provenance in ("V 原表残存", "W 权重残存、名称补", "R 补全"):
        assert provenance in text


def test_an_unknown_guide_is_not_there(client):
    for key in ("utopia", "jilin/1999", "../settings"):
        assert client.get(f"/guides/{key}/").status_code == 404
