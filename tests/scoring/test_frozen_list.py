"""The list that was frozen is, to the byte, what the command answers."""

import json
from decimal import Decimal
from hashlib import sha256

import pytest
from django.urls import reverse

from applications.facts import table_of
from tests.factories import NOW
from tests.portal.commands import run
from tests.scoring.closed_rounds import (
    CAP_SECURITY,
    KIND,
    frozen_at,
    make_closed_round,
    make_officials,
    make_ranked,
)

pytestmark = pytest.mark.django_db
RULES = [
    {"method": "mean"},
    {"method": "median"},
    {"method": "trimmed_mean", "drop": 1, "from": 3},
]


def as_the_contract_has_it(shortlist):
    groups = table_of(shortlist.round).groups
    rows = [
        {
            "place": entry.place,
            "dossier": entry.dossier.number,
            "mark": f"{entry.mark:.2f}",
            "groups": {group: entry.groups[group] for group in groups},
            "sheets": entry.sheets,
        }
        for entry in shortlist.entries.select_related("dossier")
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["method"])
def test_the_frozen_list_is_the_command_s_answer_to_the_byte(client, rule, tmp_path):
    """With a tie that stays, one that a group decides, and one that is out."""
    round, (official, _) = make_closed_round(rule=rule), make_officials()
    for number, shares, more in (
        ("A-01", ("0.91", "0.83", "0.77"), {}),
        ("A-02", ("0.8", "0.8", "0.7"), {}),
        ("A-03", ("0.8", "0.8", "0.7"), {}),
        ("A-04", ("0.8", "0.8", "0.7"), {"moved": "0.5"}),
        ("A-05", ("0.95", "0.95", "0.95"), {"lacking": [CAP_SECURITY]}),
        ("A-06", ("0.66",), {}),
    ):
        make_ranked(round, number, *shares, **more)

    frozen = frozen_at(
        round=round, kind=KIND, quota=None, minimum=Decimal(60), by=official, at=NOW
    )

    file = tmp_path / "ranking.json"
    client.force_login(official)
    url = reverse("scoring:ranking_file", args=[round.pk, KIND])
    file.write_bytes(client.get(url).content)
    done = run("rank", file, "--json")
    answered = done.stdout.decode()
    assert answered == as_the_contract_has_it(frozen)
    places = [each["place"] for each in json.loads(answered)]
    assert places == [1, 2, 2, 4, 5, None]
    text = client.get(reverse("scoring:list_digest", args=[frozen.pk])).content
    assert sha256(text).hexdigest() == frozen.digest
    assert [each["place"] for each in json.loads(text)["ranking"]] == places


def test_a_frozen_list_that_was_touched_no_longer_gives_its_digest(client):
    round, (official, _) = make_closed_round(), make_officials()
    make_ranked(round, "A-01", "0.5")
    frozen = frozen_at(
        round=round, kind=KIND, quota=1, minimum=None, by=official, at=NOW
    )
    frozen.entries.update(mark=Decimal("50.01"))
    client.force_login(official)

    answer = client.get(reverse("scoring:list_digest", args=[frozen.pk]))

    assert answer.status_code == 409
    assert "得不出冻结时的排名摘要" in answer.text


def test_before_the_freeze_the_file_gives_the_ranking_that_is_shown(client, tmp_path):
    round, (official, _) = make_closed_round(), make_officials()
    for number, share in (("A-01", "0.5"), ("A-02", "0.9")):
        make_ranked(round, number, share)
    client.force_login(official)
    url = reverse("scoring:ranking_file", args=[round.pk, KIND])

    answer = client.get(url)

    file = tmp_path / "ranking.json"
    file.write_bytes(answer.content)
    answered = json.loads(run("rank", file, "--json").stdout)
    assert [each["dossier"] for each in answered] == ["A-02", "A-01"]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_file_names_nobody(client):
    round, (official, _) = make_closed_round(), make_officials()
    dossier = make_ranked(round, "A-01", "0.5")
    client.force_login(official)

    text = client.get(reverse("scoring:ranking_file", args=[round.pk, KIND])).text

    assert dossier.enterprise.name not in text
    for seat in dossier.assignments.select_related("expert__user"):
        assert seat.expert.user.name not in text
        assert seat.expert.code in text
