"""A list's way: frozen, approved by a second official, published or taken back."""

from datetime import timedelta
from decimal import Decimal

import pytest

from applications.models import Round, Ruling
from portal.models import AuditEntry
from scoring.actions import shortlists
from scoring.facts import digest_of, frozen_cut_of, frozen_lines_of, lines_of, result_of
from scoring.models import Letter, Shortlist, ShortlistEntry
from tests.factories import NOW
from tests.scoring.closed_rounds import (
    CAP_SECURITY,
    KIND,
    SECURITY,
    frozen_at,
    make_closed_round,
    make_officials,
    make_ranked,
    make_three,
)

TODAY = NOW.date()


def freeze(round, by, quota=2, **fields) -> Shortlist:
    fields = {"kind": KIND, "quota": quota, "minimum": None, "at": NOW, **fields}
    return frozen_at(round=round, by=by, **fields)


def publish(shortlist, first, second) -> None:
    shortlists.approve(shortlist=shortlist, by=second, at=NOW)
    shortlists.publish(
        shortlist=shortlist,
        since=TODAY,
        until=TODAY + timedelta(days=7),
        by=first,
        at=NOW,
    )


@pytest.mark.django_db
def test_freezing_writes_down_what_decided_each_line():
    round = make_closed_round()
    first, _ = make_officials()
    make_three(round)
    make_ranked(round, "A-04", "1", "0.9", lacking=[CAP_SECURITY])
    live = lines_of(round, KIND)

    shortlist = freeze(round, first)

    entries = list(shortlist.entries.select_related("dossier"))
    assert [e.dossier.number for e in entries] == ["A-01", "A-02", "A-03", "A-04"]
    assert [e.place for e in entries] == [1, 2, 3, None]
    assert [e.is_selected for e in entries] == [True, True, False, False]
    assert [e.library for e in entries] == ["省级平台培育库"] * 2 + ["", ""]
    assert entries[3].failed == [SECURITY]
    assert entries[3].marks == [f"{mark:.2f}" for mark in live[3].marks]
    assert shortlist.digest in str(AuditEntry.objects.get().detail)


@pytest.mark.django_db
def test_the_frozen_rows_give_the_same_lines_and_the_same_digest():
    round = make_closed_round()
    first, _ = make_officials()
    make_three(round)
    make_ranked(round, "A-04", "1", lacking=[CAP_SECURITY])
    live = lines_of(round, KIND)

    shortlist = Shortlist.objects.get(pk=freeze(round, first).pk)

    frozen = frozen_lines_of(shortlist)
    cut = frozen_cut_of(shortlist, frozen)
    assert digest_of(round, KIND, frozen, cut) == shortlist.digest
    for then, now in zip(live, frozen, strict=True):
        assert (then.number, then.place, then.mark) == (now.number, now.place, now.mark)
        assert (then.groups, then.marks) == (now.groups, now.marks)
        assert [f.clause.id for f in then.failing] == [f.clause.id for f in now.failing]


@pytest.mark.django_db
def test_a_frozen_list_stays_as_it_was_whatever_is_ruled_later():
    round = make_closed_round()
    first, second = make_officials()
    best = make_three(round)[0]
    shortlist = freeze(round, first)

    Ruling.objects.create(
        dossier=best,
        clause=SECURITY,
        computed="met",
        is_met=False,
        reason="事后认定。",
        by=second,
        at=NOW,
    )

    assert frozen_lines_of(shortlist)[0].number == best.number
    assert frozen_lines_of(shortlist)[0].failing == ()


@pytest.mark.django_db
def test_a_kind_is_frozen_once():
    round = make_closed_round()
    first, second = make_officials()
    make_three(round)
    freeze(round, first)

    with pytest.raises(shortlists.ListIsFrozen):
        freeze(round, second)

    assert Shortlist.objects.get().drawn_up_by == first
    assert AuditEntry.objects.count() == 1


@pytest.mark.django_db
def test_what_cannot_be_frozen_is_refused_and_leaves_nothing():
    first, _ = make_officials()
    scoring = make_closed_round(status=Round.Status.SCORING)
    bare, tied, moved = (make_closed_round() for _ in range(3))
    make_ranked(bare, "B-01")
    for number in ("T-01", "T-02"):
        make_ranked(tied, number, "0.8")
    make_ranked(moved, "M-01", "0.8")

    with pytest.raises(shortlists.ListHasMovedOn):
        freeze(scoring, first)
    with pytest.raises(shortlists.NotEnoughSheets, match="B-01"):
        freeze(bare, first)
    with pytest.raises(shortlists.LineNotDrawn):
        freeze(tied, first, quota=1)
    with pytest.raises(shortlists.RankingHasChanged):
        freeze(moved, first, digest="of another ranking")

    assert not Shortlist.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_a_list_is_approved_by_somebody_else_and_once():
    round = make_closed_round()
    first, second = make_officials()
    make_three(round)
    shortlist = freeze(round, first)

    with pytest.raises(shortlists.ListHasMovedOn):
        shortlists.approve(shortlist=shortlist, by=first, at=NOW)
    shortlists.approve(shortlist=shortlist, by=second, at=NOW)
    with pytest.raises(shortlists.ListHasMovedOn):
        shortlists.approve(shortlist=shortlist, by=second, at=NOW)

    shortlist.refresh_from_db()
    assert (shortlist.state, shortlist.approved_by) == ("approved", second)


@pytest.mark.django_db
def test_only_an_approved_list_is_published_and_the_round_with_its_last_kind():
    round = make_closed_round()
    first, second = make_officials()
    make_three(round)
    make_ranked(round, "R-01", "0.8", kind="regional")
    shortlist, regional = freeze(round, first), freeze(round, first, kind="regional")

    with pytest.raises(shortlists.ListHasMovedOn):
        shortlists.publish(
            shortlist=shortlist, since=TODAY, until=TODAY, by=first, at=NOW
        )
    publish(shortlist, first, second)
    round.refresh_from_db()
    assert round.status == Round.Status.CLOSED
    publish(regional, first, second)

    round.refresh_from_db()
    assert round.status == Round.Status.PUBLISHED
    actions = list(AuditEntry.objects.values_list("action", flat=True))
    assert actions.count("shortlist.published") == 2
    assert actions.count("round.published") == 1


@pytest.mark.django_db
def test_a_withdrawn_list_leaves_its_trace_and_can_be_drawn_up_anew():
    round = make_closed_round()
    first, second = make_officials()
    make_three(round)
    shortlist = freeze(round, first)
    shortlists.approve(shortlist=shortlist, by=second, at=NOW)

    shortlists.withdraw(shortlist=shortlist, reason="名额有误。", by=second)

    assert not Shortlist.objects.exists()
    trace = AuditEntry.objects.get(action="shortlist.withdrawn").detail
    assert trace["reason"] == "名额有误。"
    assert trace["digest"] == shortlist.digest
    assert trace["selected"] == ["A-01", "A-02"]
    assert freeze(round, second, quota=1).entries.filter(is_selected=True).count() == 1


@pytest.mark.django_db
def test_letters_of_a_withdrawn_list_are_void():
    round = make_closed_round()
    first, _ = make_officials()
    dossier = make_three(round)[0]
    shortlist = freeze(round, first)
    for kind, number in (
        (Letter.Kind.RESULT, "示1号"),
        (Letter.Kind.CORRECTION, "示2号"),
    ):
        Letter.objects.create(
            dossier=dossier,
            kind=kind,
            number=number,
            content={},
            written_by=first,
            written_at=NOW,
        )

    shortlists.withdraw(shortlist=shortlist, reason="名额有误。", by=first)

    assert [letter.number for letter in Letter.objects.all()] == ["示2号"]
    trace = AuditEntry.objects.get(action="shortlist.withdrawn").detail
    assert trace["letters"] == ["示1号"]


@pytest.mark.django_db
def test_a_published_list_is_not_withdrawn():
    round = make_closed_round()
    first, second = make_officials()
    make_three(round)
    shortlist = freeze(round, first)
    publish(shortlist, first, second)

    with pytest.raises(shortlists.ListHasMovedOn):
        shortlists.withdraw(shortlist=shortlist, reason="晚了。", by=first)

    assert ShortlistEntry.objects.count() == 3


@pytest.mark.django_db
def test_a_result_is_there_once_published_and_says_what_decided():
    round = make_closed_round()
    first, second = make_officials()
    best = make_ranked(round, "A-01", "0.9")
    last = make_ranked(round, "A-02", "0.8")
    tied = make_ranked(round, "A-03", "0.8", moved="0.3")
    out = make_ranked(round, "A-04", "1", lacking=[CAP_SECURITY])
    shortlist = freeze(round, first)
    assert result_of(best) is None

    publish(shortlist, first, second)

    line = shortlist.entries.get(dossier=last).mark
    assert result_of(best).is_selected
    assert result_of(best).line == result_of(tied).line == line
    assert (result_of(tied).tie, result_of(tied).mark) == ("服务能力", line)
    assert (result_of(tied).place, result_of(tied).placed) == (3, 3)
    assert [each.clause.id for each in result_of(out).failing] == [SECURITY]
    assert result_of(out).tie == ""


@pytest.mark.django_db
def test_a_result_by_mark_names_the_mark_that_was_asked_for():
    round = make_closed_round()
    first, second = make_officials()
    dossiers = make_three(round)
    shortlist = freeze(round, first, quota=None, minimum=Decimal("85.00"))

    publish(shortlist, first, second)

    assert [result_of(d).is_selected for d in dossiers] == [True, False, False]
    assert result_of(dossiers[1]).line == Decimal("85.00")
