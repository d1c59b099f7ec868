"""A return for correction opens what it names; all else stays as it was handed in."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from applications.actions import corrections, dossiers
from applications.actions.corrections import Wanted
from applications.models import Dossier, Evidence
from applications.views.importing import layout_for
from portal.audit import record
from portal.filing_book import write_book
from portal.models import User
from tests.applications.filing import make_whole_dossier
from tests.factories import make_round, make_user
from tests.files import sound

pytestmark = pytest.mark.django_db

FIELD = Wanted("access", "connected_devices", "接入设备", "与清单不一致。")


@pytest.fixture
def owner():
    return make_user()


@pytest.fixture
def draft(owner):
    now = timezone.now()
    round = make_round(
        province="jiangsu",
        opens_at=now - timedelta(days=2),
        closes_at=now + timedelta(days=2),
    )
    return make_whole_dossier(owner, round=round)


def submit(dossier, owner):
    dossier.refresh_from_db()
    dossiers.submit(dossier=dossier, by=owner, at=timezone.now(), declared=True)


def send_back(dossier, *items, days=3):
    city = make_user(User.Role.CITY, province="jiangsu", city="长春市")
    corrections.return_for_correction(
        dossier=dossier,
        reasons="请按意见修改",
        items=items,
        due=timezone.now() + timedelta(days=days),
        by=city,
        at=timezone.now(),
    )


@pytest.fixture
def returned(draft, owner):
    submit(draft, owner)
    send_back(draft, FIELD)
    return draft


def section(dossier, slug="access"):
    return reverse("applications:section", args=[dossier.key, slug])


def test_the_page_shows_what_is_asked_and_the_rest_as_text(client, returned, owner):
    client.force_login(owner)
    page = client.get(section(returned)).content.decode()

    assert "市级意见：与清单不一致。" in page
    assert 'name="connected_devices"' in page
    assert "本次补正未开放" in page
    assert 'name="manageable_devices"' not in page
    assert 'type="file"' not in page


def test_a_locked_field_that_is_posted_all_the_same_is_not_saved(
    client, returned, owner
):
    client.force_login(owner)
    posted = {
        "version": returned.version,
        "connected_devices": "66",
        "manageable_devices": "9999",
    }
    client.post(section(returned), posted)
    returned.refresh_from_db()
    posted |= {"version": returned.version, "industrial_apps": "9999"}
    saved = client.post(f"{section(returned)}autosave/", posted)

    returned.refresh_from_db()
    metrics = returned.document["metrics"]
    assert saved.status_code == 200
    assert (metrics["connected_devices"], metrics["manageable_devices"]) == (66, 5000)


def test_locked_answers_and_fields_of_other_sections_stay(client, returned, owner):
    before = returned.document
    client.force_login(owner)
    client.post(section(returned, "capabilities"), {"version": "99"})
    client.post(section(returned, "platform"), {"version": "99", "platform_name": "改"})

    returned.refresh_from_db()
    assert returned.document["capabilities"] == before["capabilities"]
    assert returned.document["profile"] == before["profile"]


def test_the_action_itself_keeps_what_is_locked(returned, owner):
    dossiers.save_section(
        dossier=returned,
        section="access",
        values={"metrics": {"connected_devices": 61, "manageable_devices": 1}},
        version=returned.version,
        by=owner,
        at=timezone.now(),
    )
    assert returned.document["metrics"]["connected_devices"] == 61
    assert returned.document["metrics"]["manageable_devices"] == 5000


def test_one_goes_on_to_the_next_section_that_is_open(client, draft, owner):
    submit(draft, owner)
    send_back(draft, FIELD, Wanted("cases", "", "案例（整节）", "请补充。"))
    client.force_login(owner)
    page = client.get(section(draft))
    assert page.context["following"].id == "cases"
    last = client.get(section(draft, "cases"))
    assert last.context["following"] is None


def test_a_whole_section_opens_when_it_is_named(client, draft, owner):
    submit(draft, owner)
    send_back(draft, Wanted("access", "", "设备接入（整节）", "请核对本节。"))
    client.force_login(owner)
    page = client.get(section(draft)).content.decode()

    assert "请核对本节。" in page
    assert 'name="manageable_devices"' in page
    assert "本次补正未开放" not in page


def paper(dossier):
    return dossier.evidence.in_place().filter(section="attachments").first()


def upload(client, dossier, place):
    url = reverse("applications:upload", args=[dossier.key, "attachments"])
    file = SimpleUploadedFile("新.pdf", sound.pdf())
    return client.post(url, {"place": place, f"file-{place}-files": file})


def test_files_come_and_go_only_where_a_kind_of_attachment_is_named(
    client, draft, owner
):
    kept = paper(draft)
    other = draft.evidence.exclude(clause=kept.clause).first()
    submit(draft, owner)
    send_back(draft, Wanted("attachments", kept.clause, "附件", "请更换。"))
    client.force_login(owner)

    assert upload(client, draft, kept.clause).status_code == 201
    refused = upload(client, draft, other.clause)
    assert refused.status_code == 409
    assert "不在本次补正的范围内" in refused.json()["message"]
    page = {"version": "0", "remove_file": other.key}
    assert client.post(section(draft, "attachments"), page).status_code == 409
    url = reverse("applications:evidence_reference", args=[other.key])
    assert client.post(url, {"pages": "3"}).status_code == 409
    assert Evidence.objects.in_place().filter(pk=other.pk, pages="").exists()


def test_a_file_that_was_handed_in_is_taken_off_but_can_still_be_read(
    client, draft, owner
):
    kept = paper(draft)
    kept.file.save("x.pdf", ContentFile(sound.pdf()))
    submit(draft, owner)
    send_back(draft, Wanted("attachments", kept.clause, "附件", "请更换。"))
    client.force_login(owner)
    client.post(
        section(draft, "attachments"), {"version": "0", "remove_file": kept.key}
    )

    assert not draft.evidence.in_place().filter(pk=kept.pk).exists()
    assert kept.name not in client.get(section(draft, "attachments")).content.decode()
    answer = client.get(reverse("applications:evidence", args=[kept.key]))
    assert b"".join(answer.streaming_content) == sound.pdf()


def test_a_file_that_was_never_handed_in_goes_for_good(client, draft, owner):
    kept = paper(draft)
    submit(draft, owner)
    send_back(draft, Wanted("attachments", kept.clause, "附件", "请更换。"))
    client.force_login(owner)
    upload(client, draft, kept.clause)
    new = draft.evidence.in_place().latest("pk")
    client.post(section(draft, "attachments"), {"version": "0", "remove_file": new.key})

    assert not Evidence.objects.filter(pk=new.pk).exists()


def test_after_the_deadline_the_page_says_which_one_and_what_remains(
    client, returned, owner
):
    past = timezone.now() - timedelta(hours=1)
    Dossier.objects.filter(pk=returned.pk).update(correction_due=past)
    client.force_login(owner)
    answer = client.get(section(returned))

    assert answer.status_code == 409
    assert "补正期限（" in answer.content.decode()
    assert "可以延长一次" in answer.content.decode()


@pytest.mark.parametrize(
    ("stage", "word"),
    [
        ("open", "已受理，待专家评审"),
        ("scoring", "专家评审中"),
        ("published", "已公示"),
    ],
)
def test_an_accepted_dossier_goes_on_with_its_round(client, draft, owner, stage, word):
    submit(draft, owner)
    Dossier.objects.filter(pk=draft.pk).update(status="accepted")
    type(draft.round).objects.filter(pk=draft.round_id).update(status=stage)
    client.force_login(owner)
    page = client.get(draft.get_absolute_url()).content.decode()

    assert word in page
    assert word in client.get(reverse("applications:dossiers")).content.decode()
    assert "退回补正时会在这里写明" not in page


def test_the_timeline_says_when_scoring_began_and_the_result_was_shown(
    client, draft, owner
):
    submit(draft, owner)
    Dossier.objects.filter(pk=draft.pk).update(status="accepted")
    record(by=None, action="round.scoring_started", subject=draft.round)
    record(by=None, action="round.published", subject=draft.round)
    client.force_login(owner)
    page = client.get(draft.get_absolute_url()).content.decode()

    assert "开始专家评审" in page
    assert "评审结果公示" in page


def test_the_submit_address_alone_leads_to_the_check(client, draft, owner):
    client.force_login(owner)
    answer = client.get(reverse("applications:submit", args=[draft.key]))
    assert answer.url == reverse("applications:check", args=[draft.key])


def test_a_template_does_not_bring_what_is_locked(client, returned, owner):
    other = {**returned.document["metrics"]}
    other |= {"connected_devices": 77, "manageable_devices": 1}
    filed = {"name": returned.document.get("name", ""), "metrics": other}
    book = write_book(layout_for(returned), filed, at=timezone.now())
    client.force_login(owner)
    url = reverse("applications:workbook", args=[returned.key])
    page = client.post(url, {"book": SimpleUploadedFile("模板.xlsx", book)})
    text = page.content.decode()

    assert "有 1 处改动不会导入" in text
    token = page.context["token"]
    client.post(f"{url}apply/", {"token": token})
    returned.refresh_from_db()
    metrics = returned.document["metrics"]
    assert (metrics["connected_devices"], metrics["manageable_devices"]) == (77, 5000)


def test_a_section_in_which_nothing_is_open_has_nothing_to_save(
    client, returned, owner
):
    client.force_login(owner)

    closed = client.get(section(returned, "organisation")).text
    opened = client.get(section(returned)).text

    assert "本次补正没有开放本节，只供查看" in closed
    assert "data-autosave" not in closed
    assert "<button" not in closed.partition('class="p-actionbar"')[2]
    assert "返回任务列表</a>" in closed
    assert 'value="list">保存并返回任务列表</button>' in opened
    assert "data-autosave" in opened


def test_what_was_handed_in_stays_though_a_bound_has_come_since(client, draft, owner):
    profile = {**draft.document["profile"], "founded_on": "2099-01-01"}
    profile["industry"] = "35 专用设备制造业"
    draft.document = {**draft.document, "profile": profile}
    draft.save()
    submit(draft, owner)
    send_back(draft, Wanted("organisation", "legal_representative", "法人", "核对。"))
    client.force_login(owner)
    url = section(draft, "organisation")

    page = client.get(url)
    typed = {"legal_representative": "示例改名", "version": page.context["version"]}
    client.post(url, {**typed, "seen": page.context["seen"]})

    stated = Dossier.objects.get(pk=draft.pk).document
    assert "需要修改" not in page.text
    assert stated["profile"]["legal_representative"] == "示例改名"
    assert stated["profile"]["founded_on"] == "2099-01-01"
