"""An upheld objection opens a figure: put right by its enterprise, judged afresh."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from applications import access
from applications.actions import dossiers
from applications.facts import findings_of
from applications.models import Dossier, Ruling
from portal.guides import vetoes
from portal.rules import BEIJING
from scoring.actions import amending, reopening
from scoring.actions.facts_again import settle_facts
from scoring.facts import lines_of
from scoring.facts.openings import Wrong
from scoring.models import Reopening
from scoring.rankings.inputs import state_of_round
from tests.factories import NOW
from tests.scoring.amended import upheld
from tests.scoring.disputed import (
    CODE,
    DEVICES,
    LATE,
    SOON,
    first_of,
    make_disputed,
    open_facts,
    put_right,
    recheck,
    reopen,
    seat_of,
    settle,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_disputed()


@pytest.fixture
def shortlist(world):
    return world[0]


@pytest.fixture
def officials(world):
    return world[1]


def fresh(row) -> Dossier:
    return Dossier.objects.select_related("round").get(pk=row.dossier_id)


def amend(shortlist, by):
    lines = lines_of(shortlist.round, shortlist.kind)
    limits = amending.limits_of(shortlist.round, shortlist.kind)
    cut = amending.cut_of(lines, quota=1, minimum=None, limits=limits)
    digest = amending.digest_of(shortlist.round, shortlist.kind, lines, cut)
    return amending.amend(
        shortlist=shortlist, quota=1, minimum=None, digest=digest,
        reason="更正一处申报内容（示例）。", by=by, at=SOON,
    )  # fmt: skip


def test_only_what_is_named_opens_and_only_for_its_term(shortlist, officials):
    row = open_facts(shortlist, officials[0])
    dossier = fresh(row)
    owner = dossier.started_by

    assert (row.kind, row.codes) == ("facts", ["设备与数据接入：已连接工业设备数量"])
    assert dossier.is_recalled
    assert dossier.correction_due == datetime(2026, 11, 25, 18, tzinfo=BEIJING)
    assert access.may_edit(owner, dossier, SOON)
    assert not access.may_edit(owner, dossier, dossier.correction_due)
    dossiers.save_section(
        dossier=dossier, section="access", version=dossier.version, by=owner, at=SOON,
        values={"metrics": {"manageable_devices": 1}},
    )  # fmt: skip
    assert fresh(row).document["metrics"]["manageable_devices"] == 5000


def test_a_figure_put_right_ends_in_another_list(shortlist, officials):
    row = open_facts(shortlist, officials[0])
    dossier = put_right(row)
    assert fresh(row).status == "accepted"
    assert seat_of(dossier).reopened_at is None  # nobody has looked at it yet

    settle(row, officials[0])

    assert "1,000 台 → 60 台" in row.after
    marks = Reopening.objects.get(kind="marks")
    assert (marks.codes, marks.assignment) == ([CODE], seat_of(dossier))
    with pytest.raises(amending.NotSettled, match="1 项重新打开的事项"):
        amend(shortlist, officials[0])
    recheck(dossier, "1")
    new = amend(shortlist, officials[0])
    other = shortlist.entries.get(place=2).dossier
    assert new.entries.get(is_selected=True).dossier == other
    marks.refresh_from_db()
    assert marks.done_by == seat_of(dossier).expert.user


def test_a_clause_is_judged_afresh_and_its_ruling_ends(shortlist, officials):
    dossier = first_of(shortlist)
    [clause] = [
        each.clause.id
        for each in findings_of(dossier)
        if "connected_devices" in each.clause.metrics
    ]
    ruling = Ruling.objects.create(
        dossier=dossier, clause=clause, computed="met", is_met=True, reason="示例",
        by=officials[0], at=NOW,
    )  # fmt: skip
    other = Ruling.objects.create(
        dossier=dossier, clause="another", computed="met", is_met=True, reason="示例",
        by=officials[0], at=NOW,
    )  # fmt: skip
    row = open_facts(shortlist, officials[0])
    put_right(row, devices=5)
    settle(row, officials[0])

    ruling.refresh_from_db()
    other.refresh_from_db()
    assert (ruling.withdrawn_at, other.withdrawn_at) == (SOON, None)
    failing = {each.clause.id for each in findings_of(fresh(row)) if each.fails}
    assert failing == {clause}
    recheck(fresh(row), "0")
    new = amend(shortlist, officials[0])
    assert new.entries.get(dossier=dossier).place is None


def test_what_is_not_answered_in_time_counts_as_not_stated(shortlist, officials):
    as_it_was = state_of_round(shortlist.round)
    row = open_facts(shortlist, officials[0])
    dossier = fresh(row)
    dossiers.save_section(
        dossier=dossier, section="access",
        values={"metrics": {"connected_devices": 900}}, version=dossier.version,
        by=dossier.started_by, at=SOON,
    )  # fmt: skip
    with pytest.raises(reopening.StillOut):
        settle(row, officials[0], holds=False)  # its term still runs
    with pytest.raises(reopening.StillOut):
        settle(row, officials[0], holds=True, at=LATE)  # there is nothing to credit

    settle(row, officials[0], holds=False, at=LATE)

    dossier = fresh(row)
    assert dossier.status == "accepted"
    assert "connected_devices" not in dossier.document["metrics"]
    assert dossier.document["metrics"]["staff"] == 9
    assert dossier.versions.count() == 2
    assert row.after == "第 2 版（不予采信，按未填报处理）"
    assert state_of_round(shortlist.round) != as_it_was
    lines = {each.number: each for each in lines_of(shortlist.round, shortlist.kind)}
    assert not lines[dossier.number].is_eligible


def test_what_was_handed_in_but_is_not_true_is_struck_too(shortlist, officials):
    row = open_facts(shortlist, officials[0])
    put_right(row, devices=999)

    settle(row, officials[0], holds=False)

    assert "connected_devices" not in fresh(row).document["metrics"]
    assert fresh(row).steps.filter(action="strike").exists()


def test_evidence_that_was_opened_and_not_replaced_counts_no_more(shortlist, officials):
    dossier = first_of(shortlist)
    file = dossier.evidence.first()
    place = {"section": file.section, "clause": file.clause}
    kept = dossier.evidence.exclude(**place).count()
    row = open_facts(shortlist, officials[0], f"{file.section}--{file.clause}")
    settle(row, officials[0], holds=False, at=LATE)

    assert not dossier.evidence.in_place().filter(pk=file.pk).exists()
    assert dossier.evidence.in_place().count() == kept
    assert fresh(row).document["metrics"]["connected_devices"] == 1000


def test_the_ranking_does_not_read_the_draft(shortlist, officials):
    row = open_facts(shortlist, officials[0])
    dossier = fresh(row)
    dossiers.save_section(
        dossier=dossier, section="access",
        values={"metrics": {"connected_devices": 1}}, version=dossier.version,
        by=dossier.started_by, at=SOON,
    )  # fmt: skip

    assert all(e.is_eligible for e in lines_of(shortlist.round, shortlist.kind))


def test_no_verdict_is_given_while_the_facts_are_out(shortlist, officials):
    objection = upheld(shortlist, officials[0], first_of(shortlist).number)
    veto = Wrong(Reopening.Kind.VETO, target=next(iter(vetoes.items())).id)
    facts = Wrong(Reopening.Kind.FACTS, codes=(DEVICES,))
    opened = reopen(objection, officials[0], facts, veto)
    with pytest.raises(reopening.StillOut):
        reopening.judge_again(
            reopening=opened[1], holds=True, reason="示例", by=officials[0], at=SOON
        )
    with pytest.raises(reopening.AlreadyOpen):
        reopen(objection, officials[0], facts)


def test_facts_are_settled_once(shortlist, officials):
    row = open_facts(shortlist, officials[0])
    put_right(row)
    settle(row, officials[0])
    with pytest.raises(reopening.AlreadyDone):
        settle_facts(reopening=row, holds=True, reason="示例", by=officials[1], at=SOON)


def test_facts_name_no_seat(shortlist, officials):
    row = open_facts(shortlist, officials[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Reopening.objects.filter(pk=row.pk).update(assignment=seat_of(fresh(row)))
