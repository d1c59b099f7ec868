"""Many seats changed by two officials at once, or while an expert begins to mark."""

import pytest

from applications.models import Dossier, Round
from portal.models import User
from scoring.actions import caps, panels, proposing, reseating, sheets
from scoring.models import Assignment, LoadCap, ScoreSheet
from tests.factories import (
    NOW,
    make_assignment,
    make_dossier,
    make_expert,
    make_round,
    make_user,
)
from tests.racing import at_once, meanwhile
from tests.scoring.closed_rounds import make_officials

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def round() -> Round:
    return make_round(panel_size=2, status=Round.Status.SCORING)


def accepted(round: Round) -> Dossier:
    return make_dossier(round=round, status=Dossier.Status.ACCEPTED)


def official() -> User:
    return make_user(User.Role.OFFICIAL)


def fresh(round: Round) -> Round:
    return Round.objects.get(pk=round.pk)


def reseat(round, by, add=(), drop=()):
    reseating.reseat(
        round=fresh(round),
        add=list(add),
        drop=dict.fromkeys(drop, "示例"),
        by=by,
        at=NOW,
    )


def test_a_proposal_is_applied_once_and_never_beside_a_change(round):
    for _ in range(3):
        accepted(round)
        make_expert()
    digest = proposing.question_of(round, NOW).digest

    def apply(by):
        return lambda: proposing.apply_preview(
            round=fresh(round), digest=digest, by=by, at=NOW
        )

    assert at_once(*map(apply, make_officials())) == ["Stale", "done"]
    assert Assignment.objects.count() == 6


def test_a_proposal_waits_for_a_seat_that_is_being_given_and_is_then_refused(round):
    dossier, expert, by = accepted(round), make_expert(), official()
    accepted(round)
    digest = proposing.question_of(round, NOW).digest

    outcome = meanwhile(
        lambda: panels.assign(dossier=dossier, expert=expert, by=by, at=NOW),
        lambda: proposing.apply_preview(
            round=fresh(round), digest=digest, by=by, at=NOW
        ),
    )

    assert outcome == "Stale"
    assert Assignment.objects.count() == 1


def test_the_last_seat_is_given_once_and_the_other_change_not_done_in_part(round):
    full, other = accepted(round), accepted(round)
    make_assignment(dossier=full)
    one, two = make_expert(), make_expert()
    first, second = make_officials()

    outcomes = at_once(
        *[
            lambda by=by, e=e: reseat(round, by, [(other.pk, e.pk), (full.pk, e.pk)])
            for by, e in ((first, one), (second, two))
        ]
    )

    assert outcomes == ["Refused", "done"]
    assert full.assignments.count() == 2
    assert other.assignments.count() == 1


def test_a_cap_is_never_passed_by_two_at_once(round):
    dossiers, expert = [accepted(round), accepted(round)], make_expert()
    LoadCap.objects.create(
        round=round, expert=expert, most=1, set_by=official(), set_at=NOW
    )

    outcomes = at_once(
        *[
            lambda by=by, d=d: reseat(round, by, [(d.pk, expert.pk)])
            for by, d in zip(make_officials(), dossiers, strict=True)
        ]
    )

    assert outcomes == ["Refused", "done"]
    assert expert.assignments.count() == 1


def test_a_cap_is_set_once_by_two_at_once(round):
    outcomes = at_once(
        *[
            lambda by=by: caps.set_cap(
                round=fresh(round), expert=None, most=5, by=by, at=NOW
            )
            for by in make_officials()
        ]
    )

    assert outcomes == ["done", "done"]
    assert LoadCap.objects.get().most == 5


def begin(held: Assignment) -> None:
    rows = Assignment.objects.select_related("expert__user", "dossier__round")
    sheet = sheets.sheet_for(rows.get(pk=held.pk))
    sheets.save(
        sheet=sheet, points={"1.1.1": "1"}, comments={}, remark="", version=1,
        by=held.expert.user, at=NOW,
    )  # fmt: skip


def test_an_expert_begins_to_mark_or_is_taken_back_and_never_both(round):
    marking, leaving = (make_assignment(dossier=accepted(round)) for _ in range(2))
    by = official()

    def take_back(held):
        return lambda: reseat(round, by, drop=[(held.dossier_id, held.expert_id)])

    assert meanwhile(lambda: begin(marking), take_back(marking)) == "Refused"
    assert meanwhile(take_back(leaving), lambda: begin(leaving)) == "SheetIsClosed"
    marked = ScoreSheet.objects.exclude(points={})
    assert list(marked.values_list("assignment", flat=True)) == [marking.pk]
