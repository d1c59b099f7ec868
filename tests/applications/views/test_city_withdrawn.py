"""What an enterprise took back is not lost from its city's sight."""

import pytest
from django.urls import reverse

from applications.actions import dossiers, withdrawing
from applications.models import Dossier
from portal.models import User
from tests.applications.filing import make_whole_dossier
from tests.factories import NOW, make_dossier, make_round, make_user

pytestmark = pytest.mark.django_db
LIST = reverse("applications:city_withdrawn")


@pytest.fixture
def taken_back():
    owner = make_user()
    dossier = make_whole_dossier(owner)
    dossiers.submit(dossier=dossier, by=owner, at=NOW, declared=True)
    dossier.refresh_from_db()
    withdrawing.take_back(dossier=dossier, by=owner, at=NOW, reason="数字有误（示例）")
    return Dossier.objects.select_related("enterprise").get(pk=dossier.pk)


@pytest.fixture
def city(client, taken_back):
    user = make_user(
        User.Role.CITY, province="jiangsu", city=taken_back.enterprise.city
    )
    client.force_login(user)
    return user


def address(dossier):
    return reverse("applications:city_dossier", args=[dossier.key])


def test_its_page_says_that_it_was_taken_back_and_shows_its_way(
    client, city, taken_back
):
    html = client.get(address(taken_back)).content.decode()
    assert "已撤回" in html
    assert "企业撤回" in html
    assert "数字有误（示例）" in html
    assert "下载申报书" not in html

    listed = client.get(LIST).content.decode()
    assert taken_back.number in listed
    assert address(taken_back) in listed


def test_handed_in_again_it_is_before_the_city_as_any_other(client, city, taken_back):
    owner = taken_back.started_by
    dossiers.submit(dossier=taken_back, by=owner, at=NOW, declared=True)

    assert "推荐" in client.get(address(taken_back)).content.decode()
    assert "没有企业撤回的申报" in client.get(LIST).content.decode()


def test_another_city_and_a_mere_draft_are_not_found(client, city, taken_back):
    draft = make_dossier(round=taken_back.round, enterprise=taken_back.enterprise)
    assert client.get(address(draft)).status_code == 404
    client.force_login(make_user(User.Role.CITY, province="jiangsu", city="别市"))
    assert client.get(address(taken_back)).status_code == 404
    assert taken_back.number not in client.get(LIST).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    client, django_assert_num_queries, number
):
    round, user = make_round(), make_user(User.Role.CITY)
    for n in range(number):
        dossier = make_dossier(round=round, number=f"X-{n}")
        dossier.steps.create(at=NOW, by=user, action="take_back", status="draft")
    client.force_login(user)

    with django_assert_num_queries(4):  # session, user, count, rows
        assert client.get(LIST).context["page"].paginator.count == number
