"""A ranking is reckoned once, and again as soon as anything it rests on has changed."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.actions import rulings, vetoes
from applications.models import Dossier, Enterprise, Round, Ruling, VetoDecision
from portal.models import User
from scoring.actions import shortlists
from scoring.facts import Line, lines_of
from scoring.models import Assignment, ScoreSheet
from scoring.rankings import drawn as keeping
from scoring.rankings.drawn import drawn
from scoring.rankings.inputs import state_of_round
from scoring.rankings.ranked import shortlist_of
from tests.factories import (
    NOW,
    full_points,
    make_assignment,
    make_expert,
    make_sheet,
)
from tests.scoring.closed_rounds import (
    CAP_SECURITY,
    KIND,
    SECURITY,
    frozen_at,
    make_closed_round,
    make_officials,
    make_ranked,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
VETO = "incidents"


@pytest.fixture
def officials():
    return make_officials()


@pytest.fixture
def round(officials) -> Round:
    round = make_closed_round(status=Round.Status.SCORING)
    make_ranked(round, "A-01", "0.9", "0.5", "0.6", submitted_at=NOW)
    ruled = make_ranked(round, "A-02", "0.8", submitted_at=NOW)
    make_ranked(round, "A-03", "0.7", lacking=[CAP_SECURITY], submitted_at=NOW)
    make_ranked(round, "A-04", "0.6", submitted_at=NOW)
    Dossier.objects.filter(number="A-04").update(status="recommended")
    by = {"by": officials[0], "at": NOW, "reason": "示例理由。"}
    Ruling.objects.create(
        dossier=ruled, clause=SECURITY, computed="met", is_met=False, **by
    )
    vetoed = make_ranked(round, "A-05", "0.5", submitted_at=NOW)
    VetoDecision.objects.create(dossier=vetoed, item=VETO, is_confirmed=True, **by)
    return round


def told(lines: tuple[Line, ...]) -> list[tuple[Any, ...]]:
    """All that the page says of each line."""
    return [
        (
            *(line.number, line.place, line.mark, dict(line.groups), line.marks),
            *(line.is_eligible, line.dossier.enterprise.name),
            line.dossier.enterprise.city,
            [
                (each.clause.id, each.outcome, each.ruling and each.ruling.by.name)
                for each in line.failing
            ],
        )
        for line in lines
    ]


def kept(round: Round, by: User | None = None) -> list[tuple[Any, ...]]:
    fresh = Round.objects.get(pk=round.pk)
    shortlist = shortlist_of(by, fresh, KIND) if by else None
    found, made = drawn(fresh, KIND, shortlist, {})
    rows = (*made.table.above, *made.table.below, *made.table.apart)
    assert {row.line.number for row in rows} == {
        line.number for line in found.lines if line.place or not line.is_eligible
    }
    return told(found.lines)


def dossier(number: str) -> Dossier:
    return Dossier.objects.get(number=number)


def sheet(number: str) -> ScoreSheet:
    return ScoreSheet.objects.filter(assignment__dossier__number=number).earliest("pk")


def another_sheet(round: Round, by: User) -> None:
    seat = make_assignment(dossier=dossier("A-01"), expert=make_expert())
    make_sheet(seat, points=full_points(round, "1"))


def a_sheet_rewritten(round: Round, by: User) -> None:
    points = full_points(round, "0.1")
    total = int(100 * sum(map(float, points.values())))
    ScoreSheet.objects.filter(pk=sheet("A-01").pk).update(
        points=points, total=total, version=sheet("A-01").version + 1
    )


def a_sheet_opened_again(round: Round, by: User) -> None:
    ScoreSheet.objects.filter(pk=sheet("A-01").pk).update(
        state=ScoreSheet.State.DRAFT, total=None, handed_in_at=None
    )


def ended(state: str) -> Callable[[Round, User], None]:
    def act(round: Round, by: User) -> None:
        Assignment.objects.filter(sheet=sheet("A-01")).update(
            state=state, ended_at=LATER
        )

    return act


def a_ruling(round: Round, by: User) -> None:
    rulings.rule_on(
        dossier=dossier("A-03"),
        clause=SECURITY,
        is_met=True,
        reason="佐证充分。",
        by=by,
        at=LATER,
    )


def a_ruling_withdrawn(round: Round, by: User) -> None:
    rulings.withdraw_ruling(
        ruling=Ruling.objects.get(), reason="认定有误。", by=by, at=LATER
    )


def a_veto(round: Round, by: User) -> None:
    vetoes.decide(
        dossier=dossier("A-01"),
        item=VETO,
        is_confirmed=True,
        reason="情形属实。",
        by=by,
        at=LATER,
    )


def a_veto_withdrawn(round: Round, by: User) -> None:
    vetoes.withdraw(
        decision=VetoDecision.objects.get(), reason="认定有误。", by=by, at=LATER
    )


def changed(rows: Any, **values: Any) -> Callable[[Round, User], None]:
    return lambda round, by: rows().update(**values) and None


def rounds(**values: Any) -> Callable[[Round, User], None]:
    return lambda round, by: Round.objects.filter(pk=round.pk).update(**values) and None


def a_table_regrouped(round: Round, by: User) -> None:
    round.table["ties"] = []
    for indicator in round.table["indicators"]:
        if indicator["path"][0] == "服务能力":
            indicator["path"][0] = "服务水平"
    for heading in round.table["headings"]:
        if heading["path"][0] == "服务能力":
            heading["path"][0] = "服务水平"
    round.save()


def a_guide_that_only_encourages(round: Round, by: User) -> None:
    lenient = round.guide_text.replace('"mandatory"', '"encouraged"')
    Round.objects.filter(pk=round.pk).update(guide_text=lenient)


CHANGES = {
    "a sheet more": another_sheet,
    "a sheet rewritten": a_sheet_rewritten,
    "a sheet opened again": a_sheet_opened_again,
    "an expert steps back": ended(Assignment.State.RECUSED),
    "an expert is taken back": ended(Assignment.State.WITHDRAWN),
    "a ruling": a_ruling,
    "a ruling withdrawn": a_ruling_withdrawn,
    "a veto": a_veto,
    "a veto withdrawn": a_veto_withdrawn,
    "a dossier accepted": changed(
        lambda: Dossier.objects.filter(number="A-04"), status="accepted"
    ),
    "a dossier no longer accepted": changed(
        lambda: Dossier.objects.filter(number="A-01"), status="rejected"
    ),
    "a veto of what was handed in before": changed(
        lambda: Dossier.objects.filter(number="A-05"), submitted_at=LATER
    ),
    "an enterprise renamed": changed(Enterprise.objects.all, name="示例更名公司"),
    "an enterprise moved": changed(Enterprise.objects.all, city="吉林市"),
    "an official renamed": changed(User.objects.all, name="示例新名"),
    "another rule": rounds(rule={"method": "median"}),
    "another table": a_table_regrouped,
    "another guide": a_guide_that_only_encourages,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_a_ranking_rests_on_the_kept_one_follows(round, officials, change):
    before = kept(round)
    assert before == told(lines_of(round, KIND))

    change(round, officials[1])

    live = told(lines_of(Round.objects.get(pk=round.pk), KIND))
    assert live != before
    assert kept(round) == live


def test_what_changes_nothing_is_not_reckoned_again(round, monkeypatch):
    kept(round)
    seat = make_assignment(dossier=dossier("A-02"), expert=make_expert())
    draft = make_sheet(seat, state=ScoreSheet.State.DRAFT, points={})
    kept(round)
    monkeypatch.setattr(keeping, "lines_in", None)

    ScoreSheet.objects.filter(pk=draft.pk).update(points={"1.1.1": "1"}, version=9)

    assert kept(round) == kept(round)


def test_a_list_that_is_frozen_is_told_and_after_its_withdrawal_the_live_one(
    round, officials
):
    Round.objects.update(status=Round.Status.CLOSED)
    live = kept(round, officials[0])
    shortlist = frozen_at(
        round=round, kind=KIND, quota=1, minimum=None, by=officials[0], at=NOW
    )
    another_sheet(round, officials[0])

    assert kept(round, officials[0]) == live
    shortlists.withdraw(shortlist=shortlist, reason="示例", by=officials[0])
    assert kept(round, officials[0]) == told(lines_of(round, KIND)) != live


def test_another_kind_and_another_round_are_kept_apart(round, officials):
    first = kept(round)
    other = make_closed_round()
    make_ranked(other, "B-01", "0.9")

    assert [line[0] for line in kept(other)] == ["B-01"]
    assert kept(round) == first
    found, _ = drawn(round, "regional", None, {})
    assert found.lines == ()


def test_every_table_that_a_ranking_is_read_from_is_in_its_state(round):
    """A new input of the ranking belongs into ``rankings.inputs``, and up here."""
    with CaptureQueriesContext(
        connection,
    ) as reckoned:
        lines_of(Round.objects.get(pk=round.pk), KIND)
    with CaptureQueriesContext(connection) as stated:
        state_of_round(round, kind=KIND)

    no_figure = {"scoring_expert", "applications_round"}  # a code; handed over whole
    assert tables(reckoned) - tables(stated) <= no_figure


def tables(asked: CaptureQueriesContext) -> set[str]:
    text = " ".join(query["sql"] for query in asked.captured_queries)
    return set(re.findall(r'(?:FROM|JOIN) "(\w+)"', text))
