# ruff: noqa: RUF001
"""Filling in a section: with and without scripts, and never losing what was typed."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from applications.models import Dossier, Evidence
from tests.factories import make_dossier, make_enterprise, make_round, make_user
from tests.files import sound

pytestmark = pytest.mark.django_db
PDF, OTHER = sound.pdf(), sound.pdf(pages=2)
ROWS = {"industries-TOTAL_FORMS": "1", "industries-INITIAL_FORMS": "0"}


@pytest.fixture
def owner(client):
    user = make_user()
    make_enterprise(user, province="jiangsu", city="南京市")
    client.force_login(user)
    return user


def draft(owner, kind="enterprise", **fields):
    now, day = timezone.now(), timedelta(days=1)
    fields = {"opens_at": now - 9 * day, "closes_at": now + 9 * day, **fields}
    return make_dossier(
        owner, kind=kind, round=make_round(province="jiangsu", **fields)
    )


@pytest.fixture
def dossier(owner):
    return draft(owner)


def url(dossier, slug="access", name="section"):
    return reverse(f"applications:{name}", args=[dossier.key, slug])


def stated(dossier):
    return Dossier.objects.get(pk=dossier.pk).document


def test_a_figure_stands_beside_the_clause_that_tests_it(client, dossier):
    text = client.get(url(dossier)).text

    assert "已连接工业设备数量" in text
    assert "二、平台服务能力" in text
    assert "本节对应指南" in text


def test_an_unknown_section_is_not_there(client, dossier):
    assert client.get(url(dossier, "nowhere")).status_code == 404
    assert client.get(url(dossier, "parks")).status_code == 404  # not this kind's


def test_a_section_is_saved_and_leads_on(client, dossier):
    client.post(url(dossier, "organisation"), {"production_mode": "discrete"})
    response = client.post(url(dossier), {"connected_devices": "４８", "then": "next"})

    assert response["Location"] == url(dossier, "knowledge")
    assert stated(dossier)["metrics"] == {
        "production_mode": "discrete",
        "connected_devices": 48,
    }


@pytest.mark.parametrize(
    ("then", "name"), [("list", "dossier"), ("check", "check"), ("", "dossier")]
)
def test_the_button_says_where_to(client, dossier, then, name):
    response = client.post(url(dossier), {"then": then})

    assert response["Location"] == reverse(f"applications:{name}", args=[dossier.key])


def test_what_cannot_be_read_is_shown_with_its_error_and_is_still_there_later(
    client, dossier
):
    data = {"connected_devices": "1e3", "manageable_devices": "9000"}
    response = client.post(url(dossier), {**data, "then": "next"})

    assert response.status_code == 200
    for page in (response.text, client.get(url(dossier)).text):
        assert "有 1 处需要修改" in page
        assert "“已连接工业设备数量”：" in page
        assert "不要用科学记数法" in page
        assert 'value="1e3"' in page
        assert 'value="9000"' in page
    assert stated(dossier)["metrics"] == {"manageable_devices": 9000}


def test_once_it_is_put_right_nothing_is_left_of_the_error(client, dossier):
    client.post(url(dossier), {"connected_devices": "1e3"})
    version = stated(dossier)["saved"]["access"]["version"]
    client.post(url(dossier), {"connected_devices": "1000", "version": version})

    assert stated(dossier)["unread"] == {"access": {}}
    assert stated(dossier)["metrics"] == {"connected_devices": 1000}


def test_who_was_overtaken_keeps_what_was_typed_and_may_save_again(client, dossier):
    client.post(url(dossier), {"connected_devices": "1"})

    overtaken = client.post(url(dossier), {"connected_devices": "2", "version": "0"})

    assert overtaken.status_code == 409
    assert 'value="2"' in overtaken.text
    assert f"没有保存：{dossier.started_by.name} 于" in overtaken.text
    assert stated(dossier)["metrics"] == {"connected_devices": 1}
    version = overtaken.context["version"]
    client.post(url(dossier), {"connected_devices": "2", "version": version})
    assert stated(dossier)["metrics"] == {"connected_devices": 2}


def test_after_the_closing_instant_a_section_says_so(client, owner):
    dossier = draft(owner, closes_at=timezone.now() - timedelta(seconds=1))

    for response in (client.get(url(dossier)), client.post(url(dossier), {})):
        assert response.status_code == 409
        assert "已到截止时间" in response.text


def test_autosave_answers_with_the_version_and_the_time(client, dossier):
    answer = client.post(url(dossier, name="section_save"), {"connected_devices": "48"})

    assert answer.status_code == 200
    assert answer.json()["version"] == stated(dossier)["saved"]["access"]["version"]
    parts = {"version", "saved_at", "note", "seen", "taken", "errors"}
    assert set(answer.json()) == parts
    assert stated(dossier)["metrics"] == {"connected_devices": 48}


def test_autosave_keeps_what_cannot_be_read_and_says_so(client, dossier):
    answer = client.post(url(dossier, name="section_save"), {"connected_devices": "多"})

    assert answer.json()["note"] == "但有 1 处需要修改"
    assert 'value="多"' in client.get(url(dossier)).text


def test_autosave_says_who_was_first_or_that_it_is_too_late(client, owner, dossier):
    save = url(dossier, name="section_save")
    client.post(save, {"connected_devices": "1"})
    overtaken = client.post(save, {"connected_devices": "2", "version": "0"})
    Dossier.objects.update(
        status="submitted", number="N1", submitted_at=timezone.now(), submitted_by=owner
    )
    late = client.post(save, {"connected_devices": "3", "version": "9"})

    assert (overtaken.status_code, late.status_code) == (409, 409)
    assert owner.name in overtaken.json()["message"]
    assert "已经提交" in late.json()["message"]


def report(client, dossier, data, slug="access"):
    return client.post(url(dossier, slug, "section_report"), data).text


def test_the_live_report_says_what_is_lacking_and_saves_nothing(client, dossier):
    client.post(url(dossier, "organisation"), {"production_mode": "discrete"})

    short = report(client, dossier, {"connected_devices": "48"})
    enough = report(client, dossier, {"connected_devices": "60"})

    assert "还差 12 台，要求不少于 60，现填 48" in short
    assert "不符合" in short
    assert "还差 12 台" not in enough
    assert "已连接工业设备数量 60 台" in enough
    assert "符合 1" in enough
    assert stated(dossier)["metrics"] == {"production_mode": "discrete"}


def test_the_live_report_shows_the_nearest_branch(client, dossier):
    client.post(url(dossier, "organisation"), {"production_mode": "mixed"})

    devices = report(client, dossier, {"connected_devices": "59"})
    points = report(client, dossier, {"collection_points": "99"})

    assert "已连接工业设备数量还差 1 台，要求不少于 60，现填 59" in devices
    assert "采集点数量" not in devices.partition("clauses-manageable")[0]
    assert "工艺流程数据采集点数量还差" in points


def test_the_live_report_names_what_cannot_be_read(client, dossier):
    text = report(client, dossier, {"connected_devices": "-5"})

    assert "“已连接工业设备数量”：“-5”不是可用的数字。不能为负数。" in text
    assert "未填" in text


def test_the_live_report_goes_row_by_row(client, owner):
    dossier = draft(owner, "comprehensive")
    data = {**ROWS, "industries-0-name": "汽车", "industries-0-enterprise_users": "48"}

    text = report(client, dossier, data, "industries")

    assert "“汽车”的企业用户数量还差 2 家，要求不少于 50，现填 48" in text
    assert "覆盖行业数量还差 4 个，要求不少于 5，现为 1" in text


def test_rows_are_added_and_removed_without_scripts(client, owner):
    dossier = draft(owner, "comprehensive")
    page = url(dossier, "industries")
    first = {**ROWS, "industries-0-name": "汽车", "industries-0-connected_devices": "x"}

    added = client.post(page, {**first, "add_row": "industries"})
    text = client.get(added["Location"]).text

    assert added["Location"] == f"{page}?blank=1#row-industries-1"
    assert 'value="汽车"' in text
    assert 'value="x"' in text  # and its error with it
    assert 'name="industries-1-name"' in text
    assert 'name="industries-2-name"' not in text
    second = {"industries-TOTAL_FORMS": "2", "industries-1-name": "化学"}
    version = stated(dossier)["saved"]["industries"]["version"]
    data = {**first, **second, "version": version, "remove_row": "industries-0"}
    removed = client.post(page, data)
    assert removed["Location"] == page
    assert stated(dossier)["industries"] == [{"name": "化学"}]
    assert stated(dossier)["unread"]["industries"] == {}


def test_a_section_of_rows_starts_with_a_blank_one(client, owner):
    dossier = draft(owner, "comprehensive")

    assert 'name="industries-0-name"' in client.get(url(dossier, "industries")).text


def test_capabilities_are_answered_with_the_clause_in_full(client, dossier):
    page = url(dossier, "capabilities")
    text = client.get(page).text
    client.post(
        page, {"cap_infrastructure": "partly", "cap_infrastructure-statement": "见附件"}
    )

    assert "具有完整的功能架构，能够基于公有云、私有云或混合云提供服务" in text
    assert stated(dossier)["capabilities"] == {
        "cap_infrastructure": {"answer": "partly", "statement": "见附件"}
    }
    live = report(client, dossier, {"cap_infrastructure": "yes"}, "capabilities")
    assert "<strong>符合 1</strong>" in live


def test_a_statement_that_is_too_long_is_refused_and_kept(client, dossier):
    data = {"cap_infrastructure-statement": "字" * 301, "then": "stay"}

    response = client.post(url(dossier, "capabilities"), data)

    assert "最多 300 字，现为 301 字" in response.text
    assert "字" * 301 in response.text


def upload(client, dossier, slug, slot, *files, **more):
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    data = {f"file-{slot}-files": sent, f"file-{slot}-pages": "3-5", **more}
    return client.post(url(dossier, slug), data)


def test_files_go_with_the_section_or_one_of_its_clauses(client, dossier):
    chosen = {"file-section-clause": "device-access", "connected_devices": "60"}
    upload(client, dossier, "access", "section", ("清单.pdf", PDF), **chosen)
    upload(client, dossier, "capabilities", "cap_infrastructure", ("云.pdf", PDF))
    upload(
        client, dossier, "attachments", "licence", ("证.pdf", PDF), ("副.pdf", OTHER)
    )

    found = Evidence.objects.values_list("section", "clause", "name", "pages")
    assert list(found) == [
        ("access", "device-access", "清单.pdf", "3-5"),
        ("capabilities", "cap_infrastructure", "云.pdf", "3-5"),
        ("attachments", "licence", "证.pdf", "3-5"),
        ("attachments", "licence", "副.pdf", "3-5"),
    ]
    assert stated(dossier)["metrics"] == {"connected_devices": 60}


def test_a_file_that_is_refused_holds_nothing_else_up(client, dossier):
    files = ("空.pdf", b""), ("好.pdf", PDF)

    response = upload(client, dossier, "access", "section", *files, connected_devices=7)

    assert response.status_code == 200
    assert "“空.pdf”是空文件（0 字节）" in response.text
    assert "好.pdf" in response.text
    assert [each.name for each in Evidence.objects.all()] == ["好.pdf"]
    assert stated(dossier)["metrics"] == {"connected_devices": 7}


def test_a_file_is_removed_by_its_own_button(client, dossier):
    upload(client, dossier, "access", "section", ("清单.pdf", PDF))

    data = {"remove_file": Evidence.objects.get().key, "version": 0}
    response = client.post(url(dossier), data)

    assert response["Location"] == url(dossier)
    assert not Evidence.objects.exists()


def test_a_file_of_another_dossier_is_not_removed(client, dossier):
    other = draft(make_user())
    mine = {"section": "access", "uploaded_at": timezone.now()}
    foreign = Evidence.objects.create(
        dossier=other, name="a.pdf", size=1, uploaded_by=other.started_by, **mine
    )

    answer = client.post(url(dossier), {"remove_file": foreign.key})

    assert answer.status_code == 404
    assert Evidence.objects.exists()
