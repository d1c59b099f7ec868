"""A second round and what happens beside it, by threads against the real database."""

import pytest

from applications.models import Round
from portal.models import AuditEntry, User
from scoring.actions import discussions, panels, second_sheets, stages
from scoring.models import Assignment, Discussion, Post, SecondSheet
from tests.factories import NOW, make_user
from tests.racing import CROWD, at_once, meanwhile
from tests.scoring.conferring import (
    make_apart,
    make_conferring_round,
    opened,
    seats_of,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dossier():
    return make_apart(make_conferring_round())


def actions(name):
    return AuditEntry.objects.filter(action=name).count()


def open_one(dossier, by):
    dossier.round.refresh_from_db()
    opened(dossier, by)


def save(assignment, mark="1"):
    second_sheets.save(
        assignment=assignment, changes={"4.1.5": mark}, reasons={"4.1.5": "示例"},
        version=1, by=assignment.expert.user, at=NOW,
    )  # fmt: skip


def hand_in(assignment, version=1):
    second_sheets.hand_in(
        assignment=assignment, version=version, by=assignment.expert.user, at=NOW
    )


def say(assignment, text="示例"):
    discussions.say(
        assignment=assignment, text=text, number=1, by=assignment.expert.user, at=NOW
    )


def close(round, by):
    stages.close_scoring(
        round=Round.objects.get(pk=round.pk), reason="到期（示例）", by=by, at=NOW
    )


def recuse(assignment):
    panels.recuse(
        assignment=Assignment.objects.select_related("dossier__round", "expert").get(
            pk=assignment.pk
        ),
        reason="示例",
        by=assignment.expert.user,
        at=NOW,
    )


def test_of_officials_at_once_one_opens_the_discussion(dossier):
    by = make_user(User.Role.OFFICIAL)

    outcomes = at_once(*[lambda: open_one(dossier, by)] * CROWD)

    assert outcomes == ["NothingToDiscuss"] * (CROWD - 1) + ["done"]
    assert (Discussion.objects.count(), actions("discussion.opened")) == (1, 1)


def test_an_expert_who_leaves_first_leaves_nothing_to_discuss(dossier):
    by, high = make_user(User.Role.OFFICIAL), seats_of(dossier)[0]

    said = meanwhile(lambda: recuse(high), lambda: open_one(dossier, by))

    assert said == "NothingToDiscuss"
    assert not Discussion.objects.exists()


def test_an_answer_is_handed_in_once(dossier):
    opened(dossier)
    high = seats_of(dossier)[0]

    outcomes = at_once(*[lambda: hand_in(high)] * CROWD)

    assert outcomes == ["AnswerIsClosed"] * (CROWD - 1) + ["done"]
    assert actions("second_sheet.handed_in") == 1


def test_of_saves_over_one_version_one_is_kept(dossier):
    opened(dossier)
    high = seats_of(dossier)[0]

    outcomes = at_once(*[lambda n=n: save(high, str(n)) for n in range(1, 4)])

    assert outcomes == ["AnsweredElsewhere", "AnsweredElsewhere", "done"]
    second = SecondSheet.objects.get()
    assert (second.version, actions("second_sheet.marked")) == (2, 1)


def test_a_save_and_a_handing_in_over_one_version_exclude_each_other(dossier):
    opened(dossier)
    high, low, _ = seats_of(dossier)

    late = meanwhile(lambda: hand_in(high), lambda: save(high))
    assert late == "AnswerIsClosed"
    late = meanwhile(lambda: save(low), lambda: hand_in(low))
    assert late == "AnsweredElsewhere"


@pytest.mark.parametrize("move", [save, hand_in, say])
def test_once_scoring_is_closed_nothing_is_answered_or_said(dossier, move):
    opened(dossier)
    by, high = make_user(User.Role.OFFICIAL), seats_of(dossier)[0]

    late = meanwhile(lambda: close(dossier.round, by), lambda: move(high))

    assert late == "DiscussionIsClosed"
    assert not SecondSheet.objects.exists()
    assert not Post.objects.exists()


@pytest.mark.parametrize("move", [save, hand_in, say])
def test_who_recused_answers_and_says_nothing_more(dossier, move):
    opened(dossier)
    high = seats_of(dossier)[0]

    assert meanwhile(lambda: recuse(high), lambda: move(high)) == "DiscussionIsClosed"


def test_an_answer_that_was_first_is_in_when_scoring_closes(dossier):
    opened(dossier)
    by, high = make_user(User.Role.OFFICIAL), seats_of(dossier)[0]

    late = meanwhile(lambda: hand_in(high), lambda: close(dossier.round, by))

    assert late == "done"
    detail = AuditEntry.objects.get(action="round.scoring_closed").detail
    assert detail["conferring"] == ["A-01 会商中，待答复 2 人"]


def test_a_post_is_hidden_once(dossier):
    opened(dossier)
    say(seats_of(dossier)[0])
    by, post = make_user(User.Role.OFFICIAL), Post.objects.get()

    outcomes = at_once(
        *[lambda: discussions.hide(post=post, reason="示例", by=by, at=NOW)] * 3
    )

    assert outcomes == ["AlreadyHidden", "AlreadyHidden", "done"]
