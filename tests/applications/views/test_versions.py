"""Versions side by side: who sees which, what is shown, what it costs."""

import pytest
from django.urls import reverse

from applications.actions import corrections, dossiers
from applications.models import Dossier, DossierVersion, VersionsAreKept
from portal.models import User
from tests.applications.filing import make_whole_dossier
from tests.factories import NOW, make_evidence, make_expert, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def filed():
    """Handed in, sent back for one field, put right, and handed in again."""
    owner = make_user()
    dossier = make_whole_dossier(owner)
    submit(dossier, owner)
    send_back(dossier)
    save(dossier, owner, "access", {"metrics": {"connected_devices": 66}})
    submit(dossier, owner)
    return dossier


def submit(dossier, owner):
    dossier.refresh_from_db()
    dossiers.submit(dossier=dossier, by=owner, at=NOW, declared=True)


def send_back(dossier):
    city = make_user(User.Role.CITY, province="jiangsu")
    asked = [corrections.Wanted("access", "connected_devices", "联网设备", "请核对。")]
    due = dossier.round.closes_at
    corrections.return_for_correction(
        dossier=dossier, reasons="请改", items=asked, due=due, by=city, at=NOW
    )


def save(dossier, owner, section, values):
    dossier.refresh_from_db()
    dossiers.save_section(
        dossier=dossier, section=section, values=values,
        version=dossier.version, by=owner, at=NOW,
    )  # fmt: skip


def page(client, user, dossier, **query):
    client.force_login(user)
    return client.get(reverse("applications:versions", args=[dossier.key]), query)


def test_each_submission_is_kept_whole_with_its_digest(filed):
    first, second = filed.versions.all()

    assert (first.number, second.number) == (1, 2)
    assert first.document["metrics"]["connected_devices"] == 60
    assert second.document["metrics"]["connected_devices"] == 66
    assert first.digest != second.digest
    assert len(first.evidence) == filed.evidence.count()
    assert first.report["eligible"] is True


def test_no_version_is_changed_or_removed(filed):
    version = filed.versions.first()

    for deed in (
        version.save,
        version.delete,
        filed.versions.all().delete,
        lambda: DossierVersion.objects.update(digest="x"),
    ):
        with pytest.raises(VersionsAreKept):
            deed()


def test_the_two_latest_are_shown_with_what_differs_alone(client, filed):
    html = page(client, filed.started_by, filed).content.decode()

    assert "第 1 版 → 第 2 版" in html
    assert "<del>60 台</del>" in html
    assert "<ins>66 台</ins>" in html
    assert "平台名称" not in html


def test_what_is_equal_is_shown_on_demand(client, filed):
    html = page(client, filed.started_by, filed, all="yes").content.decode()

    assert "平台名称" in html
    assert "没有改动" in html


def test_the_same_version_twice_has_no_difference(client, filed):
    html = page(client, filed.started_by, filed, old="1", new="1").content.decode()

    assert "完全相同" in html


def test_files_come_and_go_by_name_and_content(client, filed):
    owner = filed.started_by
    Dossier.objects.filter(pk=filed.pk).update(status=Dossier.Status.DRAFT)
    make_evidence(filed, section="access", name="设备清单.pdf", sha256="e" * 64)

    html = page(client, owner, filed).content.decode()

    assert "第 2 版 → 当前草稿" in html
    assert "设备清单.pdf" in html
    assert "e" * 64 in html


def test_the_draft_is_its_enterprises_alone(client, filed, settings):
    settings.CORRECTION_RETURNS = 2
    send_back(filed_again := Dossier.objects.get(pk=filed.pk))
    save(filed_again, filed.started_by, "access", {"metrics": {"connected_devices": 7}})
    city = make_user(User.Role.CITY, province="jiangsu")

    html = page(client, city, filed, old="1", new="draft").content.decode()

    assert "当前草稿" not in html
    assert "7 台" not in html
    assert "第 1 版 → 第 2 版" in html


@pytest.mark.parametrize(
    ("role", "fields", "status"),
    [
        (User.Role.CITY, {"province": "jiangsu"}, 200),
        (User.Role.CITY, {"province": "jiangsu", "city": "南京市"}, 404),
        (User.Role.OFFICIAL, {"province": "jiangsu"}, 200),
        (User.Role.OFFICIAL, {"province": "jilin"}, 404),
        (User.Role.ENTERPRISE, {}, 404),
        (User.Role.AUDIT, {}, 403),
    ],
)
def test_whoever_may_see_the_dossier_sees_its_versions(
    client, filed, role, fields, status
):
    assert page(client, make_user(role, **fields), filed).status_code == status


def test_experts_do_not_see_them(client, filed):
    assert page(client, make_expert().user, filed).status_code == 403


def test_a_draft_never_handed_in_has_none(client):
    owner = make_user()
    dossier = make_whole_dossier(owner)

    assert "还没有提交过" in page(client, owner, dossier).content.decode()


@pytest.mark.parametrize("query", [{"old": "x"}, {"new": "99"}, {"old": "draft"}])
def test_nonsense_in_the_address_is_left_out(client, filed, query):
    answer = page(client, filed.started_by, filed, **query)

    assert answer.status_code == 200
    assert "第 2 版" in answer.content.decode()


@pytest.mark.parametrize("more", [0, 2])
def test_the_page_costs_the_same_for_two_versions_and_for_four(
    client, filed, more, django_assert_num_queries
):
    for _ in range(more):
        Dossier.objects.filter(pk=filed.pk).update(status=Dossier.Status.DRAFT)
        submit(filed, filed.started_by)
    client.force_login(filed.started_by)

    with django_assert_num_queries(4):  # session, user, dossier, versions
        client.get(reverse("applications:versions", args=[filed.key]))
