"""What is typed beyond what it can mean: refused, or asked about, as it is typed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.models import Dossier
from applications.presentation.outstanding import sections_for
from tests.factories import make_dossier, make_enterprise, make_round, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(client):
    owner = make_user()
    make_enterprise(owner, province="jiangsu", city="南京市")
    client.force_login(owner)
    now, day = timezone.now(), timedelta(days=1)
    open_now = {"opens_at": now - 9 * day, "closes_at": now + 9 * day}
    round = make_round(province="jiangsu", **open_now)
    return make_dossier(owner, kind="enterprise", round=round)


def url(dossier, slug, name="section"):
    return reverse(f"applications:{name}", args=[dossier.key, slug])


def stated(dossier):
    return Dossier.objects.get(pk=dossier.pk).document


def live(client, dossier, slug, **typed):
    return client.post(url(dossier, slug, "section_report"), typed).text


def section_with(dossier, id):
    """The section of the form in which a figure stands."""
    return next(
        each.id
        for each in sections_for(dossier)
        if id in {asked.id for asked in (*each.metrics, *each.fields)}
    )


def test_a_figure_that_cannot_be_is_wrong_and_not_blank(client, dossier):
    slug = section_with(dossier, "production_cost_cut")

    text = live(client, dossier, slug, production_cost_cut="120")

    assert "应在 0 至 100% 之间" in text
    assert "<strong>填写有误 1</strong>" in text
    assert "所填内容有误，改正后才能核对" in text
    assert "填写有误" not in live(client, dossier, slug, production_cost_cut="")
    assert "填写有误" not in live(client, dossier, slug, production_cost_cut="100")


def test_what_is_unusual_is_asked_about_and_saved(client, dossier):
    slug = section_with(dossier, "debt_ratio")
    assert "资不抵债" in live(client, dossier, slug, debt_ratio="108")
    assert "资不抵债" not in live(client, dossier, slug, debt_ratio="100")

    client.post(url(dossier, slug), {"debt_ratio": "108", "version": "0"})

    assert stated(dossier)["profile"]["debt_ratio"] == "108"
    assert "资不抵债" in client.get(url(dossier, slug)).text
    check = client.get(reverse("applications:check", args=[dossier.key])).text
    assert "请再核对 1 处" in check
    assert "资不抵债" in check


def test_a_firm_founded_tomorrow_is_refused(client, dossier):
    tomorrow = (timezone.now() + timedelta(days=2)).date().isoformat()

    text = client.post(
        url(dossier, "organisation"), {"founded_on": tomorrow, "version": "0"}
    ).text

    assert "不能晚于今天" in text
    assert "founded_on" not in {
        id for id, value in stated(dossier)["profile"].items() if value
    }
