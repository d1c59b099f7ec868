"""Check, declare, submit, receipt."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.models import Dossier, Step
from applications.presentation.check_code import check_code
from portal.models import User
from tests.applications.filing import fill, make_whole_dossier
from tests.factories import make_enterprise, make_round, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client):
    user = make_user()
    make_enterprise(user, province="jiangsu", city="南京市")
    client.force_login(user)
    return user


@pytest.fixture
def dossier(owner):
    now, day = timezone.now(), timedelta(days=1)
    span = {"opens_at": now - 9 * day, "closes_at": now + 9 * day}
    round = make_round(province="jiangsu", code="JS26", **span)
    return make_whole_dossier(owner, round=round)


def to(name, dossier):
    return reverse(f"applications:{name}", args=[dossier.key])


def submit(client, dossier, **data):
    return client.post(to("submit", dossier), {"declared": "yes", **data})


def test_the_check_page_shows_everything_with_a_way_back_here(client, dossier):
    text = client.get(to("check", dossier)).text

    section = reverse("applications:section", args=[dossier.key, "operation"])
    assert f'href="{section}?from=check"' in text
    assert "达到门槛" in text
    assert "提交前还要填好" not in text
    assert "本单位承诺" in text


def test_met_clauses_are_folded_and_what_is_not_met_stands_open(client, dossier):
    whole = client.get(to("check", dossier)).text
    dossier.document["metrics"]["connected_devices"] = 1
    dossier.save()

    text = client.get(to("check", dossier)).text

    unfolded, _, folded = text.partition('id="report"')[2].partition("<details")
    met = folded.partition("</details>")[0]
    assert "p-clause--unmet" in unfolded
    assert "p-clause--unmet" not in met
    assert "条，逐条查看" in met
    assert text.count('<article class="p-clause') == whole.count(
        '<article class="p-clause'
    )
    assert 'href="#submission"' in text
    assert 'id="submission"' in text


def test_a_section_opened_from_the_check_page_leads_back(client, dossier):
    section = reverse("applications:section", args=[dossier.key, "operation"])

    assert "保存并返回核对" in client.get(f"{section}?from=check").text


def test_what_is_missing_is_listed_with_links(client, dossier):
    dossier.document["profile"].pop("figures_as_of")
    dossier.save()
    dossier.evidence.filter(clause="licence").delete()

    text = client.get(to("check", dossier)).text

    assert "提交前还要填好的内容" in text
    assert "?from=check#id_figures_as_of_group" in text
    assert "?from=check#id_licence_group" in text


def test_an_incomplete_dossier_is_not_submitted(client, dossier):
    dossier.document["profile"].pop("figures_as_of")
    dossier.save()

    response = client.post(to("submit", dossier), {"declared": "yes"}, follow=True)

    assert "还没有提交：有 1 处必填内容没有填好" in response.text
    assert Dossier.objects.get().status == "draft"


def test_without_the_declaration_it_says_what_is_missing(client, dossier):
    response = submit(client, dossier, declared="")

    assert "没有勾选真实性承诺" in response.text
    assert Dossier.objects.get().status == "draft"


def test_ineligibility_is_said_plainly_and_does_not_prevent(client, dossier):
    fill(dossier, answer_all="partly")

    assert "按现在填报的内容，本申报未达到门槛" in client.get(to("check", dossier)).text
    receipt = client.get(submit(client, dossier)["Location"]).text

    assert "未达到门槛，不参加排名" in receipt


def test_what_cannot_be_read_stands_in_the_full_text_as_it_was_typed(client, dossier):
    saved = dossier.document.get("saved", {}).get("access", {})
    typed = {"connected_devices": "1,200.5", "version": saved.get("version", "0")}
    client.post(reverse("applications:section", args=[dossier.key, "access"]), typed)
    text = client.get(to("check", dossier)).text

    assert '<dd class="p-err">1,200.5（不能识别，需要修改）</dd>' in text


def test_the_receipt_has_number_instant_and_what_comes_next(client, dossier):
    response = submit(client, dossier)
    text = client.get(response["Location"]).text

    assert response["Location"] == to("receipt", dossier)
    assert "JS26-E001" in text
    assert "北京时间" in text
    assert "南京市工信主管部门审核" in text


def test_the_receipt_shows_the_check_code_to_its_own_enterprise_alone(client, dossier):
    receipt = submit(client, dossier)["Location"]
    text = client.get(receipt).text
    code = check_code(dossier)

    assert f'查询校验码 <strong class="p-code">{code}</strong>' in text
    assert f'<dt>查询校验码</dt><dd class="p-code">{code}</dd>' in text
    stranger = make_user()
    make_enterprise(stranger, province="jiangsu", city="南京市")
    official = make_user(User.Role.OFFICIAL, province="jiangsu")
    city = make_user(User.Role.CITY, province="jiangsu", city="南京市")
    for other in (stranger, official, city):
        client.force_login(other)
        answer = client.get(receipt)
        assert answer.status_code in (403, 404)
        assert code not in answer.text


def test_who_submits_second_is_shown_the_same_receipt(client, dossier):
    first = submit(client, dossier)
    second = submit(client, dossier)

    assert first["Location"] == second["Location"]
    assert "没有重复提交" in client.get(second["Location"]).text
    assert Step.objects.count() == 1


def test_after_the_closing_instant_it_is_refused(client, dossier):
    dossier.round.closes_at = timezone.now()
    dossier.round.save()

    response = submit(client, dossier)

    assert response.status_code == 409
    assert "已到截止时间" in response.text


def test_there_is_no_receipt_before_the_submission(client, dossier):
    response = client.get(to("receipt", dossier))

    assert response["Location"] == dossier.get_absolute_url()


def test_what_was_submitted_is_read_only(client, dossier):
    submit(client, dossier)

    text = client.get(to("check", dossier)).text

    assert "申报书全文" in text
    assert "?from=check" not in text
    assert "本单位承诺" not in text
    page = client.get(dossier.get_absolute_url()).text
    assert "已提交，待市级审核" in page
    assert "填报任务" not in page
