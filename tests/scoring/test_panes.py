"""The left pane is kept, and still shows what is so now, and to each expert theirs."""

import pytest
from django.urls import reverse

from applications.facts import guide_of
from applications.models import Dossier, Evidence, Round
from portal.models import User
from scoring.models import Assignment
from scoring.views.expert import panes
from tests.factories import (
    NOW,
    make_assignment,
    make_dossier,
    make_evidence,
    make_round,
    make_sheet,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def assignment() -> Assignment:
    round = make_round(status=Round.Status.SCORING)
    dossier = make_dossier(
        status=Dossier.Status.ACCEPTED,
        round=round,
        document={"metrics": {}, "profile": {"industry": "示例行业"}},
    )
    make_evidence(dossier, name="审计报告.pdf")
    return make_assignment(dossier=dossier)


def page(client, assignment: Assignment) -> str:
    client.force_login(assignment.expert.user)
    return client.get(assignment.get_absolute_url()).content.decode()


def file_url(assignment: Assignment, evidence: Evidence) -> str:
    return reverse("scoring:scoring_evidence", args=[assignment.key, evidence.key])


def test_what_did_not_change_is_made_once(client, assignment, monkeypatch):
    made = []

    def counted(*given):
        made.append(given)
        return material_of(*given)

    material_of = panes.material_of
    monkeypatch.setattr(panes, "material_of", counted)
    other = make_assignment(dossier=assignment.dossier)

    first, again = page(client, assignment), page(client, assignment)

    assert "审计报告.pdf" in first
    assert "审计报告.pdf" in again
    assert "审计报告.pdf" in page(client, other)
    assert len(made) == 1


def test_each_expert_has_their_own_addresses_and_nobody_elses(client, assignment):
    other = make_assignment(dossier=assignment.dossier)
    evidence = Evidence.objects.get()
    for mine, theirs in ((assignment, other), (other, assignment)):
        seen = page(client, mine)
        assert file_url(mine, evidence) in seen
        assert theirs.key not in seen
        assert panes.ANYBODY not in seen


def test_a_ruling_shows_at_once_and_so_does_its_withdrawal(client, assignment):
    dossier = assignment.dossier
    clause = guide_of(dossier.round).kinds[dossier.kind].clauses[0]
    assert "佐证第三页" not in page(client, assignment)

    ruling = dossier.rulings.create(
        clause=clause.id,
        computed="unknown",
        is_met=True,
        reason="佐证第三页",
        by=make_user(User.Role.OFFICIAL, name="示例经办"),
        at=NOW,
    )
    assert "佐证第三页" in page(client, assignment)

    ruling.by.name = "示例改名"
    ruling.by.save()
    assert "示例改名" in page(client, assignment)

    dossier.rulings.update(reason="改过的理由")
    assert "改过的理由" in page(client, assignment)

    dossier.rulings.update(withdrawn_at=NOW)
    assert "改过的理由" not in page(client, assignment)


def test_a_file_that_comes_changes_or_goes_shows_at_once(client, assignment):
    page(client, assignment)
    added = make_evidence(assignment.dossier, name="合同.pdf")
    assert "合同.pdf" in page(client, assignment)

    Evidence.objects.filter(pk=added.pk).update(pages="3-7")
    assert "第 3-7 页" in page(client, assignment)

    Evidence.objects.filter(pk=added.pk).update(removed_at=NOW)
    assert "合同.pdf" not in page(client, assignment)


def test_another_version_of_the_dossier_shows_at_once(client, assignment):
    assert "示例行业" in page(client, assignment)
    dossier = assignment.dossier
    dossier.document["profile"]["industry"] = "另一行业"
    dossier.save()
    seen = page(client, assignment)
    assert "另一行业" in seen
    assert "示例行业" not in seen


def test_a_round_made_blind_hides_at_once_by_the_name_as_it_is_now(client, assignment):
    dossier = assignment.dossier
    dossier.document["profile"]["industry"] = "由甲乙丙科技有限公司承担"
    dossier.save()
    assert "甲乙丙科技" in page(client, assignment)

    Round.objects.update(is_blind=True)
    assert "审计报告.pdf" not in page(client, assignment)

    dossier.enterprise.name = "甲乙丙科技有限公司"
    dossier.enterprise.save()
    assert "甲乙丙科技" not in page(client, assignment)


def test_after_scoring_no_kept_address_is_shown(client, assignment):
    evidence = Evidence.objects.get()
    assert file_url(assignment, evidence) in page(client, assignment)
    make_sheet(assignment)
    Round.objects.update(status=Round.Status.CLOSED)
    seen = page(client, assignment)
    assert "审计报告.pdf" in seen
    assert evidence.key not in seen


@pytest.mark.parametrize("is_handed_in", [False, True])
def test_a_clause_leads_to_the_indicators_that_score_it_and_back(
    client, assignment, is_handed_in
):
    table, kind = assignment.dossier.round.table, assignment.dossier.kind
    guide = guide_of(assignment.dossier.round)
    clauses = {m: c.id for c in guide.kinds[kind].clauses for m in c.metrics}
    pairs = [
        (leaf["code"], clauses[leaf["metric"]])
        for leaf in table["indicators"]
        if leaf.get("metric") in clauses
    ]
    assert pairs
    make_sheet(assignment, state="handed_in" if is_handed_in else "draft")
    html = page(client, assignment)

    for code, clause in pairs:
        left = html.split(f'id="clause-{clause}"')[1].split("</article>")[0]
        assert f'href="#points-{code}"' in left
        assert f'id="points-{code}"' in html
        if not is_handed_in:
            assert f'href="#clause-{clause}"' in html
