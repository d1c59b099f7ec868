"""When a city has reported: one rule, on its own pages, the province's, the desk."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from applications.actions import recommending, stamping
from applications.models import Dossier, RecommendationTerm
from applications.presentation.delivery import RULE, deliveries
from applications.presentation.recommending import list_digest, listed_by_city
from portal.models import AuditEntry, User
from tests.factories import NOW, make_dossier, make_enterprise, make_round, make_user
from tests.files import sound

pytestmark = pytest.mark.django_db
CITY = "长春市"
LATE = "已过期限"


@pytest.fixture
def round():
    made = make_round()
    yesterday = timezone.now() - timedelta(days=1)
    RecommendationTerm.objects.create(round=made, due_at=yesterday)
    return made


@pytest.fixture
def city():
    return make_user(User.Role.CITY)


def submit(round, **fields):
    return make_dossier(round=round, status=Dossier.Status.SUBMITTED, **fields)


def recommend(dossier, city):
    recommending.recommend_all(
        dossiers=[dossier], opinions={dossier.pk: "同意推荐。"}, by=city, at=NOW
    )


def stamp(round, city):
    lines = listed_by_city([round])[round.pk, city.city]
    stamping.keep(
        round=round,
        city=city.city,
        scan=stamping.Scan(ContentFile(sound.pdf()), "盖章件.pdf", "application/pdf"),
        digest=list_digest(round, city.city, lines),
        by=city,
        at=NOW,
    )


def read(client, user, path, *args):
    client.force_login(user)
    return client.get(reverse(path, args=args)).content.decode()


def seen(client, round, city):
    """Whether the city's two pages, its desk and the province's page call it late."""
    pages = [
        read(client, city, "applications:city_queue"),
        read(client, city, "applications:city_list"),
    ]
    desk = f"报送推荐汇总表：{round.code}" in read(client, city, "scoring:home")
    official = make_user(User.Role.OFFICIAL)
    province = read(client, official, "applications:round_cities", round.pk)
    shown = [LATE in page for page in pages if "推荐名额" in page]
    return {*shown, desk, "1 个市逾期" in province}


def test_at_every_step_all_pages_say_the_same(client, round, city):
    first, second = submit(round), submit(round)
    assert seen(client, round, city) == {True}
    recommend(first, city)
    recommend(second, city)
    assert seen(client, round, city) == {True}
    stamp(round, city)
    assert seen(client, round, city) == {False}
    recommend(submit(round), city)
    assert seen(client, round, city) == {True}
    stamp(round, city)
    assert seen(client, round, city) == {False}


def test_what_is_outstanding_is_said_in_words_on_both_sides(client, round, city):
    recommend(submit(round), city)
    submit(round)
    official = make_user(User.Role.OFFICIAL)

    def both():
        yield read(client, city, "applications:city_list")
        yield read(client, official, "applications:round_cities", round.pk)

    for page in both():
        assert "还差：1 份申报书待审核；盖章件未上传" in page
        assert RULE in page
    stamp(round, city)
    recommend(Dossier.objects.get(status=Dossier.Status.SUBMITTED), city)
    for page in both():
        assert "还差：盖章后汇总表有变动，须重新盖章上传" in page
        assert "已报齐" not in page


def test_what_waits_for_an_enterprise_or_was_never_filed_is_not_owed(round):
    submit(round)
    Dossier.objects.update(status=Dossier.Status.RETURNED, correction_due=NOW)
    done = deliveries([round])

    assert done[round.pk, CITY].returned == 1
    assert done[round.pk, CITY].lacking == []
    assert list(done) == [(round.pk, CITY)]


def test_rounds_and_cities_are_kept_apart_at_a_constant_cost(
    round, city, django_assert_num_queries
):
    other = make_round()
    submit(other)
    submit(round, enterprise=make_enterprise(city="吉林市"))
    recommend(submit(round), city)
    stamp(round, city)

    with django_assert_num_queries(4):  # states, stamped lists, lists, checks
        done = deliveries([round, other])
    assert {place: each.lacking for place, each in done.items()} == {
        (round.pk, CITY): [],
        (round.pk, "吉林市"): ["1 份申报书待审核"],
        (other.pk, CITY): ["1 份申报书待审核"],
    }
    assert set(deliveries([round, other], CITY)) == {(round.pk, CITY), (other.pk, CITY)}


def test_only_who_owes_something_is_pressed(client, round, city):
    official = make_user(User.Role.OFFICIAL)
    remind = reverse("applications:city_remind", args=[round.pk])

    def offered():
        html = read(client, official, "applications:round_cities", round.pk)
        return html.count(f'action="{remind}"')

    def press():
        client.force_login(official)
        return client.post(remind, {"city": CITY})

    assert offered() == 0  # no city has a dossier
    recommend(submit(round), city)
    assert offered() == 1
    assert press().status_code == 302
    stamp(round, city)
    assert offered() == 0

    answer = press()
    assert answer.status_code == 409
    assert "不需要催办" in answer.content.decode()
    assert AuditEntry.objects.filter(action="city.reminded").count() == 1
