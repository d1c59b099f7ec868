"""The dossier and its receipt on paper, read back from the PDF."""

import re

import pypdfium2 as pdfium
import pytest
from django.urls import reverse

from applications.exports import dossier_pdf as papers
from applications.facts import digest_of, findings_of
from applications.models import Dossier, Ruling
from applications.presentation.check_code import check_code
from portal.models import User
from tests.factories import NOW, make_dossier, make_evidence, make_user

pytestmark = pytest.mark.django_db


def pages(pdf):
    document = pdfium.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return [re.sub(r"\s", "", text) for text in texts]


@pytest.fixture
def dossier():
    made = make_dossier(status=Dossier.Status.SUBMITTED, platform="示例<b>平台</b>")
    made.document = {
        **made.document,
        "profile": {"platform_name": "示例<b>平台</b>", "positioning": "定位\ue123"},
    }
    made.save()
    make_evidence(made, name="审计<i>报告.pdf", pages="3-5")
    return made


def fetched(client, dossier, name, user):
    client.force_login(user)
    return client.get(reverse(f"applications:{name}", args=[dossier.key]))


def test_every_page_bears_the_digest_and_its_number(client, dossier):
    answer = fetched(client, dossier, "dossier_pdf", dossier.started_by)
    texts = pages(answer.content)
    digest = digest_of(dossier, dossier.evidence.all())
    for number, text in enumerate(texts, start=1):
        assert digest in text
        assert f"第{number}页/共{len(texts)}页" in text
    assert "application/pdf" in answer["Content-Type"]
    assert "no-store" in answer["Cache-Control"]


def test_the_dossier_says_what_the_check_page_says(client, dossier):
    text = "".join(pages(papers.dossier_pdf(dossier, list(dossier.evidence.all()))))
    evidence = dossier.evidence.get()
    for words in (
        dossier.number,
        dossier.enterprise.name,
        dossier.enterprise.credit_code,
        "目录",
        "附1条款核对",
        "附2佐证材料清单",
        "示例<b>平台</b>",
        "审计<i>报告.pdf",
        "见第3-5页",
        evidence.sha256,
    ):
        assert words in text, words
    client.force_login(dossier.started_by)
    check = client.get(reverse("applications:check", args=[dossier.key]))
    for chapter in check.context["chapters"]:
        assert re.sub(r"\s", "", chapter.title) in text
        for line in chapter.lines:
            assert re.sub(r"\s", "", line.label) in text


def test_a_ruling_stands_beside_what_the_figures_come_to(dossier):
    clause = findings_of(dossier)[0].clause.id
    Ruling.objects.create(
        dossier=dossier,
        clause=clause,
        computed="unmet",
        is_met=True,
        reason="审计报告第三页已列明",
        by=make_user(User.Role.OFFICIAL),
        at=NOW,
    )
    text = "".join(pages(papers.dossier_pdf(dossier, list(dossier.evidence.all()))))
    assert "审核认定：达到。理由：审计报告第三页已列明" in text


def test_another_file_is_another_digest(dossier):
    before = digest_of(dossier, dossier.evidence.all())
    make_evidence(dossier)
    assert digest_of(dossier, dossier.evidence.all()) != before


def test_the_receipt_has_number_instant_digest_and_code(client, dossier):
    answer = fetched(client, dossier, "receipt_pdf", dossier.started_by)
    text = "".join(pages(answer.content))
    for words in (
        dossier.number,
        "（北京时间）",
        "（星期",
        digest_of(dossier, dossier.evidence.all()),
        check_code(dossier),
        "http://testserver/progress/",
        dossier.evidence.get().sha256,
        "接下来",
    ):
        assert words in text, words


def test_a_draft_says_that_it_is_one(client):
    draft = make_dossier()
    text = pages(fetched(client, draft, "dossier_pdf", draft.started_by).content)
    assert all("草稿，尚未提交" in page for page in text)


def test_a_character_without_a_glyph_is_shown_as_a_gap(dossier):
    dossier.platform = "示例\ue123平台"
    assert "示例〓平台" in "".join(
        pages(papers.dossier_pdf(dossier, list(dossier.evidence.all())))
    )


def test_what_is_too_long_is_refused_with_a_reason(client, dossier, monkeypatch):
    monkeypatch.setattr(papers, "LONGEST", 100)
    answer = fetched(client, dossier, "dossier_pdf", dossier.started_by)
    assert answer.status_code == 409
    assert "过长" in answer.content.decode()


def test_city_and_province_load_it_and_find_the_link(client, dossier):
    city = make_user(User.Role.CITY, city=dossier.enterprise.city)
    assert fetched(client, dossier, "dossier_pdf", city).status_code == 200
    page = fetched(client, dossier, "city_dossier", city).content.decode()
    assert reverse("applications:dossier_pdf", args=[dossier.key]) in page
