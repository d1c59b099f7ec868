"""Corrections and discussions keep apart: never are facts and marks moved at once."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from applications.actions.decisions import AlreadyDecided
from applications.models import Dossier, Round
from scoring.actions import discussions, rechecking, stages
from scoring.exports import letter_tables
from scoring.exports.marks_detail import marks_workbook
from scoring.facts.discussions import apart_in
from scoring.facts.objective import decided, objectives_of
from scoring.facts.reopened import Answer
from scoring.models import Discussion, ScoreSheet
from tests.factories import full_points, make_sheet, make_user
from tests.scoring import conferring
from tests.scoring.pages import text_of
from tests.scoring.recalled import (
    DUE,
    SOON,
    corrected,
    hand_in_again,
    make_official,
    make_scored,
    put_right,
    recall,
)

pytestmark = pytest.mark.django_db
CODE = "3.1.1"
WHY = "会商后认为原评分偏高（示例）"


@pytest.fixture(autouse=True)
def _soon(time_machine):
    time_machine.move_to(SOON, tick=False)


@pytest.fixture
def owner():
    return make_user()


@pytest.fixture
def official(client):
    by = make_official()
    client.force_login(by)
    return by


@pytest.fixture
def seats(owner):
    """Two experts far apart, who have both confirmed 1 point for 60 devices."""
    found = make_scored(owner, seats=2, review=conferring.LIMIT)
    full = full_points(found[0].dossier.round) | {CODE: "1", "1.2.3": "0.5"}
    low = full | dict.fromkeys(list(full)[-8:], "0")
    for seat, points in zip(found, (full, low), strict=True):
        bands = decided(objectives_of(seat.dossier), points)
        make_sheet(seat, points=points, objective=bands)
    return found


@pytest.fixture
def dossier(seats):
    return seats[0].dossier


def fresh(dossier) -> Dossier:
    return Dossier.objects.select_related("round", "enterprise").get(pk=dossier.pk)


def talk_over(dossier, by) -> None:
    discussions.open_discussions(
        round=dossier.round, keys=[dossier.key], due_at=DUE, by=by, at=SOON
    )


def keep_all(seat) -> None:
    """Look at the reopened mark again, and give the points of the new band."""
    rechecking.recheck(
        sheet=ScoreSheet.objects.get(assignment=seat), answers={CODE: Answer("2")},
        facts=2, version=1, by=seat.expert.user, at=SOON,
    )  # fmt: skip


def ask_to_open(client, dossier):
    address = reverse("scoring:discussion_open", args=[dossier.round_id])
    return client.get(address, {"d": dossier.key})


def ask_to_recall(client, dossier):
    return client.get(reverse("applications:recall", args=[dossier.key]))


def test_what_is_talked_over_is_not_recalled(client, dossier, official):
    assert ask_to_recall(client, dossier).status_code == 200
    talk_over(dossier, official)

    answer = ask_to_recall(client, dossier)

    assert answer.status_code == 409
    assert "专家已经会商复评，不能再退回补正" in text_of(answer)
    with pytest.raises(AlreadyDecided):
        recall(dossier, official)
    detail = reverse("applications:official_dossier", args=[dossier.key])
    assert "评审期间退回补正" not in text_of(client.get(detail))


def test_nor_is_it_once_everybody_has_answered(dossier, official):
    talk_over(dossier, official)
    for seat in conferring.seats_of(dossier):
        conferring.answer(seat)

    with pytest.raises(AlreadyDecided):
        recall(dossier, official)


def test_what_is_out_for_correction_is_not_opened_for_discussion(
    client, dossier, official
):
    assert ask_to_open(client, dossier).status_code == 200
    out = recall(dossier, official)

    answer = ask_to_open(client, out)

    assert answer.status_code == 409
    assert f"{out} 正在补正，或者补正后还有专家没有复核" in text_of(answer)
    with pytest.raises(discussions.NothingToDiscuss):
        talk_over(out, official)
    assert not Discussion.objects.exists()
    listed = client.get(reverse("scoring:discussions", args=[out.round_id]))
    assert f"{out} 正在补正" in text_of(listed)
    assert listed.context["apart"] == []


def test_once_it_is_back_every_expert_looks_again_before_they_confer(
    client, seats, dossier, owner, official
):
    corrected(dossier, owner, official)
    [first, second] = seats
    keep_all(first)
    assert ask_to_open(client, dossier).status_code == 409
    with pytest.raises(stages.NotYet, match="还有 1 份评分表没有复核"):
        stages.close_scoring(round=dossier.round, reason="", by=official, at=SOON)

    keep_all(second)

    assert ask_to_open(client, dossier).status_code == 200
    talk_over(fresh(dossier), official)


def test_a_correction_that_opens_nothing_holds_up_no_discussion(
    dossier, owner, official
):
    out = recall(dossier, official)
    put_right(out, owner, devices=60)
    hand_in_again(out, owner)

    talk_over(fresh(dossier), official)


def test_they_stand_apart_by_the_marks_given_again(seats, dossier, owner, official):
    before = apart_in(dossier.round)[0].spread
    corrected(dossier, owner, official)
    keep_all(seats[0])
    rechecking.recheck(
        sheet=ScoreSheet.objects.get(assignment=seats[1]),
        answers={CODE: Answer("0", "设备清单不全（示例）")},
        facts=2, version=1, by=seats[1].expert.user, at=SOON,
    )  # fmt: skip

    assert apart_in(dossier.round)[0].spread == before + 2


def test_that_marks_wait_for_a_second_look_is_asked_in_two_more_queries(
    dossier, owner, official, django_assert_num_queries
):
    with django_assert_num_queries(2):
        assert len(apart_in(dossier.round)) == 1
    corrected(dossier, owner, official)

    with django_assert_num_queries(4):  # the sheets of what was recalled; its versions
        assert apart_in(dossier.round) == []


def test_the_official_ends_scoring_with_marks_unchecked_only_with_a_reason(
    client, dossier, owner, official
):
    corrected(dossier, owner, official)
    address = reverse("scoring:close_scoring", args=[dossier.round_id])

    shown = text_of(client.get(address))

    assert "还有 2 份评分表没有复核补正后的内容" in shown
    assert "有 2 份没有复核补正后的内容，按原来的评分计入" in shown
    assert "0 份评分表未提交" not in shown
    client.post(address, {"reason": ""})
    assert Round.objects.get().status == Round.Status.SCORING
    client.post(address, {"reason": "期限已到（示例）"})
    assert Round.objects.get().status == Round.Status.CLOSED


def test_bands_are_contested_or_confirmed_by_the_mark_that_counts(
    dossier, official, seats
):
    talk_over(dossier, official)
    first = conferring.seats_of(dossier)[0]
    conferring.answer(first, i3_1_1="2")
    sheets = ScoreSheet.objects.counting().select_related(
        "assignment__expert__user", "assignment__second_sheet"
    )

    letter = letter_tables.marks(dossier.round, sheets)
    book = load_workbook(BytesIO(marks_workbook(dossier.round, dossier.kind, at=SOON)))
    rows = {
        row[2]: row[7:]
        for row in book["客观项"].iter_rows(values_only=True)
        if row[3] == CODE
    }

    [banded] = [each for each in letter["banded"] if each["figure"] == "60 台"]
    assert banded["words"] == "按公布分档；1 位专家有异议，另行给分"
    other = conferring.seats_of(dossier)[1].expert.code
    assert rows[first.expert.code] == (1, 2, "有异议", WHY)
    assert rows[other][:3] == (1, 1, "按公布分档")
