"""Panels: proposed without a write, applied once, changed by hand, closed in time."""

from datetime import timedelta

import pytest

from applications.models import Dossier, Enterprise, Round
from portal.models import AuditEntry, User
from scoring.actions import panels, proposing, stages
from scoring.facts import barring
from scoring.models import Assignment, Conflict, Expert
from tests.factories import (
    NOW,
    make_assignment,
    make_dossier,
    make_enterprise,
    make_expert,
    make_round,
    make_sheet,
    make_user,
)

pytestmark = pytest.mark.django_db
ACCEPTED = Dossier.Status.ACCEPTED
TODAY = NOW.date()


@pytest.fixture
def round() -> Round:
    return make_round(panel_size=2)


@pytest.fixture
def official() -> User:
    return make_user(User.Role.OFFICIAL)


def accepted(round: Round, **fields) -> Dossier:
    return make_dossier(round=round, status=ACCEPTED, **fields)


def pairs(round: Round) -> list[tuple[int, int]]:
    return [(seat.dossier, seat.expert) for seat in proposing.preview(round, NOW).seats]


def tie(expert: Expert, enterprise: Enterprise) -> None:
    Conflict.objects.create(
        expert=expert, enterprise=enterprise, reason="示例", declared_at=NOW
    )


def test_a_preview_writes_nothing_and_is_applied_once(round, official):
    for _ in range(3):
        accepted(round)
    for _ in range(3):
        make_expert()
    proposal = pairs(round)
    assert len(proposal) == 6
    assert not Assignment.objects.exists()

    assert panels.apply(round=round, seats=proposal, by=official, at=NOW) == 6
    with pytest.raises(panels.Barred, match="已在本专家组"):
        panels.apply(round=round, seats=proposal, by=official, at=NOW)

    assert Assignment.objects.count() == 6
    assert AuditEntry.objects.filter(action="panel.assigned").count() == 6
    assert pairs(round) == []


def test_a_pair_named_twice_is_refused_with_all_the_rest(round, official):
    dossier, expert, other = accepted(round), make_expert(), make_expert()
    seats = [(dossier.pk, other.pk), (dossier.pk, expert.pk)]
    Round.objects.update(panel_size=5)
    round.refresh_from_db()

    with pytest.raises(panels.Barred, match="已在本专家组"):
        panels.apply(round=round, seats=[*seats, seats[0]], by=official, at=NOW)

    assert not Assignment.objects.exists()
    assert not AuditEntry.objects.filter(action="panel.assigned").exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_many_seats_are_written_in_as_few_statements_as_one(
    round, official, rows, django_assert_num_queries
):
    dossiers = [accepted(round) for _ in range(rows)]
    expert = make_expert()
    seats = [(dossier.pk, expert.pk) for dossier in dossiers]

    # transaction, round; dossiers, pool, ties, away, before, caps; seats, entries; end
    with django_assert_num_queries(11):
        panels.apply(round=round, seats=seats, by=official, at=NOW)

    said = AuditEntry.objects.filter(action="panel.assigned")
    assert {each.detail["expert"] for each in said} == {expert.code}
    assert {each.subject_id for each in said} == {str(each.pk) for each in dossiers}


def test_the_same_employer_and_declared_ties_are_left_out(round):
    enterprise = make_enterprise(name="示例（集团）有限公司")
    dossier = accepted(round, enterprise=enterprise)
    by_code = make_expert(employer="某部", employer_code=enterprise.credit_code)
    by_name = make_expert(employer="示例(集团) 有限公司")
    tied, free = make_expert(), make_expert()
    tie(tied, enterprise)

    proposal = proposing.preview(round, NOW)

    assert [seat.expert for seat in proposal.seats] == [free.pk]
    [gap] = proposal.gaps
    assert gap.missing == 1
    assert gap.barred == {barring.SAME_EMPLOYER: 2, barring.DECLARED: 1}
    reasons = barring.barred_pairs([dossier], [by_code, by_name, free], TODAY)
    assert set(reasons) == {(dossier.pk, by_code.pk), (dossier.pk, by_name.pk)}


def test_a_preview_that_is_no_longer_true_is_not_applied_at_all(round, official):
    first, second = accepted(round), accepted(round)
    expert = make_expert()
    tie(expert, second.enterprise)
    seats = [(first.pk, expert.pk), (second.pk, expert.pk)]

    with pytest.raises(panels.Barred, match=barring.DECLARED):
        panels.apply(round=round, seats=seats, by=official, at=NOW)

    assert not Assignment.objects.exists()


def test_no_seat_beyond_the_size_of_a_panel(round, official):
    dossier = accepted(round)
    experts = [make_expert() for _ in range(3)]
    seats = [(dossier.pk, expert.pk) for expert in experts]

    with pytest.raises(panels.Barred, match="专家组已满（2 人）"):
        panels.apply(round=round, seats=seats, by=official, at=NOW)
    for expert in experts[:2]:
        panels.assign(dossier=dossier, expert=expert, by=official, at=NOW)
    with pytest.raises(panels.Barred, match="专家组已满"):
        panels.assign(dossier=dossier, expert=experts[2], by=official, at=NOW)


@pytest.mark.parametrize(
    "strange",
    [
        lambda round: (accepted(make_round()).pk, make_expert().pk),
        lambda round: (make_dossier(round=round).pk, make_expert().pk),
        lambda round: (accepted(round).pk, make_expert(province="jiangsu").pk),
        lambda round: (accepted(round).pk, make_expert(is_available=False).pk),
        lambda round: (0, 0),
    ],
    ids=["another round", "a draft", "another province", "not available", "nothing"],
)
def test_seats_from_elsewhere_are_refused(round, official, strange):
    with pytest.raises(panels.Barred):
        panels.apply(round=round, seats=[strange(round)], by=official, at=NOW)


@pytest.mark.parametrize("status", [Round.Status.CLOSED, Round.Status.PUBLISHED])
def test_panels_are_fixed_once_scoring_is_closed(round, official, status):
    assignment = make_assignment(dossier=accepted(round))
    Round.objects.update(status=status)
    dossier, expert = assignment.dossier, assignment.expert
    who = {"by": official, "at": NOW}

    for act in (
        lambda: panels.assign(dossier=dossier, expert=make_expert(), **who),
        lambda: panels.apply(round=round, seats=[], **who),
        lambda: panels.withdraw(assignment=assignment, reason="示例", **who),
        lambda: panels.recuse(assignment=assignment, reason="示例", **who),
    ):
        with pytest.raises(panels.NotNow):
            act()
    assert expert.assignments.standing().count() == 1


def test_who_left_is_replaced_by_another_and_never_comes_back(round, official):
    dossier = accepted(round)
    stays, leaves, comes = (make_expert() for _ in range(3))
    make_assignment(dossier=dossier, expert=stays)
    assignment = make_assignment(dossier=dossier, expert=leaves)

    panels.recuse(assignment=assignment, reason="曾任顾问", by=leaves.user, at=NOW)

    assert pairs(round) == [(dossier.pk, comes.pk)]
    with pytest.raises(panels.Barred, match=barring.ENDED):
        panels.assign(dossier=dossier, expert=leaves, by=official, at=NOW)
    panels.assign(dossier=dossier, expert=comes, by=official, at=NOW)
    assert set(dossier.assignments.standing().values_list("expert", flat=True)) == {
        stays.pk,
        comes.pk,
    }


def test_a_tie_of_one_recusal_bars_from_the_enterprises_other_dossiers(round):
    assignment = make_assignment(dossier=accepted(round))
    other = accepted(round, enterprise=assignment.dossier.enterprise, kind="regional")
    expert = assignment.expert

    panels.recuse(assignment=assignment, reason="近亲属", by=expert.user, at=NOW)

    reasons = barring.barred_pairs([other], [expert], TODAY)
    assert reasons == {(other.pk, expert.pk): barring.DECLARED}


def test_a_declaration_counts_once_and_only_while_scoring(round):
    assignment = make_assignment(
        dossier=accepted(round), state="assigned", declared_at=None
    )
    who = {"by": assignment.expert.user, "at": NOW}
    with pytest.raises(panels.NotYours):
        panels.declare(assignment=assignment, **who)

    Round.objects.update(status=Round.Status.SCORING)
    panels.declare(assignment=assignment, **who)
    with pytest.raises(panels.NotYours):
        panels.declare(assignment=assignment, **who)


def test_scoring_begins_when_filing_is_over_and_everything_decided(round, official):
    dossier = accepted(round)
    waiting = make_dossier(round=round, status=Dossier.Status.RECOMMENDED)
    over = round.closes_at

    def said(at=over) -> list[str]:
        return stages.before_scoring(round, at)

    assert len(said(over - timedelta(seconds=1))) == 3
    assert len(said()) == 2
    Dossier.objects.filter(pk=waiting.pk).update(
        status=Dossier.Status.RETURNED, correction_due=over + timedelta(days=1)
    )
    assert len(said()) == 2
    assert len(said(over + timedelta(days=1))) == 1  # it was never handed in again
    with pytest.raises(stages.NotYet):
        stages.start_scoring(round=round, by=official, at=over)

    make_assignment(dossier=dossier)
    later = over + timedelta(days=1)
    stages.start_scoring(round=round, by=official, at=later)
    with pytest.raises(stages.NotYet):
        stages.start_scoring(round=round, by=official, at=later)
    round.refresh_from_db()
    assert round.status == Round.Status.SCORING


def test_a_closed_round_is_not_closed_twice(official):
    assignment = make_assignment()
    make_sheet(assignment)
    round = assignment.dossier.round

    stages.close_scoring(round=round, reason="", by=official, at=NOW)
    with pytest.raises(stages.NotYet, match="状态已变化"):
        stages.close_scoring(round=round, reason="", by=official, at=NOW)

    assert AuditEntry.objects.filter(action="round.scoring_closed").count() == 1
