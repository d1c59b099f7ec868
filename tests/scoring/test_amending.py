"""An upheld objection: what it touches opens, the list is made anew, all is kept."""

import pytest
from django.db import IntegrityError, transaction

from portal.models import AuditEntry
from scoring.actions import amending, letters, noticing, reopening, shortlists
from scoring.facts.openings import Wrong
from scoring.models import Letter, Reopening, Shortlist
from tests.factories import NOW
from tests.scoring.amended import (
    CHANGED,
    Kind,
    amend,
    digest_now,
    make_officials,
    make_published,
    put_out,
    recheck,
    reopen,
    reopen_marks,
    seats_of,
    upheld,
)
from tests.scoring.closed_rounds import BUSINESS, SECURITY, SERVICE

pytestmark = pytest.mark.django_db


@pytest.fixture
def officials():
    return make_officials()


@pytest.fixture
def shortlist(officials):
    return make_published(officials)


def selected(shortlist):
    chosen = shortlist.entries.filter(is_selected=True).order_by("position")
    return list(chosen.values_list("dossier__number", flat=True))


def test_a_mark_looked_at_again_makes_another_list(shortlist, officials):
    objection = upheld(shortlist, officials[0])
    opened = reopen_marks(objection, officials[0])
    seat, other = seats_of(objection)
    assert seat.reopened == {SERVICE: opened.note}
    assert other.reopened_at is None

    recheck(seat)
    new = amend(shortlist, officials[0])

    shortlist.refresh_from_db()
    objection.refresh_from_db()
    opened.refresh_from_db()
    assert selected(shortlist) == ["A-01", "A-02"]
    assert selected(new) == ["A-01", "A-03"]
    assert (shortlist.state, shortlist.void_reason) == ("void", CHANGED)
    assert (new.state, new.stage) == ("drawn_up", 1)
    assert objection.settled_at == NOW
    assert opened.done_by == seat.expert.user
    assert opened.before.startswith("80.0")
    seat.refresh_from_db()
    assert (seat.reopened_at, seat.reopened) == (None, {})
    put_out(new, officials)
    noticing.confirm(shortlist=new, by=officials[0], at=NOW.replace(year=2027))


def test_until_all_is_done_no_list_is_made_again(shortlist, officials):
    objection = upheld(shortlist, officials[0])
    with pytest.raises(amending.NotSettled, match="还没有指明哪里不对"):
        amend(shortlist, officials[0])
    reopen_marks(objection, officials[0])
    with pytest.raises(amending.NotSettled, match="1 项重新打开的事项"):
        amend(shortlist, officials[0])
    with pytest.raises(noticing.ObjectionsAreOpen):
        noticing.confirm(
            shortlist=shortlist, by=officials[0], at=NOW.replace(year=2027)
        )

    recheck(seats_of(objection)[0])

    assert amend(shortlist, officials[0]).state == "drawn_up"


def test_two_upheld_together_make_one_list(shortlist, officials):
    first = upheld(shortlist, officials[0])
    second = upheld(shortlist, officials[0], "A-01")
    reopen_marks(first, officials[0])
    reopen(second, officials[0], Wrong(Kind.CLAUSE, target=SECURITY))
    recheck(seats_of(first)[0])
    with pytest.raises(amending.NotSettled):
        amend(shortlist, officials[0])
    clause = Reopening.objects.get(kind="clause")
    reopening.judge_again(
        reopening=clause, holds=False, reason="没有机制", by=officials[0], at=NOW
    )

    new = amend(shortlist, officials[0])

    clause.refresh_from_db()
    assert (clause.before, clause.after) == ("达到", "未达到")
    assert selected(new) == ["A-03", "A-02"]
    entry = AuditEntry.objects.get(action="shortlist.voided")
    assert entry.detail["objections"] == [first.number, second.number]
    assert (entry.detail["enters"], entry.detail["drops"]) == (["A-03"], ["A-01"])


def test_what_changes_nothing_is_written_down_and_the_list_stands(shortlist, officials):
    objection = upheld(shortlist, officials[0])
    reopen_marks(objection, officials[0])
    seat = seats_of(objection)[0]
    recheck(seat, seat.sheet.points[SERVICE])

    with pytest.raises(amending.NothingChanged):
        amend(shortlist, officials[0])
    amending.keep(shortlist=shortlist, reason="得分不变。", by=officials[0], at=NOW)

    shortlist.refresh_from_db()
    objection.refresh_from_db()
    assert shortlist.state == "published"
    assert (objection.settled_at, objection.settlement) == (NOW, "得分不变。")
    noticing.confirm(shortlist=shortlist, by=officials[0], at=NOW.replace(year=2027))


def test_a_figure_put_right_that_moves_nobody_is_still_another_list(
    shortlist, officials
):
    objection = upheld(shortlist, officials[0], "A-01")
    reopen_marks(objection, officials[0])
    recheck(seats_of(objection)[0])
    with pytest.raises(amending.SomethingChanged):
        amending.keep(shortlist=shortlist, reason="不变。", by=officials[0], at=NOW)

    new = amend(shortlist, officials[0])

    assert selected(new) == selected(shortlist)
    assert new.entries.get(place=1).mark < shortlist.entries.get(place=1).mark


def test_a_second_correction_follows_the_first(shortlist, officials):
    first = upheld(shortlist, officials[0])
    reopen_marks(first, officials[0])
    recheck(seats_of(first)[0])
    second_list = put_out(amend(shortlist, officials[0]), officials)

    second = upheld(second_list, officials[0], "A-03")
    reopen_marks(second, officials[0], BUSINESS)
    recheck(seats_of(second)[0], "0", BUSINESS)
    third = put_out(amend(second_list, officials[0]), officials)

    states = Shortlist.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["void", "void", "published"]
    third.round.refresh_from_db()
    assert third.round.status == "published"


def test_letters_whose_figures_changed_are_void_and_say_what_stands_for_them(
    shortlist, officials
):
    def write():
        return letters.write_letters(
            round=shortlist.round, kinds=["opinion", "result"], by=officials[0], at=NOW
        ).letters

    before = write()
    objection = upheld(shortlist, officials[0])
    reopen_marks(objection, officials[0])
    recheck(seats_of(objection)[0])
    new = amend(shortlist, officials[0])
    assert not Letter.objects.standing().exists()  # the lowest mark is in all of them
    shortlists.approve(shortlist=new, by=officials[1], at=NOW)

    after = write()

    assert len(after) == len(before) == 6
    for old in Letter.objects.exclude(voided_at=None):
        assert old.replaced_by.content["replaces"] == old.number
        assert old.void_reason == CHANGED
    assert write() == []


def test_where_the_line_stands_only_the_touched_ones_get_new_letters(
    shortlist, officials
):
    letters.write_letters(
        round=shortlist.round, kinds=["result"], by=officials[0], at=NOW
    )
    objection = upheld(shortlist, officials[0], "A-01")
    reopen_marks(objection, officials[0])
    recheck(seats_of(objection)[0])
    amend(shortlist, officials[0])

    void = Letter.objects.exclude(voided_at=None)
    assert [each.dossier.number for each in void] == ["A-01"]


def test_the_ranking_that_was_looked_at_is_the_one_that_is_frozen(shortlist, officials):
    objection = upheld(shortlist, officials[0])
    reopen_marks(objection, officials[0])
    recheck(seats_of(objection)[0])
    with pytest.raises(shortlists.RankingHasChanged):
        amending.amend(
            shortlist=shortlist, quota=2, minimum=None, reason=CHANGED,
            by=officials[0], at=NOW, digest="0" * 64,
        )  # fmt: skip

    shortlist.refresh_from_db()
    assert shortlist.state == "published"
    assert digest_now(shortlist) != shortlist.digest


def test_a_list_is_void_only_with_a_reason(shortlist, officials):
    with pytest.raises(IntegrityError), transaction.atomic():
        Shortlist.objects.filter(pk=shortlist.pk).update(state="void")
