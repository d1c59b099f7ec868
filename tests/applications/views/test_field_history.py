"""The record of changed fields: in words, one line for what was typed in one go."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.actions import dossiers as actions
from applications.models import Dossier, FieldChange, Membership
from portal.models import User
from tests.factories import make_dossier, make_enterprise, make_round, make_user

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def dossier(client):
    user = make_user()
    make_enterprise(user, province="jiangsu", city="南京市")
    client.force_login(user)
    now, day = timezone.now(), timedelta(days=1)
    round = make_round(province="jiangsu", opens_at=now - day, closes_at=now + day)
    return make_dossier(user, kind="comprehensive", round=round)


def save(dossier, values, section="access", *, by=None, at=None, locked=frozenset()):
    return actions.save_section(
        dossier=dossier,
        section=section,
        values={"unread": {}, **values},
        version=10**6,
        by=by or dossier.started_by,
        at=at or timezone.now(),
        locked=locked,
    )


def devices(number):
    return {"metrics": {"connected_devices": number}}


def lines(client, dossier, **query):
    url = reverse("applications:field_history", args=[dossier.key])
    return client.get(url, query).context["page"].object_list


def shown(client, dossier, **query):
    return [(each.label, each.old, each.new) for each in lines(client, dossier)]


def colleague(dossier):
    other = make_user()
    Membership.objects.create(user=other, enterprise=dossier.enterprise)
    return other


def test_what_was_typed_in_one_go_is_one_line_and_every_save_stays(client, dossier):
    begun = timezone.now()
    for n, number in enumerate((1, 12, 120)):
        save(dossier, devices(number), at=begun + n * MINUTE)
    save(dossier, devices(7), at=begun + 20 * MINUTE)

    later, typed = lines(client, dossier)

    assert (typed.old, typed.new, typed.run.saves) == ("", "120 台", 3)
    assert (typed.run.begun, typed.run.ended) == (begun, begun + 2 * MINUTE)
    assert (later.old, later.new, later.run.saves) == ("120 台", "7 台", 1)
    assert FieldChange.objects.count() == 4


def test_a_colleague_in_between_ends_the_line(client, dossier):
    other, begun = colleague(dossier), timezone.now()
    people = (dossier.started_by, other, dossier.started_by)
    for n, by in enumerate(people):
        save(dossier, devices(n + 1), by=by, at=begun + n * MINUTE)

    assert [each.who for each in lines(client, dossier)] == [
        by.name for by in reversed(people)
    ]
    (his,) = lines(client, dossier, person=other.pk)
    assert (his.old, his.new) == ("1 台", "2 台")


def test_choices_stand_in_words_and_figures_with_their_unit(client, dossier):
    save(dossier, {"metrics": {"production_mode": "discrete"}}, "organisation")
    save(dossier, {"metrics": {"serves_city_or_county": False}}, "parks")
    save(dossier, {"metrics": {"efficiency_gain": "12.5"}}, "effects")
    save(dossier, {"profile": {"founded_on": "2019-03-01"}}, "organisation")
    industry = "35 专用设备制造业"
    save(dossier, {"profile": {"industry": industry}}, "organisation")

    assert {new for _, _, new in shown(client, dossier)} == {
        "离散", "否", "12.5%", "2019年3月1日", industry,
    }  # fmt: skip


@pytest.mark.parametrize("raw", ["NaN", "1e999999", "约 <b>60</b> 台", "١٢"])
def test_what_could_not_be_read_stands_as_it_was_typed(client, dossier, raw):
    unread = {"connected_devices": {"label": "已连接工业设备数量", "raw": raw}}
    save(dossier, {**devices(None), "unread": unread})

    assert shown(client, dossier) == [("已连接工业设备数量", "", raw)]


def test_a_row_is_named_as_it_was_called_at_the_time(client, dossier):
    def rows(name, models):
        return {"industries": [{"name": name, "industrial_models": models}]}

    begun = timezone.now()
    save(dossier, rows("汽车", 1), "industries", at=begun)
    save(dossier, rows("汽车", 2), "industries", at=begun + 10 * MINUTE)
    save(dossier, rows("化学", 3), "industries", at=begun + 20 * MINUTE)

    models = [
        each.label.partition("：")[0]
        for each in lines(client, dossier)
        if each.new in {"1 个", "2 个", "3 个"}
    ]
    assert models == ["第 1 行（化学）", "第 1 行（汽车）", "第 1 行（汽车）"]


def test_a_name_from_before_the_record_began_is_known_too(client, dossier):
    document = {**dossier.document, "industries": [{"name": "汽车"}]}
    Dossier.objects.filter(pk=dossier.pk).update(document=document)
    rows = [{"name": "汽车", "industrial_models": 2}]
    save(dossier, {"industries": rows}, "industries")

    (line,) = lines(client, dossier)

    assert line.label.startswith("第 1 行（汽车）：")


def test_a_city_sees_what_led_to_the_latest_submission_and_is_told_so(client, dossier):
    begun = timezone.now()
    save(dossier, devices(1), at=begun)
    save(dossier, devices(2), at=begun + 20 * MINUTE)
    Dossier.objects.filter(pk=dossier.pk).update(
        status=Dossier.Status.SUBMITTED,
        submitted_at=begun + 10 * MINUTE,
        submitted_by=dossier.started_by,
        number="JS-C001",
    )
    client.force_login(make_user(User.Role.CITY, province="jiangsu", city="南京市"))
    url = reverse("applications:field_history", args=[dossier.key])

    assert shown(client, dossier) == [("已连接工业设备数量", "", "1 台")]
    assert "此处列出截至最近一次提交" in client.get(url).text


def test_the_page_asks_as_often_for_many_lines_as_for_one(
    client, dossier, django_assert_max_num_queries
):
    for n in range(3):
        save(dossier, devices(n + 1), at=timezone.now() + n * 10 * MINUTE)
        with django_assert_max_num_queries(12):
            assert len(lines(client, dossier)) == n + 1
    assert not lines(client, dossier, section="parks")


def test_a_locked_field_stays_and_leaves_no_line(client, dossier):
    save(dossier, devices(5))
    both = {"metrics": {"connected_devices": 9, "connected_device_kinds": 3}}

    save(dossier, both, locked=frozenset({"connected_devices"}))

    saved = Dossier.objects.get(pk=dossier.pk).document["metrics"]
    assert saved == {"connected_devices": 5, "connected_device_kinds": 3}
    assert len(lines(client, dossier)) == 2


def test_a_locked_table_stays_with_all_its_rows(client, dossier):
    save(dossier, {"industries": [{"name": "汽车"}]}, "industries")

    save(dossier, {"industries": []}, "industries", locked=frozenset({"industries"}))

    saved = Dossier.objects.get(pk=dossier.pk).document["industries"]
    assert saved == [{"name": "汽车"}]
