"""The city's checks, batch, order and stamp; the province's view of its cities."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from applications.actions import recommending
from applications.actions.dossiers import report_of
from applications.models import (
    Dossier,
    Exemption,
    FormalCheck,
    RecommendationQuota,
    RecommendationSheet,
    RecommendationTerm,
)
from portal import guides
from portal.models import AuditEntry, User
from tests.factories import NOW, make_dossier, make_enterprise, make_round, make_user
from tests.files import sound
from tests.files.clamd import Clamd
from tests.files.spoiled import EICAR

pytestmark = pytest.mark.django_db
Status = Dossier.Status
CITY = "长春市"


@pytest.fixture
def round():
    return make_round()


@pytest.fixture
def city(client):
    user = make_user(User.Role.CITY)
    client.force_login(user)
    return user


@pytest.fixture
def official(client):
    user = make_user(User.Role.OFFICIAL)
    client.force_login(user)
    return user


def submitted(round, **fields):
    dossier = make_dossier(round=round, status=Status.SUBMITTED, **fields)
    dossier.report = report_of(dossier)
    dossier.save()
    return dossier


def recommended(round, city, count=1):
    dossiers = [submitted(round) for _ in range(count)]
    recommending.recommend_all(
        dossiers=dossiers,
        opinions=dict.fromkeys((each.pk for each in dossiers), "同意推荐。"),
        by=city,
        at=NOW,
    )
    return dossiers


def url(name, *args):
    return reverse(f"applications:{name}", args=args)


def page(client, name, *args, **query):
    return client.get(url(name, *args), query).content.decode()


def answers(**changes):
    return {each["id"]: "yes" for each in guides.checks()} | changes


def test_an_unchecked_dossier_is_not_recommended_and_says_where_to_check(
    client, city, round
):
    dossier = submitted(round)
    dossier.checks.all().delete()

    answer = client.get(url("recommend", dossier.key))

    assert answer.status_code == 409
    assert url("city_check", dossier.key) in answer.content.decode()


def test_checks_are_answered_and_read_by_the_province(client, city, round):
    dossier = submitted(round)
    dossier.checks.all().delete()
    address = url("city_check", dossier.key)

    bad = client.post(address, answers(credit="no")).content.decode()
    assert "不通过的事项必须写明情况" in bad
    assert not FormalCheck.objects.exists()
    client.post(address, answers(credit="no", note_credit="列入失信名单"))

    client.force_login(make_user(User.Role.OFFICIAL))
    html = page(client, "official_dossier", dossier.key)
    assert "列入失信名单" in html
    assert url("city_check", dossier.key) not in html


def test_a_batch_is_named_confirmed_and_done(client, city, round):
    RecommendationQuota.objects.create(round=round, kind="industry", city=CITY, most=2)
    first, second = submitted(round), submitted(round)
    keys = [first.key, second.key]

    html = page(client, "city_batch", d=keys)
    for each in (first, second):
        assert each.enterprise.name in html
    assert "推荐后占 2 / 2 个名额" in html
    assert not AuditEntry.objects.exists()
    address = url("city_batch")
    assert "没有填写推荐意见" in client.post(address, {"d": keys}).content.decode()
    answer = client.post(
        address,
        {"d": keys, "opinion": "同意推荐。", f"opinion_{second.key}": "优先推荐。"},
        follow=True,
    )

    assert "已推荐 2 家" in answer.content.decode()
    opinions = Dossier.objects.order_by("pk").values_list("city_opinion", flat=True)
    assert list(opinions) == ["同意推荐。", "优先推荐。"]


def test_a_batch_with_one_obstacle_has_no_button_and_recommends_nobody(
    client, city, round
):
    good, bad = submitted(round), submitted(round)
    bad.checks.filter(item="truth").delete()
    elsewhere = submitted(round, enterprise=make_enterprise(city="吉林市"))
    data = {"d": [good.key, bad.key, elsewhere.key], "opinion": "同意。"}

    html = client.post(url("city_batch"), data).content.decode()

    assert "形式审查未完成：数据真实" in html
    assert "确认推荐" not in html
    assert elsewhere.enterprise.name not in html
    assert not Dossier.objects.filter(status=Status.RECOMMENDED).exists()


@pytest.mark.parametrize("dossiers", [1, 3])
def test_the_confirmation_costs_the_same_for_one_and_for_three(
    client, city, round, django_assert_num_queries, dossiers
):
    keys = [submitted(round).key for _ in range(dossiers)]

    with django_assert_num_queries(11):
        # session, user, dossiers, exemptions, checks, veto reviews and answers,
        # the round's guide, quotas, taken, last orders
        client.get(url("city_batch"), {"d": keys})


def test_a_recommendation_is_taken_back_with_a_reason(client, city, round):
    [dossier] = recommended(round, city)
    address = url("recommendation_withdraw", dossier.key)

    assert "没有填写" in client.post(address, {}).content.decode()
    client.post(address, {"reason": "企业主动申请"})

    assert Dossier.objects.get().status == Status.SUBMITTED
    assert client.post(address, {"reason": "再撤"}).status_code == 409
    assert "市级撤回推荐" in page(client, "city_dossier", dossier.key)


def order_data(client, round, **changes):
    context = client.get(url("city_list"), {"round": round.pk}).context
    boxes = {f"order_{r.line.dossier.key}": r.shown for r in context["rows"]}
    return {"round": round.pk, "version": context["version"], **boxes, **changes}


def test_the_order_is_changed_by_buttons_and_by_numbers(client, city, round):
    a, b, c = recommended(round, city, 3)

    client.post(url("city_order"), order_data(client, round, move=f"down:{a.key}"))
    assert places(a, b, c) == [2, 1, 3]
    typed = {f"order_{a.key}": "3", f"order_{c.key}": "2", "save": "order"}
    client.post(url("city_order"), order_data(client, round, **typed))
    assert places(a, b, c) == [3, 1, 2]


def places(*dossiers):
    return [Dossier.objects.get(pk=each.pk).recommended_order for each in dossiers]


def test_a_broken_order_keeps_what_was_typed_and_an_old_one_is_refused(
    client, city, round
):
    a, b = recommended(round, city, 2)
    broken = order_data(client, round, **{f"order_{a.key}": "7", "save": "order"})

    html = client.post(url("city_order"), broken).content.decode()
    assert "不重复、不空缺" in html
    assert 'value="7"' in html
    recommended(round, city)
    old = {**broken, f"order_{a.key}": "2", f"order_{b.key}": "1"}
    assert client.post(url("city_order"), old).status_code == 409
    assert places(a, b) == [1, 2]


def stamp(client, round, name="盖章件.pdf", content=None):
    data = order_data(client, round)
    digest = client.get(url("city_list")).context["digest"]
    file = SimpleUploadedFile(name, sound.pdf() if content is None else content)
    return client.post(
        url("stamped_upload"),
        {"round": data["round"], "digest": digest, "file": file},
        follow=True,
    )


def test_a_stamped_list_is_kept_and_says_when_the_list_changed_after(
    client, city, round
):
    recommended(round, city, 2)

    assert "上传后汇总表没有变动" in stamp(client, round).content.decode()
    recommended(round, city)
    assert "盖章后汇总表有变动" in page(client, "city_list")
    sheet = RecommendationSheet.objects.get()
    answer = client.get(url("stamped", sheet.key))
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert answer["Content-Disposition"].startswith("attachment")
    for who in (make_user(User.Role.CITY, city="吉林市"),
                make_user(User.Role.OFFICIAL, province="jiangsu")):  # fmt: skip
        client.force_login(who)
        assert client.get(url("stamped", sheet.key)).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("盖章件.exe", b"MZ", "这里不收"),
        ("盖章件.pdf", b"", "空文件"),
        ("盖章件.pdf", sound.noise("PNG"), "内容却是"),
    ],
)
def test_a_scan_that_is_none_is_refused(client, city, round, name, content, words):
    recommended(round, city)

    assert words in stamp(client, round, name, content).content.decode()
    assert not RecommendationSheet.objects.exists()


def test_an_infected_scan_is_refused_and_a_stale_list_is_not_stamped(
    client, city, round, settings
):
    recommended(round, city)
    stale = {"round": round.pk, "digest": "0" * 64}
    file = SimpleUploadedFile("盖章件.pdf", sound.pdf())
    answer = client.post(url("stamped_upload"), {**stale, "file": file})
    assert answer.status_code == 409
    assert not RecommendationSheet.objects.exists()
    bad = sound.pdf(lambda pdf: pdf.docinfo.update({"/Title": EICAR.decode()}))
    with Clamd() as clamd:
        settings.CLAMAV_ADDRESS = clamd.address
        assert "查出病毒" in stamp(client, round, content=bad).content.decode()
    assert AuditEntry.objects.filter(action="city.sheet_refused").count() == 1


def test_the_list_is_printed_with_its_digest(client, city, round):
    assert client.get(url("city_pdf")).status_code == 409
    recommended(round, city, 2)

    answer = client.get(url("city_pdf"))

    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Type"] == "application/pdf"


def test_the_province_sets_places_and_a_term(client, official, round):
    address = url("city_quotas", round.pk)
    row = list(guides.load("jilin").cities.values()).index(CITY)
    name = f"quota_{row}_{round.kinds.index('industry')}"

    bad = client.post(address, {name: "两", "due_on": "2099-01-05"}).content.decode()
    assert "不是可用的数字" in bad
    assert "要么都填，要么都不填" in bad
    good = {name: "2", "due_on": "2099-01-05", "due_clock": "18:00"}
    html = client.post(address, good, follow=True).content.decode()

    assert "行业级平台 0 / 2" in html
    assert RecommendationQuota.objects.get().most == 2
    assert RecommendationTerm.objects.get().due_at.year == 2099


def test_a_late_city_is_marked_and_reminded(client, official, round):
    submitted(round)
    now = timezone.now()
    RecommendationTerm.objects.create(round=round, due_at=now - timedelta(days=2))

    assert "1 个市逾期" in page(client, "round_cities", round.pk)
    client.post(url("city_remind", round.pk), {"city": CITY})
    nowhere = client.post(url("city_remind", round.pk), {"city": "无此市"})

    assert nowhere.status_code == 404
    entry = AuditEntry.objects.get(action="city.reminded")
    assert entry.detail["city"] == CITY
    assert "已催 1 次" in page(client, "round_cities", round.pk)
    client.force_login(make_user(User.Role.CITY))
    assert "已过期限" in page(client, "city_queue")


def test_an_exemption_is_given_with_a_reason_and_ended(client, official, round):
    dossier = submitted(round)
    address = url("exempt", dossier.key)

    assert "没有填写" in client.post(address, {"now": "counted"}).content.decode()
    client.post(address, {"now": "counted", "reason": "2025 年已入选"})
    assert Exemption.objects.get().reason == "2025 年已入选"
    again = client.post(address, {"now": "counted", "reason": "再次"})
    assert again.status_code == 409
    client.post(address, {"now": "exempt", "reason": "认定有误"})
    assert not Exemption.objects.exists()


@pytest.mark.parametrize("cities", [1, 3])
def test_the_province_page_costs_the_same_for_one_city_and_for_three(
    client, official, round, django_assert_num_queries, cities
):
    for name in ("长春市", "吉林市", "四平市")[:cities]:
        by = make_user(User.Role.CITY, city=name)
        dossier = submitted(round, enterprise=make_enterprise(city=name))
        recommending.recommend_all(
            dossiers=[dossier], opinions={dossier.pk: "同意。"}, by=by, at=NOW
        )

    with django_assert_num_queries(13):
        # session, user, round, term, cities, states, quotas, taken, stamps,
        # reminders, listed dossiers, checks, exemptions
        client.get(url("round_cities", round.pk))
