"""A new province is one guide file: no model, no form, no line of Python."""

import json
import shutil
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from applications.actions import rounds, starting
from applications.actions.tables import copy_of
from applications.facts import findings_of, is_eligible, table_of
from applications.models import Dossier
from applications.presentation.sections import sections_of
from portal import guides
from portal.models import User
from tests.factories import NOW, make_enterprise, make_user

TEXT = """
title = "示例省工业互联网平台建设指南"
province = "示例省"
abbreviation = "SL"
seed = "none.txt"
edition_basis = "Invented for a test."

[cities]
990100 = "示例市"

[kinds.industry]
label = "行业型"
document = "示例省行业型平台建设指南"

[capabilities]
cap_sample_ability = "示例能力"

[[clause]]
id = "devices"
kinds = ["industry"]
source = "一、设备接入"
text = "连接不少于 70 台设备"
wording = "mandatory"
need = { metric = "connected_devices", ">=" = 70 }

[[clause]]
id = "ability"
kinds = ["industry"]
source = "二、能力"
text = "具备示例能力"
wording = "mandatory"
need = { metric = "cap_sample_ability", is = true }

[table]
title = "示例指标"
source = "三、指标"
ties = ["能力"]

[[table.indicator]]
code = "1"
path = ["能力", "设备"]
weight = "60"
provenance = "verbatim"

[[table.indicator]]
code = "2"
path = ["成效", "案例"]
weight = "40"
provenance = "verbatim"
"""


@pytest.fixture
def province(tmp_path, monkeypatch):
    folder = tmp_path / "guides"
    shutil.copytree(guides.FOLDER, folder)
    (folder / "shili").mkdir()
    (folder / "shili" / "2026.toml").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(guides, "FOLDER", folder)
    forget()
    yield "shili"
    monkeypatch.undo()
    forget()


def forget() -> None:
    for name in vars(guides).values():
        if hasattr(name, "cache_clear"):
            name.cache_clear()


def plan() -> rounds.Plan:
    return rounds.Plan(
        title="示例省批次",
        year=2026,
        kinds=["industry"],
        quotas={"industry": 1},
        rule={"method": "mean"},
        panel_size=3,
        opens_at=NOW,
        closes_at=NOW + timedelta(days=5),
    )


def test_the_commands_know_it(province, tmp_path, capsys):
    file = tmp_path / "dossier.json"
    metrics = {"connected_devices": 69, "cap_sample_ability": True}
    file.write_text(json.dumps({"metrics": metrics}), encoding="utf-8")

    call_command("screen", str(file), guide=province, kind="industry", json=True)

    [answer] = json.loads(capsys.readouterr().out)
    assert not answer["eligible"]
    assert answer["verdicts"][0]["gaps"][0]["short_by"] == "1"


@pytest.mark.django_db
def test_a_round_of_it_is_opened_and_filed_for(province, client):
    official = make_user(User.Role.OFFICIAL, province=province)
    table = guides.load(province).table
    assert table is not None
    round = rounds.create(plan=plan(), table=copy_of(table), by=official)
    assert round.code == "SL2026-1"
    rounds.open_round(round=round, digest=rounds.digest_of(round), by=official, at=NOW)
    clerk = make_user()
    enterprise = make_enterprise(clerk, province=province, city="示例市")

    dossier = starting.start(
        round=round, enterprise=enterprise, kind="industry", by=clerk, at=NOW
    )
    guide = guides.load(province)
    sections = sections_of(guide, "industry", table_of(round))
    assert {"access", "capabilities"} <= {section.id for section in sections}
    Dossier.objects.update(
        document={
            **dossier.document,
            "metrics": {"connected_devices": 70},
            "capabilities": {"cap_sample_ability": {"answer": "yes"}},
        }
    )
    dossier.refresh_from_db()
    assert is_eligible(findings_of(dossier))

    client.force_login(clerk)
    url = reverse("applications:section", args=[dossier.key, "access"])
    page = client.get(url).content.decode()
    assert "连接不少于 70 台设备" in page
    signup = client.__class__().get(reverse("account_signup")).content.decode()
    assert "示例市" in signup
