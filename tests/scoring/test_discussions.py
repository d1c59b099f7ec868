"""Discussions: which dossiers go into one, what a second round changes, what stays."""

from datetime import timedelta
from decimal import Decimal

import pytest

from applications.models import Round
from portal.models import AuditEntry, User
from scoring.actions import discussions, panels, second_sheets
from scoring.facts import lines_of, sheets_of
from scoring.facts.discussions import apart_in, courses_of, open_in
from scoring.models import Discussion, HiddenPost, Post, ScoreSheet, SecondSheet
from tests.factories import (
    NOW,
    full_points,
    make_assignment,
    make_expert,
    make_sheet,
    make_user,
)
from tests.scoring.closed_rounds import KIND, make_ranked
from tests.scoring.conferring import (
    DUE,
    answer,
    make_apart,
    make_conferring_round,
    opened,
    seats_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def round():
    return make_conferring_round()


@pytest.fixture
def dossier(round):
    return make_apart(round)


def marks_of(round):
    return {line.number: (line.mark, line.marks) for line in lines_of(round, KIND)}


def make_totals(round, number, *totals):
    """Sheets of exactly these totals in hundredths."""
    dossier = make_ranked(round, number)
    for total in totals:
        make_sheet(make_assignment(dossier=dossier, expert=make_expert()), total=total)
    return dossier


# Which dossiers


def test_a_dossier_is_named_beyond_the_limit_and_not_on_it(round):
    make_totals(round, "A-01", 7000, 8499)
    make_totals(round, "A-02", 7000, 8500)
    make_totals(round, "A-03", 7000, 8501, 7800)

    found = apart_in(round)

    assert [(each.dossier.number, each.spread) for each in found] == [
        ("A-03", Decimal("15.01"))
    ]


def test_while_one_sheet_is_not_in_nobody_is_called_apart(round, dossier):
    late = make_assignment(dossier=dossier, expert=make_expert())
    assert apart_in(round) == []

    make_sheet(late, state=ScoreSheet.State.DRAFT, points={"1.1.1": "1"})
    assert apart_in(round) == []


def test_who_recused_is_not_counted_among_the_experts(round, dossier):
    high = seats_of(dossier)[0]
    panels.recuse(assignment=high, reason="示例", by=high.expert.user, at=NOW)

    assert apart_in(round) == []


def test_without_a_limit_no_dossier_is_ever_named(dossier):
    Round.objects.update(review={})
    dossier.round.refresh_from_db()

    assert apart_in(dossier.round) == []


def test_which_are_apart_is_asked_in_two_queries(
    round, dossier, django_assert_num_queries
):
    with django_assert_num_queries(2):  # the totals; the dossiers
        assert len(apart_in(round)) == 1
    make_apart(round, "A-02")
    make_apart(round, "A-03")
    with django_assert_num_queries(2):
        assert len(apart_in(round)) == 3


# Opening


def test_an_opened_discussion_keeps_its_spread_its_term_and_who_opened_it(
    round, dossier
):
    by = make_user(User.Role.OFFICIAL)

    found = opened(dossier, by)

    assert found.spread == Decimal("20.00")
    assert (found.due_at, found.opened_by, found.opened_at) == (DUE, by, NOW)
    assert apart_in(round) == []
    entry = AuditEntry.objects.get(action="discussion.opened")
    assert entry.detail["spread"] == "20.00"


def test_all_are_opened_or_none(round, dossier):
    calm = make_ranked(round, "A-02", "0.8", "0.8")

    with pytest.raises(discussions.NothingToDiscuss):
        discussions.open_discussions(
            round=round,
            keys=[dossier.key, calm.key],
            due_at=DUE,
            by=make_user(User.Role.OFFICIAL),
            at=NOW,
        )

    assert not Discussion.objects.exists()


def test_a_dossier_is_discussed_once(dossier):
    opened(dossier)

    with pytest.raises(discussions.NothingToDiscuss):
        opened(dossier)


def test_once_scoring_is_closed_no_discussion_opens(round, dossier):
    Round.objects.update(status=Round.Status.CLOSED)

    with pytest.raises(discussions.NothingToDiscuss):
        opened(dossier)


# The second round


def test_what_was_handed_in_counts_and_the_first_sheet_stays(round, dossier):
    opened(dossier)
    high = seats_of(dossier)[0]
    first = dict(high.sheet.points)
    before = marks_of(round)["A-01"]

    answer(high, i4_1_5="1")

    assert before == (
        Decimal("79.80"),
        (Decimal("89.7"), Decimal("80.0"), Decimal("69.7")),
    )
    assert first["4.1.5"] == "9.0"
    assert marks_of(round)["A-01"] == (
        Decimal("77.13"),
        (Decimal("81.7"), Decimal("80.0"), Decimal("69.7")),
    )
    high.sheet.refresh_from_db()
    assert (high.sheet.points, high.sheet.total) == (first, 8970)
    second = SecondSheet.objects.get()
    assert second.changes == {"4.1.5": "1"}
    assert second.total == 8170


def test_a_draft_of_the_second_round_counts_for_nothing(round, dossier):
    opened(dossier)
    high = seats_of(dossier)[0]
    before = sheets_of(round, KIND)

    second_sheets.save(
        assignment=high, changes={"4.1.5": "1"}, reasons={}, version=1,
        by=high.expert.user, at=NOW,
    )  # fmt: skip

    assert sheets_of(round, KIND) == before


def test_kept_marks_are_an_answer_too(round, dossier):
    opened(dossier)
    high = seats_of(dossier)[0]
    before = sheets_of(round, KIND)

    answer(high)

    assert sheets_of(round, KIND) == before
    assert SecondSheet.objects.get().total == 8970


def test_a_changed_mark_needs_a_reason(dossier):
    opened(dossier)
    high = seats_of(dossier)[0]
    who = {"assignment": high, "by": high.expert.user, "at": NOW}
    version = second_sheets.save(
        changes={"4.1.5": "1", "1.1.1": "0"},
        reasons={"4.1.5": "示例"},
        version=1,
        **who,
    )

    with pytest.raises(second_sheets.ReasonIsMissing, match=r"1\.1\.1"):
        second_sheets.hand_in(version=version, **who)

    assert SecondSheet.objects.get().state == SecondSheet.State.DRAFT


def test_the_older_of_two_windows_changes_nothing(dossier):
    opened(dossier)
    high = seats_of(dossier)[0]
    who = {"assignment": high, "reasons": {}, "by": high.expert.user, "at": NOW}
    second_sheets.save(changes={"4.1.5": "1"}, version=1, **who)

    with pytest.raises(second_sheets.AnsweredElsewhere):
        second_sheets.save(changes={}, version=1, **who)

    assert SecondSheet.objects.get().changes == {"4.1.5": "1"}


def test_an_answer_is_given_once(dossier):
    opened(dossier)
    high = seats_of(dossier)[0]
    answer(high, i4_1_5="1")

    with pytest.raises(second_sheets.AnswerIsClosed):
        answer(high, i4_1_5="2")


@pytest.mark.parametrize(("late", "refused"), [(-1, False), (0, True), (1, True)])
def test_the_instant_at_which_the_term_ends_is_too_late(dossier, late, refused):
    opened(dossier)
    high = seats_of(dossier)[0]
    who = {"assignment": high, "by": high.expert.user}
    at = DUE + timedelta(seconds=late)

    try:
        second_sheets.hand_in(version=1, at=at, **who)
    except discussions.DiscussionIsClosed:
        assert refused
    else:
        assert not refused


def test_who_has_not_handed_in_takes_no_part(dossier):
    opened(dossier)
    late = make_assignment(dossier=dossier, expert=make_expert())

    with pytest.raises(discussions.DiscussionIsClosed):
        discussions.say(
            assignment=late, text="示例", number=1, by=late.expert.user, at=NOW
        )


def test_who_recused_in_between_counts_in_neither_round(round, dossier):
    opened(dossier)
    high = seats_of(dossier)[0]
    answer(high, i4_1_5="1")

    panels.recuse(assignment=high, reason="示例", by=high.expert.user, at=NOW)

    assert marks_of(round)["A-01"][1] == (Decimal("80.0"), Decimal("69.7"))


def test_every_mark_that_moved_is_in_the_audit_log(dossier):
    opened(dossier)
    high = seats_of(dossier)[0]
    first = high.sheet.points["4.1.5"]

    answer(high, i4_1_5="1")

    marked = AuditEntry.objects.get(action="second_sheet.marked")
    assert marked.detail["marks"] == {"4.1.5": [first, "1"]}
    handed_in = AuditEntry.objects.get(action="second_sheet.handed_in")
    assert Decimal(handed_in.detail["first_mark"]) == Decimal("89.7")


# How far


def test_a_discussion_says_how_many_answers_it_waits_for(round, dossier):
    opened(dossier)
    high, low, middle = seats_of(dossier)
    assert [each.word for each in open_in(round, NOW)] == ["会商中，待答复 3 人"]

    answer(high)
    answer(low)
    rows = Discussion.objects.for_list()
    assert [each.word for each in courses_of(rows, NOW)] == ["会商中，待答复 1 人"]
    assert [each.word for each in courses_of(rows, DUE)] == [
        "已结束，1 人未答复，按第一轮评分"
    ]

    answer(middle)
    assert [each.word for each in courses_of(rows, NOW)] == ["已全部答复"]
    assert open_in(round, NOW) == []


# What is said


def say(assignment, text, number=1):
    return discussions.say(
        assignment=assignment, text=text, number=number,
        by=assignment.expert.user, at=NOW,
    )  # fmt: skip


def test_a_post_sent_twice_is_one_and_another_window_is_told(dossier):
    opened(dossier)
    high = seats_of(dossier)[0]

    assert say(high, "示例") == say(high, "示例")
    with pytest.raises(discussions.SaidElsewhere):
        say(high, "另一句（示例）")

    assert say(high, "另一句（示例）", 2).number == 2


def test_a_post_is_hidden_once_with_a_reason_and_its_words_are_kept(dossier):
    opened(dossier)
    post = say(seats_of(dossier)[0], "示例")
    by = make_user(User.Role.OFFICIAL)

    discussions.hide(post=post, reason="透露了身份（示例）", by=by, at=NOW)

    with pytest.raises(discussions.AlreadyHidden):
        discussions.hide(post=post, reason="再一次（示例）", by=by, at=NOW)
    assert HiddenPost.objects.get().reason == "透露了身份（示例）"
    assert Post.objects.get().text == "示例"


def test_the_points_of_a_whole_sheet_are_unchanged_by_a_round_without_discussion(round):
    make_ranked(round, "A-09", "1")

    [sheet] = sheets_of(round, KIND)

    assert dict(sheet.points) == {
        code: Decimal(mark) for code, mark in full_points(round).items()
    }
