"""The pages of the veto items: what each reads, where each answers."""

import pytest
from django.urls import reverse

from applications.models import Dossier, Round
from portal.guides import vetoes
from portal.models import User
from tests.applications.views.test_official import queue, recommended
from tests.factories import NOW, make_dossier, make_enterprise, make_round, make_user

pytestmark = pytest.mark.django_db

ADMITTED = {"veto_dishonesty": "有", "veto_dishonesty_statement": "曾受处罚，已修复。"}


def url(name, dossier, *args):
    return reverse(f"applications:{name}", args=[dossier.key, *args])


def answers(**changed):
    posted = {item.id: "yes" for item in vetoes.items()}
    return {**posted, **changed}


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


def submitted(round, **profile):
    document = {"metrics": {}, "industries": [], "domains": [], "parks": []}
    dossier = make_dossier(
        round=round,
        status=Dossier.Status.SUBMITTED,
        document={**document, "profile": profile},
    )
    dossier.veto_reviews.all().delete()
    return dossier


def test_the_city_sees_the_answers_and_says_what_it_found(client, city, round):
    dossier = submitted(round, **ADMITTED)

    page = client.get(url("city_dossier", dossier)).content.decode()
    assert "曾受处罚，已修复。" in page
    assert url("city_vetoes", dossier) in page
    form = client.get(url("city_vetoes", dossier)).content.decode()
    assert "申报单位未被列入“信用中国”严重失信主体名单。" in form
    posted = answers(unbuilt="no", note_unbuilt="官网无法访问。")
    answer = client.post(url("city_vetoes", dossier), posted)

    assert answer.url == url("city_dossier", dossier) + "#vetoes"
    page = client.get(url("city_dossier", dossier)).content.decode()
    assert "官网无法访问。" in page
    assert page.count("待认定") == 2  # what was admitted, and what is doubted


def test_a_doubt_without_words_is_refused_and_nothing_typed_is_lost(
    client, city, round
):
    dossier = submitted(round)

    answer = client.post(
        url("city_vetoes", dossier), answers(fraud="no", note_registration="已核对。")
    )

    html = answer.content.decode()
    assert "有疑问的事项必须写明情况" in html
    assert "已核对。" in html
    assert not dossier.veto_reviews.exists()


def test_the_page_says_what_is_left_to_do_and_recommending_leads_there(
    client, city, round
):
    dossier = submitted(round)

    page = client.get(url("city_dossier", dossier)).content.decode()
    assert f"一票否决事项 {len(vetoes.items())} 项未核查" in page
    answer = client.get(url("recommend", dossier))
    assert answer.status_code == 409
    assert url("city_vetoes", dossier) in answer.content.decode()

    client.post(url("city_vetoes", dossier), answers())
    assert client.get(url("recommend", dossier)).status_code == 200
    page = client.get(url("city_dossier", dossier)).content.decode()
    assert "推荐前还需要" not in page


def test_the_batch_says_what_is_not_checked(client, city, round):
    dossier = submitted(round)

    page = client.get(reverse("applications:city_batch"), {"d": [dossier.key]})

    assert "一票否决事项未核查：非本省注册、失信" in page.content.decode()


def test_the_batch_says_what_was_found_and_what_is_to_be_decided(client, city, round):
    clean, admitted = submitted(round), submitted(round, **ADMITTED)
    for dossier in (clean, admitted):
        doubts = {"unbuilt": "no", "note_unbuilt": "官网无法访问。"}
        found = doubts if dossier == admitted else {}
        client.post(url("city_vetoes", dossier), answers(**found))

    keys = [clean.key, admitted.key]
    html = client.get(reverse("applications:city_batch"), {"d": keys}).content.decode()

    assert html.count("一票否决事项：均已核查，无所列情形") == 1
    assert "“失信”待省级认定：企业填报有此情形（曾受处罚，已修复。）" in html
    assert "“未建或在建”待省级认定：市级有疑问：官网无法访问。" in html
    assert "形式审查：5 项全部通过" in html
    label = html[html.index('for="id_opinion"') :]
    assert "（必填）" in label[: label.index("</label>")]


def test_every_item_is_answered(client, city, round):
    dossier = submitted(round)

    html = client.post(url("city_vetoes", dossier), {}).content.decode()

    assert f"有 {len(vetoes.items())} 处需要修改" in html


def test_an_official_decides_and_takes_it_back(client, official, round):
    dossier = recommended(round)

    page = client.get(url("official_dossier", dossier)).content.decode()
    assert url("veto", dossier, "dishonesty") in page
    posted = {"is_confirmed": "yes", "reason": "列入名单，截图见附件。"}
    client.post(url("veto", dossier, "dishonesty"), posted)
    page = client.get(url("official_dossier", dossier)).content.decode()
    assert "属实，一票否决" in page
    assert "列入名单，截图见附件。" in page
    assert dossier.number not in queue(client, eligible="yes")

    again = client.get(url("veto", dossier, "dishonesty")).content.decode()
    assert "撤销一票否决认定：失信" in again
    client.post(url("veto", dossier, "dishonesty"), {"reason": "已移出名单。"})
    assert dossier.vetoes.get().withdrawn_at is not None


def test_nothing_chosen_and_no_reason_are_said(client, official, round):
    dossier = recommended(round)

    html = client.post(url("veto", dossier, "fraud"), {}).content.decode()

    assert "请选择属实或不成立" in html
    assert not dossier.vetoes.exists()


def test_the_queue_of_eligible_ones_follows_the_decision(client, official, round):
    dossier = recommended(round)
    Dossier.objects.update(report={"eligible": True, "verdicts": []})
    assert dossier.number in queue(client, eligible="yes")

    row = {"is_confirmed": True, "reason": "示例", "by": official, "at": NOW}
    decision = dossier.vetoes.create(item="fraud", **row)

    assert dossier.number not in queue(client, eligible="yes")
    assert dossier.number in queue(client, eligible="no")
    decision.withdrawn_at = NOW
    decision.save()
    assert dossier.number in queue(client, eligible="yes")


def test_a_veto_item_is_not_ruled_on_as_a_clause(client, official, round):
    dossier = recommended(round)
    row = {"is_confirmed": True, "reason": "示例", "by": official, "at": NOW}
    dossier.vetoes.create(item="fraud", **row)

    assert client.get(url("rule_on", dossier, "veto-fraud")).status_code == 404
    page = client.get(url("official_dossier", dossier)).content.decode()
    assert url("rule_on", dossier, "veto-fraud") not in page


def test_accepting_says_what_is_still_to_be_decided(client, official, round):
    dossier = recommended(round)
    Dossier.objects.update(document={**dossier.document, "profile": ADMITTED})

    page = client.get(url("accept", dossier)).content.decode()

    assert "一票否决事项“失信”待认定" in page


def test_another_citys_and_a_late_one_are_not_checked(client, city, round):
    other = make_dossier(
        round=round,
        status=Dossier.Status.SUBMITTED,
        enterprise=make_enterprise(city="吉林市"),
    )
    assert client.get(url("city_vetoes", other)).status_code == 404
    late = submitted(round)
    Round.objects.update(status=Round.Status.SCORING)
    assert client.post(url("city_vetoes", late), answers()).status_code == 409


@pytest.mark.parametrize("decided", [1, 3])
def test_the_citys_page_costs_the_same_for_one_review_and_for_three(
    client, city, round, django_assert_num_queries, decided
):
    dossier = submitted(round)
    for item in vetoes.items()[:decided]:
        dossier.veto_reviews.create(item=item.id, agrees=True, by=city, at=NOW)

    with django_assert_num_queries(4):  # session, user, dossier, reviews
        client.get(url("city_vetoes", dossier))


def test_the_enterprise_reads_the_decision_with_its_reason(client, official, round):
    dossier = recommended(round)
    row = {"is_confirmed": True, "reason": "合同系伪造。", "by": official, "at": NOW}
    dossier.vetoes.create(item="fraud", **row)
    client.force_login(dossier.started_by)

    html = client.get(url("check", dossier)).content.decode()

    assert "一票否决事项：材料造假" in html
    assert "合同系伪造。" in html
