"""Score sheets: saved by the newest window, handed in once, fixed when scoring ends."""

from random import Random

import pytest

from applications.facts import guide_of
from applications.models import Round
from portal import rules
from portal.models import AuditEntry, User
from scoring.actions import panels, sheets, stages
from scoring.demo.filling import document_for
from scoring.facts import sheets_of
from scoring.models import Assignment, ScoreSheet
from tests.factories import NOW, full_points, make_assignment, make_sheet, make_user

pytestmark = pytest.mark.django_db


def save(assignment: Assignment, points: dict[str, str], version: int = 1) -> int:
    return sheets.save(
        sheet=sheets.sheet_for(assignment),
        points=points,
        comments={},
        remark="",
        version=version,
        by=assignment.expert.user,
        at=NOW,
    )


def hand_in(assignment: Assignment, version: int) -> None:
    sheet = ScoreSheet.objects.select_related("assignment").get(assignment=assignment)
    sheets.hand_in(sheet=sheet, version=version, by=assignment.expert.user, at=NOW)


def test_each_save_writes_which_marks_changed_from_what_to_what():
    assignment = make_assignment()

    save(assignment, {"1.1.1": "2"})
    save(assignment, {"1.1.1": "2.5", "1.1.2": "1"}, version=2)
    save(assignment, {"1.1.2": "1"}, version=3)

    entries = AuditEntry.objects.filter(action="sheet.marked").order_by("pk")
    assert [entry.detail["marks"] for entry in entries] == [
        {"1.1.1": [None, "2"]},
        {"1.1.1": ["2", "2.5"], "1.1.2": [None, "1"]},
        {"1.1.1": ["2.5", None]},
    ]


def test_the_older_of_two_windows_is_refused_and_changes_nothing():
    assignment = make_assignment()
    save(assignment, {"1.1.1": "2"})

    with pytest.raises(sheets.SavedElsewhere):
        save(assignment, {"1.1.1": "0"}, version=1)

    assert ScoreSheet.objects.get().points == {"1.1.1": "2"}


def test_a_whole_sheet_is_handed_in_once_with_its_total():
    assignment = make_assignment()
    version = save(assignment, full_points(assignment.dossier.round))

    hand_in(assignment, version)

    sheet = ScoreSheet.objects.get()
    assert (sheet.state, sheet.total, sheet.handed_in_at) == ("handed_in", 10000, NOW)
    for again in (version, sheet.version):
        with pytest.raises(sheets.SheetIsClosed):
            hand_in(assignment, again)
    with pytest.raises(sheets.SheetIsClosed):
        save(assignment, {}, sheet.version)
    assert AuditEntry.objects.filter(action="sheet.handed_in").count() == 1


def test_a_sheet_with_an_open_indicator_is_not_handed_in():
    assignment = make_assignment()
    points = full_points(assignment.dossier.round)
    del points["4.1.5"]
    version = save(assignment, points)

    with pytest.raises(rules.ScoreError, match=r"4\.1\.5"):
        hand_in(assignment, version)

    assert ScoreSheet.objects.get().state == ScoreSheet.State.DRAFT


def test_once_scoring_is_closed_no_mark_changes():
    assignment = make_assignment()
    version = save(assignment, full_points(assignment.dossier.round))
    Round.objects.update(status=Round.Status.CLOSED)

    with pytest.raises(sheets.SheetIsClosed):
        save(assignment, {}, version)
    with pytest.raises(sheets.SheetIsClosed):
        hand_in(assignment, version)


@pytest.mark.parametrize("leave", [panels.recuse, panels.withdraw])
def test_the_sheet_of_who_left_the_panel_does_not_count(leave):
    assignment = make_assignment()
    make_sheet(assignment)
    round, kind = assignment.dossier.round, assignment.dossier.kind
    assert len(sheets_of(round, kind)) == 1

    leave(assignment=assignment, reason="示例", by=assignment.expert.user, at=NOW)

    assert sheets_of(round, kind) == []
    with pytest.raises(sheets.SheetIsClosed):
        save(assignment, {}, 1)
    with pytest.raises(panels.NotYours):
        leave(assignment=assignment, reason="示例", by=assignment.expert.user, at=NOW)


def test_scoring_is_not_closed_over_an_eligible_dossier_that_nobody_has_marked():
    assignment = make_assignment()
    dossier, round = assignment.dossier, assignment.dossier.round
    who = dict.fromkeys(("name", "person", "email", "platform"), "示例")
    dossier.document = document_for(guide_of(round), dossier.kind, Random(1), who)
    dossier.save()
    official = make_user(User.Role.OFFICIAL)

    with pytest.raises(stages.NotYet, match="还没有一份评分表"):
        stages.close_scoring(round=round, reason="示例", by=official, at=NOW)

    make_sheet(assignment)
    stages.close_scoring(round=round, reason="", by=official, at=NOW)
    round.refresh_from_db()
    assert round.status == Round.Status.CLOSED


def test_missing_sheets_are_closed_over_with_a_reason_only():
    assignment = make_assignment()
    make_sheet(assignment)
    make_assignment(dossier=assignment.dossier)
    round, official = assignment.dossier.round, make_user(User.Role.OFFICIAL)

    with pytest.raises(stages.NotYet, match="还有 1 份评分表未提交"):
        stages.close_scoring(round=round, reason="", by=official, at=NOW)
    stages.close_scoring(round=round, reason="专家出差（示例）", by=official, at=NOW)

    entry = AuditEntry.objects.get(action="round.scoring_closed")
    assert entry.detail == {"missing": 1, "reason": "专家出差（示例）"}
