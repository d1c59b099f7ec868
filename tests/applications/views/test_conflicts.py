"""Two people in one section: nothing is overwritten, nothing is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.models import Dossier, FieldChange
from tests.factories import make_dossier, make_enterprise, make_round, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(client):
    user = make_user()
    make_enterprise(user, province="jiangsu", city="南京市")
    client.force_login(user)
    now, day = timezone.now(), timedelta(days=1)
    round = make_round(province="jiangsu", opens_at=now - day, closes_at=now + day)
    return make_dossier(user, kind="comprehensive", round=round)


def url(dossier, name="section", slug="access"):
    return reverse(f"applications:{name}", args=[dossier.key, slug])


def before(client, dossier, slug="access"):
    """What a page that was opened now sends along."""
    page = client.get(url(dossier, slug=slug))
    return {"seen": page.context["seen"], "version": page.context["version"]}


def metrics(dossier):
    return Dossier.objects.get(pk=dossier.pk).document["metrics"]


def test_fields_that_one_side_changed_merge_by_themselves(client, dossier):
    opened = before(client, dossier)
    save = url(dossier, "section_save")
    client.post(save, {**opened, "connected_devices": "1"})

    answer = client.post(save, {**opened, "connected_device_kinds": "2"})

    assert answer.status_code == 200
    assert metrics(dossier) == {"connected_devices": 1, "connected_device_kinds": 2}
    assert answer.json()["taken"]["connected_devices"] == "1"


@pytest.mark.parametrize(("choice", "kept"), [("mine", 2), ("theirs", 1)])
def test_the_same_field_is_asked_about_and_the_rest_kept(client, dossier, choice, kept):
    opened = before(client, dossier)
    client.post(url(dossier), {**opened, "connected_devices": "1"})

    mine = {"connected_devices": "2", "connected_device_kinds": "9"}
    asked = client.post(url(dossier), {**opened, **mine})

    assert asked.status_code == 409
    (clash,) = asked.context["clashes"]
    assert (clash.mine, clash.theirs) == (["2"], ["1"])
    assert metrics(dossier) == {"connected_devices": 1}
    answer = {name: asked.context[name] for name in ("version", "seen")}
    answer |= dict(asked.context["kept"]) | {"choice-connected_devices": choice}
    client.post(url(dossier), answer)
    assert metrics(dossier) == {"connected_devices": kept, "connected_device_kinds": 9}


def test_all_rows_of_a_table_are_one_question(client, dossier):
    opened = before(client, dossier, "industries")
    here = url(dossier, slug="industries")
    counted = {"industries-TOTAL_FORMS": "1", "industries-INITIAL_FORMS": "0"}
    client.post(here, {**opened, **counted, "industries-0-name": "汽车"})

    asked = client.post(here, {**opened, **counted, "industries-0-name": "化学"})

    (clash,) = asked.context["clashes"]
    assert (clash.mine, clash.theirs) == (["化学"], ["汽车"])
    answer = {name: asked.context[name] for name in ("version", "seen")}
    answer |= dict(asked.context["kept"]) | {"choice-industries": "mine"}
    client.post(here, answer)
    saved = Dossier.objects.get(pk=dossier.pk).document["industries"]
    assert [row["name"] for row in saved] == ["化学"]


def test_every_change_of_a_field_is_kept_and_no_change_writes_nothing(client, dossier):
    opened = before(client, dossier)
    save = url(dossier, "section_save")
    version = client.post(save, {**opened, "connected_devices": "1"}).json()["version"]

    again = client.post(save, {"connected_devices": "1", "version": version})

    assert again.json()["version"] == version
    (change,) = FieldChange.objects.all()
    assert (change.field, change.old, change.new) == ("connected_devices", "", "1")
    assert Dossier.objects.get(pk=dossier.pk).version == 2
