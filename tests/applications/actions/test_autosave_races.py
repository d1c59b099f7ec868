"""Colleagues who type in one section at the same moment, each in another field."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.models import Dossier, FieldChange, Membership
from applications.presentation import section_of
from applications.presentation.outstanding import sections_for
from tests.factories import make_dossier, make_enterprise, make_round, make_user
from tests.racing import at_once, meanwhile

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def opened():
    owner, colleague = make_user(), make_user()
    enterprise = make_enterprise(owner)
    Membership.objects.create(user=colleague, enterprise=enterprise)
    now = timezone.now()
    round = make_round(opens_at=now - DAY, closes_at=now + DAY)
    return make_dossier(owner, kind="comprehensive", round=round), (owner, colleague)


def fields(dossier):
    section = section_of(sections_for(dossier), "innovation")
    return [field.id for field in section.fields]


def saves(dossier, by, name, text):
    """A deed: this person types this text, having seen nothing."""
    url = reverse("applications:section_save", args=[dossier.key, "innovation"])
    client = Client()
    client.force_login(by)
    seen = json.dumps(dict.fromkeys(fields(dossier), ""))
    told = {"version": 0, "seen": seen, "changed": name, name: text}

    def deed():
        one = {"changed": name, "before": "", "after": text, "version": 0}
        asked = client.post(url, one, content_type="application/json").json()
        assert asked.get("whole"), asked
        answer = client.post(url, told)
        assert answer.status_code == 200, answer.content

    return deed


def test_different_fields_saved_at_once_are_all_kept():
    dossier, people = opened()
    names = fields(dossier)
    deeds = [
        saves(dossier, people[n % 2], name, f"第 {n} 段")
        for n, name in enumerate(names)
    ]

    assert at_once(*deeds) == ["done"] * len(names)
    held = Dossier.objects.get(pk=dossier.pk)
    assert held.document["profile"] == {
        name: f"第 {n} 段" for n, name in enumerate(names)
    }
    assert held.version == 1 + len(names)
    by_field = dict(FieldChange.objects.values_list("field", "by"))
    assert by_field == {name: people[n % 2].pk for n, name in enumerate(names)}


def test_one_who_waited_for_the_other_keeps_both():
    dossier, (owner, colleague) = opened()
    first, second = fields(dossier)[:2]

    outcome = meanwhile(
        saves(dossier, owner, first, "甲"), saves(dossier, colleague, second, "乙")
    )

    assert outcome == "done"
    held = Dossier.objects.get(pk=dossier.pk)
    assert held.document["profile"] == {first: "甲", second: "乙"}
