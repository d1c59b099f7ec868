"""The eligibility report: each clause once, its gap, and the way to its field."""

import pytest
from django.urls import reverse

from applications.models import Dossier
from applications.presentation import clause_report
from tests.applications.filing import make_whole_dossier
from tests.factories import make_enterprise, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    user = make_user()
    make_enterprise(user, province="jiangsu", city="南京市")
    return user


def page_of(client, dossier, user):
    client.force_login(user)
    answer = client.get(reverse("applications:dossier_report", args=[dossier.key]))
    return answer.content.decode()


def test_a_whole_dossier_reaches_every_mandatory_clause(client, owner):
    page = page_of(client, make_whole_dossier(owner), owner)
    assert "条必备条款全部达到" in page
    assert "必备条款未达到或未填报" not in page


def test_what_falls_short_says_by_how_much_and_leads_to_its_section(client, owner):
    dossier = make_whole_dossier(owner)
    metrics = {**dossier.document["metrics"], "connected_devices": 48}
    dossier.document = {**dossier.document, "metrics": metrics}
    dossier.save()

    page = page_of(client, dossier, owner)

    short = page[page.index('id="failing"') : page.index('id="met"')]
    assert "还差 12 台" in short
    assert reverse("applications:section", args=[dossier.key, "access"]) in short


def test_each_clause_stands_there_once(client, owner):
    dossier = make_whole_dossier(owner)
    page = page_of(client, dossier, owner)
    for line in clause_report(dossier).lines:
        assert page.count(f'id="clause-{line.clause.id}"') == 1


def test_other_kinds_are_held_against_the_same_figures(client, owner):
    page = page_of(client, make_whole_dossier(owner), owner)
    assert "按本批次其他平台类型核对" in page
    assert page.count('<th scope="row">') == 3


def test_what_was_handed_in_leads_to_no_field(client, owner):
    dossier = make_whole_dossier(owner, status=Dossier.Status.SUBMITTED)
    assert "去填写" not in page_of(client, dossier, owner)
