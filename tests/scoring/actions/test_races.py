"""Experts and officials at the same moment, by threads against the real database."""

from datetime import timedelta

import pytest

from applications.actions import decisions, rounds, rulings
from applications.models import Dossier, Round
from portal.models import AuditEntry, User
from scoring.actions import panels, proposing, sheets, stages
from scoring.models import Assignment, ScoreSheet
from tests.factories import (
    NOW,
    make_assignment,
    make_dossier,
    make_expert,
    make_round,
    make_sheet,
    make_user,
)
from tests.racing import CROWD, at_once, meanwhile
from tests.scoring.closed_rounds import make_officials

pytestmark = pytest.mark.django_db(transaction=True)
State = Assignment.State
LATER = NOW + timedelta(days=11)


def official() -> User:
    return make_user(User.Role.OFFICIAL)


def fresh(row):
    """As another request reads it."""
    related = {
        Assignment: ["expert__user", "dossier__round", "dossier__enterprise"],
        ScoreSheet: ["assignment__expert__user", "assignment__dossier__round"],
        Dossier: ["round"],
    }.get(type(row), [])
    return type(row).objects.select_related(*related).get(pk=row.pk)


def actions() -> list[str]:
    """What was written down, in order."""
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


@pytest.fixture
def sheet() -> ScoreSheet:
    """Filled in, a draft, the only one of its round."""
    return make_sheet(make_assignment(), state=ScoreSheet.State.DRAFT)


def save(sheet, version=1, points=None):
    mine = fresh(sheet)
    sheets.save(
        sheet=mine,
        points={"1.1.1": "1"} if points is None else points,
        comments={},
        remark="",
        version=version,
        by=mine.assignment.expert.user,
        at=NOW,
    )


def hand_in(sheet, version=1):
    mine = fresh(sheet)
    sheets.hand_in(sheet=mine, version=version, by=mine.assignment.expert.user, at=NOW)


def close(round, by):
    stages.close_scoring(round=fresh(round), reason="到期（示例）", by=by, at=NOW)


def declare(assignment):
    mine = fresh(assignment)
    panels.declare(assignment=mine, by=mine.expert.user, at=NOW)


def recuse(assignment):
    mine = fresh(assignment)
    panels.recuse(assignment=mine, reason="示例", by=mine.expert.user, at=NOW)


def withdraw(assignment, by):
    panels.withdraw(assignment=fresh(assignment), reason="示例", by=by, at=NOW)


def rule_on(dossier, by):
    rulings.rule_on(
        dossier=fresh(dossier),
        clause="security",
        is_met=True,
        reason="示例",
        by=by,
        at=NOW,
    )


# One sheet


def test_a_sheet_is_handed_in_once(sheet):
    outcomes = at_once(*[lambda: hand_in(sheet)] * CROWD)

    assert outcomes == ["SheetIsClosed"] * (CROWD - 1) + ["done"]
    assert actions() == ["sheet.handed_in"]


def test_of_saves_over_one_version_one_is_kept(sheet):
    outcomes = at_once(
        *[lambda n=n: save(sheet, points={"1.1.1": str(n)}) for n in range(1, 4)]
    )

    assert outcomes == ["SavedElsewhere", "SavedElsewhere", "done"]
    sheet.refresh_from_db()
    assert (sheet.version, actions()) == (2, ["sheet.marked"])


def test_a_save_and_a_handing_in_over_one_version_exclude_each_other(sheet):
    assert meanwhile(lambda: hand_in(sheet), lambda: save(sheet)) == "SheetIsClosed"
    other = make_sheet(make_assignment(), state=ScoreSheet.State.DRAFT)
    assert meanwhile(lambda: save(other), lambda: hand_in(other)) == "SavedElsewhere"


# The end of scoring


@pytest.mark.parametrize("move", [save, hand_in])
def test_nothing_of_a_sheet_is_written_once_scoring_is_being_closed(sheet, move):
    round, by = sheet.assignment.dossier.round, official()
    before = sheet.points

    outcome = meanwhile(lambda: close(round, by), lambda: move(sheet))

    assert outcome == "SheetIsClosed"
    sheet.refresh_from_db()
    assert (sheet.state, sheet.points) == (ScoreSheet.State.DRAFT, before)
    assert actions() == ["round.scoring_closed"]


def test_a_save_under_way_is_in_before_scoring_closes(sheet):
    round, by = sheet.assignment.dossier.round, official()

    assert meanwhile(lambda: save(sheet), lambda: close(round, by)) == "done"

    assert actions() == ["sheet.marked", "round.scoring_closed"]


def test_a_sheet_being_handed_in_is_not_missing_when_scoring_closes(sheet):
    round, by = sheet.assignment.dossier.round, official()

    assert meanwhile(lambda: hand_in(sheet), lambda: close(round, by)) == "done"

    entry = AuditEntry.objects.get(action="round.scoring_closed")
    assert entry.detail["missing"] == 0


def test_among_many_saves_scoring_closes_and_nothing_comes_after():
    round, by = make_round(status=Round.Status.SCORING, panel_size=15), official()
    dossier = make_dossier(round=round, status=Dossier.Status.ACCEPTED)
    drafts = [
        make_sheet(
            make_assignment(dossier=dossier), points={}, state=ScoreSheet.State.DRAFT
        )
        for _ in range(2 * CROWD)
    ]

    outcomes = at_once(
        *[lambda each=each: save(each) for each in drafts], lambda: close(round, by)
    )

    assert set(outcomes) <= {"done", "SheetIsClosed"}
    kept = outcomes.count("done") - 1
    assert actions() == ["sheet.marked"] * kept + ["round.scoring_closed"]
    assert ScoreSheet.objects.exclude(points={}).count() == kept


def test_scoring_is_closed_once(sheet):
    round, officials = sheet.assignment.dossier.round, [official() for _ in range(3)]

    outcomes = at_once(*[lambda by=by: close(round, by) for by in officials])

    assert outcomes == ["NotYet", "NotYet", "done"]
    assert actions() == ["round.scoring_closed"]


def test_no_clause_is_ruled_on_once_scoring_is_being_closed(sheet):
    dossier, by = sheet.assignment.dossier, official()

    outcome = meanwhile(lambda: close(dossier.round, by), lambda: rule_on(dossier, by))

    assert outcome == "AlreadyDecided"
    assert not dossier.rulings.exists()


# Panels


@pytest.fixture
def waiting() -> Assignment:
    return make_assignment(state=State.ASSIGNED, declared_at=None)


def test_a_declaration_is_made_once(waiting):
    outcomes = at_once(*[lambda: declare(waiting)] * CROWD)

    assert outcomes == ["NotYours"] * (CROWD - 1) + ["done"]
    assert actions() == ["panel.declared"]


def test_no_declaration_revives_what_is_being_withdrawn(waiting):
    by = official()

    outcome = meanwhile(lambda: withdraw(waiting, by), lambda: declare(waiting))

    assert outcome == "NotYours"
    waiting.refresh_from_db()
    assert waiting.state == State.WITHDRAWN


def test_who_is_just_declaring_can_be_withdrawn(waiting):
    by = official()

    outcome = meanwhile(lambda: declare(waiting), lambda: withdraw(waiting, by))

    assert outcome == "done"
    waiting.refresh_from_db()
    assert waiting.state == State.WITHDRAWN


def test_nobody_declares_once_scoring_is_being_closed(waiting):
    round, by = waiting.dossier.round, official()
    assert meanwhile(lambda: close(round, by), lambda: declare(waiting)) == "NotYours"


def test_an_assignment_ends_once(waiting):
    by = official()

    outcomes = at_once(
        *[lambda: recuse(waiting), lambda: withdraw(waiting, by)] * (CROWD // 2)
    )

    assert outcomes == ["NotYours"] * (CROWD - 1) + ["done"]


def test_the_sheet_of_who_is_just_stepping_back_is_closed(sheet):
    leave = meanwhile(lambda: recuse(sheet.assignment), lambda: hand_in(sheet))
    assert leave == "SheetIsClosed"
    assert not ScoreSheet.objects.counting().exists()


def test_a_panel_never_gets_more_experts_than_it_seats():
    round = make_round(panel_size=2)
    dossier = make_dossier(round=round, status=Dossier.Status.ACCEPTED)
    experts, by = [make_expert() for _ in range(CROWD)], official()

    outcomes = at_once(
        *[
            lambda e=e: panels.assign(dossier=fresh(dossier), expert=e, by=by, at=NOW)
            for e in experts
        ]
    )

    assert outcomes == ["Barred"] * (CROWD - 2) + ["done"] * 2


def test_a_preview_is_applied_once():
    round = make_round(panel_size=2)
    make_dossier(round=round, status=Dossier.Status.ACCEPTED)
    officials = make_officials()
    for _ in range(2):
        make_expert()
    seats = [
        (seat.dossier, seat.expert) for seat in proposing.preview(round, NOW).seats
    ]

    outcomes = at_once(
        *[
            lambda by=by: panels.apply(round=fresh(round), seats=seats, by=by, at=NOW)
            for by in officials
        ]
    )

    assert outcomes == ["Barred", "done"]
    assert Assignment.objects.count() == 2


# The beginning of scoring


@pytest.fixture
def ready() -> Dossier:
    """With it, its round may go on to scoring LATER."""
    dossier = make_dossier(status=Dossier.Status.ACCEPTED)
    make_assignment(dossier=dossier, state=State.ASSIGNED, declared_at=None)
    return dossier


def test_a_round_whose_deadline_is_being_put_off_does_not_go_on(ready):
    round, by = ready.round, official()
    seen = fresh(round)

    def extend():
        rounds.extend(
            round=fresh(round),
            closes_at=LATER + timedelta(days=1),
            reason="示例",
            by=by,
            at=NOW,
        )

    def start():
        stages.start_scoring(round=seen, by=by, at=LATER)

    assert meanwhile(extend, start) == "NotYet"


def test_a_dossier_being_recommended_keeps_its_round_from_going_on(ready):
    round, by, city = ready.round, official(), make_user(User.Role.CITY)
    other = make_dossier(round=round, status=Dossier.Status.SUBMITTED)

    def recommend():
        decisions.recommend(
            dossier=fresh(other), order=1, opinion="同意", by=city, at=LATER
        )

    def start():
        stages.start_scoring(round=fresh(round), by=by, at=LATER)

    assert meanwhile(recommend, start) == "NotYet"


# All of it


def everything_about(dossier, by):
    expert, seated = make_expert(), make_assignment(dossier=dossier)
    draft = make_sheet(seated, state=ScoreSheet.State.DRAFT)
    new = make_assignment(dossier=dossier, state=State.ASSIGNED, declared_at=None)
    return [
        lambda: save(draft, points=draft.points),
        lambda: hand_in(draft, version=2),
        lambda: withdraw(seated, by),
        lambda: declare(new),
        lambda: recuse(new),
        lambda: rule_on(dossier, by),
        lambda: panels.assign(dossier=fresh(dossier), expert=expert, by=by, at=NOW),
    ]


def test_whatever_meets_in_one_round_nobody_waits_in_a_ring():
    round, by = make_round(status=Round.Status.SCORING, panel_size=15), official()
    deeds = []
    for _ in range(2):
        dossier = make_dossier(round=round, status=Dossier.Status.ACCEPTED)
        deeds += everything_about(dossier, by)

    outcomes = at_once(*deeds, lambda: close(round, by))

    refusals = {"SheetIsClosed", "SavedElsewhere", "NotYours", "NotNow"}
    assert set(outcomes) <= {"done", "AlreadyDecided", *refusals}
    assert actions()[-1] == "round.scoring_closed"
