"""The stamped list: the digest in its footer is read where it can be read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications.actions import recommending
from applications.models import Dossier, RecommendationSheet
from applications.presentation.printed import is_nearly
from portal.models import User
from portal.press.paper import pdf_of
from tests.factories import NOW, make_dossier, make_round, make_user
from tests.files import sound

pytestmark = pytest.mark.django_db
LIST = reverse("applications:city_list")


@pytest.fixture
def city(client):
    user = make_user(User.Role.CITY)
    client.force_login(user)
    return user


@pytest.fixture
def round(city):
    made = make_round()
    recommend(made, city)
    return made


def recommend(round, city):
    dossier = make_dossier(round=round, status=Dossier.Status.SUBMITTED)
    recommending.recommend_all(
        dossiers=[dossier], opinions={dossier.pk: "同意推荐。"}, by=city, at=NOW
    )


def exported(client):
    return client.get(reverse("applications:city_pdf")).content


def digest(client):
    return client.get(LIST).context["digest"]


def stamp(client, round, content, name="盖章件.pdf"):
    data = {
        "round": round.pk,
        "digest": digest(client),
        "file": SimpleUploadedFile(name, content),
    }
    url = reverse("applications:stamped_upload")
    return client.post(url, data, follow=True).content.decode()


def for_the_province(client, round):
    client.force_login(make_user(User.Role.OFFICIAL))
    url = reverse("applications:round_cities", args=[round.pk])
    return client.get(url).content.decode()


def test_the_list_of_before_is_refused_with_both_digests(client, city, round):
    old, before = exported(client), digest(client)
    for _ in range(3):
        recommend(round, city)

    html = stamp(client, round, old)

    assert f"页脚的摘要以 {before[:8]} 开头" in html
    assert f"现在的汇总表以 {digest(client)[:8]} 开头" in html
    assert "请重新导出 PDF，签字盖章后再上传" in html
    assert not RecommendationSheet.objects.exists()
    assert "已报齐" not in for_the_province(client, round)


def test_the_current_list_is_read_and_said_to_agree(client, city, round):
    html = stamp(client, round, exported(client))

    assert "页脚摘要与现在的汇总表一致" in html
    assert "读不出" not in html
    assert "请核对" not in for_the_province(client, round)


@pytest.mark.parametrize(
    ("name", "content"),
    [("盖章件.pdf", sound.pdf()), ("盖章件.png", sound.picture())],
)
def test_a_scan_without_text_is_to_be_compared_by_eye(
    client, city, round, name, content
):
    html = stamp(client, round, content, name)

    assert "上传后汇总表没有变动" in html
    assert "与现在的汇总表一致" not in html
    begins = f"应以 <code>{digest(client)[:8]}</code> 开头"
    assert begins in html
    shown = f"<code>{digest(client)[:8]}</code>"
    assert shown in for_the_province(client, round)


def test_a_digest_that_a_scanner_misread_is_left_to_the_eye(client, city, round):
    read = digest(client)
    read = ("1" if read[0] != "1" else "7") + read[1:]
    scan = pdf_of(f'<html lang="zh"><body><p>SHA-256 {read}</p></body></html>')

    assert "上传后汇总表没有变动" in stamp(client, round, scan)


def test_a_page_of_another_list_among_the_pages_is_refused(client, city, round):
    read, other = digest(client), "0123456789abcdef" * 4
    body = f"<p>SHA-256 {read}</p><p>SHA-256 {other}</p>"
    scan = pdf_of(f'<html lang="zh"><body>{body}</body></html>')

    assert "页脚的摘要以 01234567 开头" in stamp(client, round, scan)


def test_two_digests_are_never_nearly_the_same():
    one = "0123456789abcdef" * 4

    assert is_nearly("f" * 16 + one[16:], one)
    assert not is_nearly("f" * 32 + one[32:], one)
