"""Lists and letters at the same moment, by threads against the real database."""

import pytest

from applications.models import Round
from portal.models import AuditEntry, User
from scoring.actions import letters, printing, shortlists
from scoring.models import Letter, Shortlist
from tests.factories import NOW, make_user
from tests.racing import CROWD, at_once, meanwhile
from tests.scoring.closed_rounds import (
    KIND,
    frozen_at,
    make_closed_round,
    make_ranked,
    make_three,
)
from tests.scoring.letter_cases import ranked_round

pytestmark = pytest.mark.django_db(transaction=True)


def official() -> User:
    return make_user(User.Role.OFFICIAL)


def actions() -> list[str]:
    """What was written down, in order."""
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def draw_up(round, by) -> Shortlist:
    return shortlists.draw_up(
        round=round, kind=KIND, quota=2, minimum=None, by=by, at=NOW
    )


def approve(shortlist, by):
    shortlists.approve(shortlist=shortlist, by=by, at=NOW)


def publish(shortlist, by):
    today = NOW.date()
    shortlists.publish(shortlist=shortlist, since=today, until=today, by=by, at=NOW)


def take_back(shortlist, by):
    shortlists.withdraw(shortlist=shortlist, reason="示例", by=by)


@pytest.fixture
def frozen() -> Shortlist:
    round = make_closed_round()
    make_three(round)
    return draw_up(round, official())


@pytest.fixture
def approved(frozen) -> Shortlist:
    approve(frozen, official())
    return frozen


def test_a_ranking_is_frozen_once():
    round, officials = make_closed_round(), [official() for _ in range(CROWD)]
    make_three(round)

    outcomes = at_once(*[lambda by=by: draw_up(round, by) for by in officials])

    assert outcomes == ["ListIsFrozen"] * (CROWD - 1) + ["done"]
    assert actions() == ["shortlist.drawn_up"]
    assert Shortlist.objects.get().entries.count() == 3


def test_a_list_is_approved_once(frozen):
    officials = [official() for _ in range(CROWD)]

    outcomes = at_once(*[lambda by=by: approve(frozen, by) for by in officials])

    assert outcomes == ["ListHasMovedOn"] * (CROWD - 1) + ["done"]
    assert actions().count("shortlist.approved") == 1


def test_each_of_many_at_once_signs_one_step_and_no_step_twice():
    round = make_closed_round("经办", "处", "厅")
    make_three(round)
    shortlist, officials = draw_up(round, official()), [official() for _ in range(3)]

    outcomes = at_once(*[lambda by=by: approve(shortlist, by) for by in officials])

    assert outcomes == ["ListHasMovedOn", "done", "done"]
    rows = shortlist.trail.filter(is_standing=True)
    assert sorted(rows.values_list("number", flat=True)) == [1, 2, 3]
    assert len(set(rows.values_list("by", flat=True))) == 3
    assert actions()[1:] == ["shortlist.signed", "shortlist.approved"]


def test_one_person_in_two_windows_signs_once():
    round = make_closed_round("经办", "处", "厅")
    make_three(round)
    shortlist, by = draw_up(round, official()), official()

    outcomes = at_once(*[lambda: approve(shortlist, by) for _ in range(CROWD)])

    assert outcomes == ["ListHasMovedOn"] * (CROWD - 1) + ["done"]
    assert actions()[1:] == ["shortlist.signed"]


def test_nothing_is_signed_that_is_being_sent_back(frozen):
    first, second = official(), official()

    def send_back():
        shortlists.return_to(
            shortlist=frozen, number=1, reason="示例", by=first, at=NOW
        )

    assert meanwhile(send_back, lambda: approve(frozen, second)) == "ListHasMovedOn"


def test_a_list_is_published_once_and_its_round_with_it(approved):
    officials = [official() for _ in range(CROWD)]

    outcomes = at_once(*[lambda by=by: publish(approved, by) for by in officials])

    assert outcomes == ["ListHasMovedOn"] * (CROWD - 1) + ["done"]
    assert actions()[-2:] == ["shortlist.published", "round.published"]


def test_the_last_two_lists_at_the_same_moment_publish_the_round():
    round, by = make_closed_round(), official()
    kinds = ["industry", "regional"]
    for number, kind in enumerate(kinds):
        make_ranked(round, f"K-{number}", "0.8", kind=kind)
    lists = [
        frozen_at(round=round, kind=kind, quota=1, minimum=None, by=official(), at=NOW)
        for kind in kinds
    ]
    for each in lists:
        approve(each, by)

    outcomes = at_once(*[lambda each=each: publish(each, by) for each in lists])

    assert outcomes == ["done", "done"]
    round.refresh_from_db()
    assert round.status == Round.Status.PUBLISHED
    assert actions().count("round.published") == 1


@pytest.mark.parametrize("move", [approve, take_back])
def test_nothing_is_done_with_a_list_that_is_being_taken_back(frozen, move):
    first, second = official(), official()

    outcome = meanwhile(lambda: take_back(frozen, first), lambda: move(frozen, second))

    assert outcome == "ListHasMovedOn"
    assert not Shortlist.objects.exists()


def test_a_list_that_is_being_taken_back_is_not_published(approved):
    first, second = official(), official()

    outcome = meanwhile(
        lambda: take_back(approved, first), lambda: publish(approved, second)
    )

    assert outcome == "ListHasMovedOn"


def test_a_list_that_is_being_published_stays(approved):
    first, second = official(), official()

    outcome = meanwhile(
        lambda: publish(approved, first), lambda: take_back(approved, second)
    )

    assert outcome == "ListHasMovedOn"


def test_letters_are_written_once():
    round, officials = ranked_round(), [official() for _ in range(3)]

    outcomes = at_once(
        *[
            lambda by=by: letters.write_letters(
                round=round, kinds=["opinion", "result"], by=by, at=NOW
            )
            for by in officials
        ]
    )

    assert outcomes == ["done"] * 3
    assert Letter.objects.count() == actions().count("letter.written") == 8


def test_no_letter_is_written_by_a_list_that_is_being_taken_back():
    round, by = ranked_round(published=False), official()
    [shortlist] = Shortlist.objects.all()

    def write():
        letters.write_letters(round=round, kinds=["result"], by=by, at=NOW)

    assert meanwhile(lambda: take_back(shortlist, by), write) == "done"
    assert not Letter.objects.exists()


def test_a_letter_taken_back_while_it_is_printed_leaves_no_file(settings):
    round, by = ranked_round(published=False), official()
    [shortlist] = Shortlist.objects.all()
    letters.write_letters(round=round, kinds=["result"], by=by, at=NOW)
    letter = Letter.objects.first()

    outcome = meanwhile(
        lambda: take_back(shortlist, by),
        lambda: printing.print_letter(letter_id=letter.pk, at=NOW),
    )

    assert outcome == "done"
    assert not Letter.objects.exists()
    assert not [each for each in settings.MEDIA_ROOT.rglob("*") if each.is_file()]
