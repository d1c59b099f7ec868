"""填了……的须提交: what is asked for by what was filled in, and listed before 提交."""

import pytest
from django.urls import reverse

from applications.presentation.outstanding import blocking
from tests.applications.filing import make_whole_dossier
from tests.factories import make_evidence

pytestmark = pytest.mark.django_db

CASES = [
    (
        "metrics",
        "intellectual_property",
        3,
        "（填了知识产权数量，须提交）",
    ),
    ("metrics", "platform_investment", "800", "（填了平台建设累计投入，须提交）"),
    ("metrics", "security_self_grade", 2, "（填了自主定级，须提交）"),
    ("metrics", "security_star_level", 1, "（填了评估星级，须提交）"),
    ("profile", "protection_filing", "三级", "（已备案等级保护，须提交）"),
    ("profile", "serious_incidents", "有", "事故情况说明（有事故，须填写）"),
]


def stating(part, id, value):
    dossier = make_whole_dossier()
    dossier.document[part][id] = value
    dossier.save()
    return dossier


def texts(dossier):
    return [each.text for each in blocking(dossier)]


@pytest.mark.parametrize(("part", "id", "value", "words"), CASES)
def test_what_an_answer_makes_necessary_is_listed(part, id, value, words):
    [text] = texts(stating(part, id, value))

    assert text.endswith(words)


@pytest.mark.parametrize(
    ("part", "id", "value"),
    [
        ("metrics", "intellectual_property", 0),
        ("metrics", "platform_investment", None),
        ("metrics", "security_self_grade", "0"),
        ("profile", "protection_filing", "未备案"),
        ("profile", "serious_incidents", "无"),
    ],
)
def test_what_says_that_there_is_nothing_asks_for_nothing(part, id, value):
    assert texts(stating(part, id, value)) == []


def test_a_percentage_asks_for_how_it_was_measured():
    dossier = make_whole_dossier()
    dossier.document["profile"]["effect_baseline"] = None

    assert texts(dossier) == ["改造前后对比和口径（填了成效百分比，须填写）"]


def test_the_file_satisfies_it_and_the_pages_say_so(client, time_machine):
    dossier = stating("metrics", "intellectual_property", 3)
    time_machine.move_to(dossier.round.opens_at.replace(day=20))
    client.force_login(dossier.started_by)
    check = reverse("applications:check", args=[dossier.key])
    section = reverse("applications:section", args=[dossier.key, "attachments"])

    assert "填了知识产权数量，须提交" in client.get(check).text
    assert "填了知识产权数量，须提交" in client.get(section).text
    make_evidence(dossier, clause="intellectual_property_list")

    assert texts(dossier) == []
    assert "填了知识产权数量，须提交" not in client.get(check).text


def test_a_video_may_be_a_link_instead(client, time_machine):
    dossier = make_whole_dossier()
    time_machine.move_to(dossier.round.opens_at.replace(day=20))
    client.force_login(dossier.started_by)
    url = reverse("applications:section", args=[dossier.key, "attachments"])

    client.post(url, {"demo_video_link": "https://example.com/v", "then": "stay"})

    dossier.refresh_from_db()
    assert dossier.document["profile"]["demo_video_link"] == "https://example.com/v"
    assert 'accept=".pdf,.jpg,.jpeg,.png,.xlsx,.docx,.mp4"' in client.get(url).text
