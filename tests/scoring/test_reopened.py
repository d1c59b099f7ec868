"""What a correction during scoring touches opens again on sheets, and nothing else."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications.actions import recalling
from applications.models import Dossier, Round
from portal.models import AuditEntry
from scoring.actions import rechecking, sheets, stages
from scoring.facts.reopened import Answer, reopened_of
from scoring.models import ScoreSheet
from tests.factories import full_points, make_evidence, make_sheet, make_user
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
LATE = DUE + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _soon(time_machine):
    time_machine.move_to(SOON, tick=False)


@pytest.fixture
def owner():
    return make_user()


@pytest.fixture
def official():
    return make_official()


@pytest.fixture
def seat(owner):
    return make_scored(owner)[0]


def points(seat, **marks: str) -> dict[str, str]:
    return full_points(seat.dossier.round) | {CODE: "1", "1.2.3": "0.5"} | marks


def sheet_of(seat, **fields) -> ScoreSheet:
    return make_sheet(seat, points=points(seat), **fields)


def fresh(dossier) -> Dossier:
    return Dossier.objects.select_related("round", "enterprise").get(pk=dossier.pk)


def opened(sheet) -> dict:
    sheet.refresh_from_db()
    return reopened_of(sheet, fresh(sheet.assignment.dossier))


def recheck(sheet, by, facts=2, version=None, **answers: Answer) -> None:
    given = {code.replace("_", "."): each for code, each in answers.items()}
    sheet.refresh_from_db()
    rechecking.recheck(
        sheet=sheet, answers=given, facts=facts,
        version=version or sheet.version, by=by, at=SOON,
    )  # fmt: skip


def url(name, seat):
    return reverse(f"scoring:{name}", args=[seat.key])


# What opens


def test_only_the_mark_whose_figure_changed_opens_with_old_and_new(
    seat, owner, official
):
    sheet = sheet_of(seat)
    corrected(seat.dossier, owner, official)

    found = opened(sheet)

    assert list(found) == [CODE]
    [change] = found[CODE]
    assert (change.old, change.new) == ("60 台", "1,000 台")


def test_a_correction_that_changes_nothing_opens_nothing(seat, owner, official):
    sheet = sheet_of(seat)
    corrected(seat.dossier, owner, official, devices=60)

    assert opened(sheet) == {}


def test_what_was_changed_and_changed_back_is_as_it_was_marked(seat, owner, official):
    sheet = sheet_of(seat)
    corrected(seat.dossier, owner, official, devices=1000)
    corrected(fresh(seat.dossier), owner, official, devices=60)

    assert opened(sheet) == {}


def test_a_file_opens_what_it_proves_and_blind_experts_do_not_read_its_name(
    owner, official
):
    [seat] = make_scored(owner, is_blind=True)
    sheet = sheet_of(seat)
    wanted = recalling.Wanted("access", "files", "本节佐证材料", "请补。")
    out = recall(seat.dossier, official, wanted)
    make_evidence(out, section="access", clause="", name="示例公司清单.pdf")
    hand_in_again(out, owner)

    found = opened(sheet)

    assert CODE in found
    assert "1.1.1" not in found
    assert found[CODE][0].new == "新增 1 份"


def test_a_mark_given_to_the_corrected_facts_stays_closed(
    client, seat, owner, official
):
    sheet_of(seat, state="draft").delete()
    make_sheet(seat, points={"1.1.1": "3"}, state="draft")
    corrected(seat.dossier, owner, official)
    client.force_login(seat.expert.user)

    page = client.get(url("sheet", seat))
    assert "autosave/?facts=2" in page.text
    post = {"version": "1", "changed": f"points-{CODE}", f"points-{CODE}": "2"}
    client.post(f"{url('sheet_save', seat)}?facts=2", post)
    assert opened(ScoreSheet.objects.get()) == {}


def test_a_mark_typed_on_a_page_of_before_opens(client, seat, owner, official):
    make_sheet(seat, points={}, state="draft")
    corrected(seat.dossier, owner, official)
    client.force_login(seat.expert.user)

    post = {"version": "1", "changed": f"points-{CODE}", f"points-{CODE}": "1"}
    client.post(url("sheet_save", seat), post)

    assert list(opened(ScoreSheet.objects.get())) == [CODE]


# What the expert answers


def test_a_new_mark_with_its_reason_makes_a_new_total_and_keeps_both(
    seat, owner, official
):
    sheet = sheet_of(seat)
    before = sheet.total
    corrected(seat.dossier, owner, official)

    recheck(sheet, seat.expert.user, **{"3_1_1": Answer("2", "按新清单。")})

    sheet.refresh_from_db()
    assert sheet.total == before + 100
    assert sheet.points == points(seat, **{CODE: "2"})
    assert sheet.objective[CODE]["answer"] == "confirmed"
    assert sheet.handed_in_at == SOON
    assert sheet.rechecks == [
        {"version": 2, "code": CODE, "old": "1", "new": "2",
         "reason": "按新清单。", "at": SOON.isoformat()},
    ]  # fmt: skip
    assert opened(sheet) == {}
    entry = AuditEntry.objects.get(action="sheet.rechecked")
    assert entry.detail["marks"] == {CODE: ["1", "2"]}


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"1_1_1": Answer("0", "别的一项")},
        {"3_1_1": Answer("2"), "1_1_1": Answer("0", "顺便")},
        {"3_1_1": Answer("1.5")},  # neither the bands' nor explained
        {"3_1_1": Answer("1")},  # the old mark now contests the bands
        {"3_1_1": Answer("2.1", "超出")},
        {"3_1_1": Answer("1.55", "不合步长")},
    ],
)
def test_nothing_but_the_reopened_marks_is_taken(seat, owner, official, answers):
    sheet = sheet_of(seat)
    corrected(seat.dossier, owner, official)

    with pytest.raises(rechecking.AnswersAreMissing):
        recheck(sheet, seat.expert.user, **answers)

    sheet.refresh_from_db()
    assert sheet.points == points(seat)
    assert sheet.rechecks == []


def test_the_old_mark_may_stand_with_a_reason(seat, owner, official):
    sheet = sheet_of(seat)
    corrected(seat.dossier, owner, official)

    recheck(sheet, seat.expert.user, **{"3_1_1": Answer("1", "佐证只见 60 台")})

    sheet.refresh_from_db()
    assert sheet.points[CODE] == "1"
    assert sheet.objective[CODE]["answer"] == "contested"
    assert sheet.comments[CODE] == "佐证只见 60 台"


def test_a_draft_is_not_handed_in_before_it_was_looked_at_again(
    client, seat, owner, official
):
    sheet = sheet_of(seat, state="draft")
    corrected(seat.dossier, owner, official)
    client.force_login(seat.expert.user)

    answer = client.post(url("hand_in", seat), {"version": "1"})
    assert answer.status_code == 409
    assert "有 1 项指标所依据的内容发生变化" in text_of(answer)
    with pytest.raises(sheets.FactsHaveChanged, match=r"3\.1\.1"):
        sheets.hand_in(sheet=sheet, version=1, by=seat.expert.user, at=SOON)

    recheck(sheet, seat.expert.user, **{"3_1_1": Answer("2")})
    client.post(url("hand_in", seat), {"version": "2"})

    sheet.refresh_from_db()
    assert sheet.state == ScoreSheet.State.HANDED_IN
    assert sheet.points[CODE] == "2"


def test_a_correction_that_comes_while_one_hands_in_opens_the_sheet(
    seat, owner, official
):
    """Whichever is first: nothing is written on sheets when a correction arrives."""
    sheet = sheet_of(seat, state="draft")
    out = recall(seat.dossier, official)
    put_right(out, owner)
    sheets.hand_in(sheet=sheet, version=1, by=seat.expert.user, at=SOON)
    hand_in_again(out, owner)

    assert list(opened(sheet)) == [CODE]


def test_an_answer_to_facts_of_before_is_refused(seat, owner, official):
    sheet = sheet_of(seat)
    corrected(seat.dossier, owner, official)
    corrected(fresh(seat.dossier), owner, official, devices=500)

    with pytest.raises(rechecking.CorrectedAgain):
        recheck(sheet, seat.expert.user, facts=2, **{"3_1_1": Answer("2")})
    with pytest.raises(sheets.SavedElsewhere):
        recheck(sheet, seat.expert.user, facts=3, version=99)
    Round.objects.update(status=Round.Status.CLOSED)
    with pytest.raises(sheets.SheetIsClosed):
        recheck(sheet, seat.expert.user, facts=3)


def test_scoring_closes_over_unlooked_sheets_only_with_a_reason(seat, owner, official):
    sheet_of(seat)
    corrected(seat.dossier, owner, official)
    round = fresh(seat.dossier).round

    with pytest.raises(stages.NotYet, match="1 份评分表没有复核"):
        stages.close_scoring(round=round, reason="", by=official, at=SOON)
    stages.close_scoring(round=round, reason="专家出差", by=official, at=SOON)

    detail = AuditEntry.objects.get(action="round.scoring_closed").detail
    assert detail["unchecked"] == 1


# On the pages


def test_the_page_shows_old_and_new_side_by_side_and_takes_the_answer(
    client, seat, owner, official
):
    sheet_of(seat)
    corrected(seat.dossier, owner, official)
    client.force_login(seat.expert.user)
    assert "已补正，待复核 1 项" in text_of(client.get(reverse("scoring:tasks")))
    assert "对照前后内容复核" in text_of(client.get(url("sheet", seat)))

    page = text_of(client.get(url("recheck", seat)))
    assert "60 台 1,000 台" in page
    assert "按新数据确认分档得分 2 分" in page
    assert "1.1.1" not in page
    post = {"version": "1", "facts": "2"}
    assert "没有选择" in text_of(client.post(url("recheck", seat), post))
    keep = post | {f"answer-{CODE}": "keep"}
    assert "没有填写理由" in text_of(client.post(url("recheck", seat), keep))
    done = client.post(url("recheck", seat), post | {f"answer-{CODE}": "band"})

    assert done.status_code == 302
    assert ScoreSheet.objects.get().points[CODE] == "2"
    assert client.get(url("recheck", seat)).status_code == 409


def test_lists_ask_once_for_the_versions_of_all_that_was_recalled(
    client, owner, official, django_assert_num_queries
):
    [seat] = make_scored(owner)
    sheet_of(seat)
    client.force_login(seat.expert.user)
    client.get(reverse("scoring:tasks"))
    with django_assert_num_queries(6) as plain:
        client.get(reverse("scoring:tasks"))
    corrected(seat.dossier, owner, official)
    with django_assert_num_queries(len(plain) + 2):  # what was recalled, its versions
        client.get(reverse("scoring:tasks"))
