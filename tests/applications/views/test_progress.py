"""The progress query without login: by number and check code alone."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from applications.models import Dossier, Step
from applications.presentation.check_code import check_code
from portal.models import User
from tests.factories import NOW, make_dossier, make_user

pytestmark = pytest.mark.django_db
URL = "/progress/"
WRONG = "申报编号或校验码不对"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def dossier():
    made = make_dossier(status=Dossier.Status.SUBMITTED)
    city = make_user(User.Role.CITY, name="示例审核人")
    Step.objects.create(
        dossier=made,
        at=NOW,
        by=city,
        action="recommend",
        status=Dossier.Status.RECOMMENDED,
        opinion="只给企业看的意见",
    )
    return made


def asked(client, number, code):
    return client.post(URL, {"number": number, "code": code})


def test_number_and_code_show_the_moves_without_names(client, dossier):
    text = asked(client, dossier.number, check_code(dossier)).content.decode()
    assert "市级推荐" in text
    assert dossier.get_status_display() in text
    assert "示例审核人" not in text
    assert "只给企业看的意见" not in text
    assert dossier.enterprise.name not in text


def test_case_and_hyphens_of_the_code_do_not_matter(client, dossier):
    code = check_code(dossier)
    typed = f" {code[:4].lower()}-{code[4:]} "
    answer = asked(client, dossier.number.lower(), typed)
    assert "市级推荐" in answer.content.decode()


def plain(answer):
    """The page without what differs between any two requests."""
    text = answer.content.decode()
    return [line for line in text.splitlines() if "value=" not in line]


def test_a_wrong_number_and_a_wrong_code_are_answered_alike(client, dossier):
    one = asked(client, dossier.number, "AAAAAAAA")
    other = asked(client, "JL0000-0-X000", check_code(dossier))
    assert WRONG in one.content.decode()
    assert one.status_code == other.status_code == 200
    assert plain(one) == plain(other)


def test_the_code_of_another_dossier_does_not_open_this_one(client, dossier):
    other = make_dossier(status=Dossier.Status.SUBMITTED)
    answer = asked(client, dossier.number, check_code(other))
    assert WRONG in answer.content.decode()


def test_a_draft_cannot_be_asked_about(client):
    draft = make_dossier()
    answer = asked(client, str(draft.number), check_code(draft))
    assert WRONG in answer.content.decode()


def test_who_tries_codes_is_stopped_even_with_the_right_one(client, dossier, settings):
    settings.ACCOUNT_RATE_LIMITS = {"progress": "20/m/ip,10/h/key"}
    for _ in range(10):
        asked(client, dossier.number, "AAAAAAAA")
    answer = asked(client, dossier.number, check_code(dossier))
    assert answer.status_code == 429
    assert "查询次数过多" in answer.content.decode()


def test_a_code_changes_with_the_secret_and_the_former_one_still_counts(
    client, dossier, settings
):
    before = check_code(dossier)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert check_code(dossier) != before
    assert "市级推荐" in asked(client, dossier.number, before).content.decode()


def test_the_front_page_leads_there(client):
    assert reverse("applications:progress") in client.get("/").content.decode()
