"""What was filed before goes on to a new dossier, looked over section by section."""

from random import Random

import pytest
from django.urls import reverse

from applications.actions import dossiers as actions
from applications.actions import starting
from applications.models import Dossier
from applications.presentation.carrying import carried_over
from applications.presentation.outstanding import sections_for
from portal import guides
from portal.models import AuditEntry
from scoring.demo.filling import document_for
from tests.factories import NOW, make_dossier, make_enterprise, make_round, make_user

pytestmark = pytest.mark.django_db
IDENTITY = {
    "name": "示例科技有限公司", "person": "示例", "email": "a@example.com",
    "platform": "示例平台",
}  # fmt: skip


@pytest.fixture
def owner():
    user = make_user()
    make_enterprise(user)
    return user


def filed(owner, kind="industry", **fields) -> Dossier:
    document = document_for(guides.load("jilin"), kind, Random(3), IDENTITY)
    return make_dossier(owner, kind=kind, document=document, **fields)


def started(owner, source, kind="industry") -> Dossier:
    return starting.start(
        round=make_round(),
        enterprise=owner.membership.enterprise,
        kind=kind,
        by=owner,
        at=NOW,
        source=source,
    )


def test_figures_fields_rows_and_answers_go_on_files_do_not(owner):
    source = filed(owner)

    dossier = started(owner, source)

    for part in ("metrics", "profile", "cases", "capabilities"):
        assert dossier.document[part] == source.document[part]
    assert dossier.platform == source.document["profile"]["platform_name"]
    assert not dossier.evidence.exists()
    assert "carried_from" in AuditEntry.objects.get(action="dossier.started").detail


def test_another_kind_is_given_only_what_it_asks_for(owner):
    source = filed(owner, kind="comprehensive")

    dossier = started(owner, source, kind="specialized")

    sections = sections_for(dossier)
    asked = {each.id for section in sections for each in section.metrics}
    assert dossier.document["metrics"].keys() <= asked
    assert dossier.document["metrics"]


def test_nothing_carried_leaves_no_section_to_look_over(owner):
    sections = sections_for(make_dossier(owner))

    assert carried_over({"metrics": {}}, sections, "x")["carried"] == {}


def test_each_section_says_where_it_comes_from_until_it_is_saved(client, owner):
    source = filed(owner, number="JL2025-1-I001", status=Dossier.Status.SUBMITTED)
    dossier = started(owner, source)
    client.force_login(owner)
    url = reverse("applications:section", args=[dossier.key, "organisation"])
    first = "本节内容沿用自"

    page = client.get(url)
    assert first in page.content.decode()
    assert "JL2025-1-I001" in page.content.decode()
    form = {
        name: value
        for name, value in page.context["forms"].fields.data.items()
        if value is not None
    }
    client.post(url, {**form, "version": "0", "then": "stay"})

    assert first not in client.get(url).content.decode()
    dossier.refresh_from_db()
    assert "organisation" not in dossier.document["carried"]
    assert dossier.document["profile"].keys() == source.document["profile"].keys()
    assert AuditEntry.objects.filter(action="dossier.confirmed").count() == 1


def test_it_is_not_submitted_before_all_was_looked_over(owner):
    dossier = started(owner, filed(owner))

    with pytest.raises(actions.Incomplete) as refused:
        actions.submit(dossier=dossier, by=owner, at=NOW, declared=True)

    texts = [each.text for each in refused.value.missing]
    carried = [text for text in texts if text.startswith("沿用自")]
    assert len(carried) == len(dossier.document["carried"]) > 5


def test_the_last_dossier_is_offered_and_may_be_declined(client, owner):
    source = filed(owner)
    round = make_round()
    client.force_login(owner)
    url = reverse("applications:dossier_new", args=[round.pk])

    page = client.get(url).content.decode()
    assert f'<option value="{source.key}" selected>' in page
    client.post(url, {"kind": "industry", "source": ""})

    assert not Dossier.objects.get(round=round).document["metrics"]


def test_a_chosen_dossier_goes_on_by_way_of_the_list(client, owner):
    source = filed(owner)
    round = make_round()
    client.force_login(owner)
    here = reverse("applications:dossiers")

    page = client.get(here, {"from": source.key}).content.decode()
    new = reverse("applications:dossier_new", args=[round.pk])
    assert f"{new}?from={source.key}" in page
    client.post(new, {"kind": "regional", "source": source.key})

    assert Dossier.objects.get(round=round).document["profile"]


def test_another_enterprises_dossier_is_not_there_to_copy(client, owner):
    stranger = make_user()
    make_enterprise(stranger)
    theirs = filed(stranger)
    client.force_login(owner)
    new = reverse("applications:dossier_new", args=[make_round().pk])

    answer = client.post(new, {"kind": "industry", "source": theirs.key})

    assert answer.status_code == 404
    assert theirs.key not in client.get(f"{new}?from={theirs.key}").content.decode()
