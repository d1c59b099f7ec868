"""On-site defences: who is called, what counts, and the ranking by both parts."""

import json
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from django.urls import reverse

from applications.models import Round
from portal.models import AuditEntry
from portal.rules.totals import DEFENCE, DOCUMENT
from scoring.actions import defence_course, defence_sheets, defences, shortlists
from scoring.exports.frozen_list import ranking_text
from scoring.facts import document_lines_of, lines_of
from scoring.facts.defences import doubled_experts, to_call
from scoring.models import Defence, DefenceCall, DefenceSheet
from tests.factories import NOW
from tests.news import tell_all, told
from tests.portal.commands import run
from tests.scoring.closed_rounds import (
    CAP_SECURITY,
    KIND,
    frozen_at,
    make_officials,
    make_ranked,
)
from tests.scoring.defended import (
    called,
    ended,
    make_defended_round,
    make_official,
    mark_defence,
    marked,
    missed,
    seats_of,
    timed,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def official():
    return make_official()


def numbers(lines):
    return [(line.place, line.number) for line in lines]


def test_without_a_defence_nothing_is_called_and_nothing_is_asked(
    official, django_assert_num_queries
):
    round = make_defended_round()
    Round.objects.filter(pk=round.pk).update(defence={})
    round.refresh_from_db()
    make_ranked(round, "A-01", "0.9")

    assert to_call(round, KIND) == []
    with django_assert_num_queries(4):
        lines_of(round, KIND)


def test_the_first_places_are_called_with_who_shares_the_last(official):
    round = make_defended_round(more={"first": 2})
    for number, share in (("A-01", "0.7"), ("A-02", "0.9"), ("A-03", "0.8")):
        make_ranked(round, number, share)
    make_ranked(round, "A-04", "0.8")
    make_ranked(round, "A-05", "0.95", lacking=[CAP_SECURITY])

    called(round, official)

    found = Defence.objects.values_list("dossier__number", flat=True)
    assert sorted(found) == ["A-02", "A-03", "A-04"]


def test_nobody_is_called_twice_nor_others_than_were_confirmed(official):
    round = make_defended_round()
    make_ranked(round, "A-01", "0.9")
    with pytest.raises(defences.CallHasChanged):
        defences.call_in(
            round=round, kind=KIND, numbers=["A-01", "A-02"], by=official, at=NOW
        )

    called(round, official)

    with pytest.raises(defences.CallHasChanged):
        called(round, official)


@pytest.fixture
def three(official):
    """A first, B second, C third by their documents; all called and on a timetable."""
    round = make_defended_round()
    shares = {"A": "0.9", "B": "0.8", "C": "0.7"}
    dossiers = {n: make_ranked(round, n, s, s) for n, s in shares.items()}
    call = called(round, official)
    timed(call, official)
    return round, call, dossiers


def test_the_final_ranking_goes_by_both_parts(three, official):
    round, call, dossiers = three
    before = document_lines_of(round, KIND)
    marked(dossiers["A"], ("30", "20"), ("30.1", "20"))
    marked(dossiers["B"], ("60", "40"), ("60", "40"))
    marked(dossiers["C"], ("60", "40"), ("60", "40"))
    assert numbers(lines_of(round, KIND)) == [(1, "A"), (2, "B"), (3, "C")]

    ended(call, official)

    lines = lines_of(round, KIND)
    assert numbers(lines) == [(1, "B"), (2, "C"), (3, "A")]
    last = lines[-1]
    assert last.document == before[0].mark
    assert last.defence == Decimal("50.05")
    exact = before[0].mark * Decimal("0.7") + Decimal("50.05") * Decimal("0.3")
    assert abs(last.mark - exact) <= Decimal("0.005")


def test_until_the_defence_ends_no_list_is_frozen(three, official):
    round, call, dossiers = three
    with pytest.raises(shortlists.NotDefended):
        shortlists.draw_up(
            round=round, kind=KIND, quota=2, minimum=None, by=official, at=NOW
        )
    for dossier in dossiers.values():
        marked(dossier, ("50", "30"), ("50", "30"))
    ended(call, official)

    frozen = shortlists.draw_up(
        round=round, kind=KIND, quota=2, minimum=None, by=official, at=NOW
    )

    first = frozen.entries.get(position=1)
    assert first.defence_mark == Decimal("80.00")
    assert set(first.groups) >= {DOCUMENT, DEFENCE}


def test_who_is_absent_has_nothing_or_no_place_as_the_rule_says(official):
    for absence, expected in (("zero", [1, 2]), ("out", [1, None])):
        round = make_defended_round(more={"absence": absence})
        there, gone = (make_ranked(round, f"{absence}-{n}", "0.8") for n in "12")
        call = called(round, official)
        timed(call, official)
        marked(there, ("50", "30"))
        missed(gone, official)

        ended(call, official)

        lines = lines_of(round, KIND)
        assert [line.place for line in lines] == expected
        assert lines[1].outside == ("" if absence == "zero" else "缺席现场答辩")


def test_where_every_expert_stood_back_the_documents_decide_alone(three, official):
    round, call, dossiers = three
    for seat in seats_of(dossiers["A"]):
        defence_sheets.stand_back(
            assignment=seat, reason="认出单位（示例）", by=seat.expert.user, at=NOW
        )
    for name in "BC":
        marked(dossiers[name], ("50", "30"), ("50", "30"))

    ended(call, official)

    first = lines_of(round, KIND)[0]
    assert first.defence == first.document == first.mark


def test_what_an_expert_who_stands_back_had_handed_in_does_not_count(three, official):
    round, call, dossiers = three
    for each in dossiers.values():
        marked(each, ("50", "30"), ("60", "40"))
    seat = seats_of(dossiers["A"])[1]

    defence_sheets.stand_back(
        assignment=seat, reason="认出单位（示例）", by=seat.expert.user, at=NOW
    )
    ended(call, official)

    by_number = {line.number: line for line in lines_of(round, KIND)}
    assert by_number["A"].defence == Decimal("80.00")
    assert by_number["B"].defence == Decimal("90.00")


def test_a_defence_ends_when_everybody_was_heard_and_missing_sheets_want_a_reason(
    three, official
):
    _round, call, dossiers = three
    marked(dossiers["A"], ("50", "30"), ("50", "30"))
    marked(dossiers["B"], ("50", "30"))
    with pytest.raises(defence_course.NotYetDefended, match="C 还没有一份"):
        ended(call, official)
    missed(dossiers["C"], official)
    with pytest.raises(defence_course.NotYetDefended, match="还有 1 份"):
        ended(call, official)

    ended(call, official, "一位专家突发疾病（示例）")

    with pytest.raises(defence_course.NotYetDefended, match="已经结束"):
        ended(call, official, "再来一次（示例）")


def test_marks_are_taken_from_the_day_on_until_the_end_and_not_of_the_absent(
    three, official
):
    _round, _call, dossiers = three
    seat = seats_of(dossiers["A"])[0]
    with pytest.raises(defence_sheets.DefenceSheetIsClosed):
        mark_defence(seat, ("50", "30"), NOW - timedelta(days=1))
    missed(dossiers["A"], official)
    with pytest.raises(defence_sheets.DefenceSheetIsClosed):
        mark_defence(seat, ("50", "30"))
    defence = Defence.objects.get(dossier=dossiers["A"])
    defence_course.take_back_miss(
        defence=defence, reason="迟到（示例）", by=official, at=NOW
    )

    sheet = mark_defence(seat, ("50", "30"))

    sheet.refresh_from_db()
    assert (sheet.state, sheet.total) == (DefenceSheet.State.HANDED_IN, 8000)
    with pytest.raises(defence_sheets.DefenceSheetIsClosed):
        mark_defence(seat, ("50", "31"))


def test_each_item_wants_a_comment(three):
    seat = seats_of(three[2]["A"])[0]
    version = defence_sheets.save(
        assignment=seat, points={"1": "50", "2": "30"}, comments={"1": "示例"},
        version=1, by=seat.expert.user, at=NOW,
    )  # fmt: skip

    with pytest.raises(defence_sheets.CommentIsMissing, match="回答提问"):
        defence_sheets.hand_in(
            assignment=seat, version=version, by=seat.expert.user, at=NOW
        )


def test_a_sheet_saved_from_an_older_page_is_refused(three):
    seat = seats_of(three[2]["A"])[0]
    common = {"assignment": seat, "comments": {}, "by": seat.expert.user, "at": NOW}
    defence_sheets.save(points={"1": "50"}, version=1, **common)

    with pytest.raises(defence_sheets.DefenceSavedElsewhere):
        defence_sheets.save(points={"1": "51"}, version=1, **common)


def test_slots_follow_the_plan_and_lots_can_be_drawn_again(official):
    round = make_defended_round()
    for number in "ABC":
        make_ranked(round, number, "0.8")
    call = called(round, official)

    timed(call, official, per_day=2, is_by_lot=True)

    call.refresh_from_db()
    rows = Defence.objects.order_by("starts_at")
    assert [f"{each.starts_at:%d %H:%M}" for each in rows] == [
        *("20 01:00", "20 01:25", "23 01:00")
    ]
    assert len(call.seed) == 16
    said = AuditEntry.objects.filter(action="defence.scheduled")
    assert {entry.detail["seed"] for entry in said} == {call.seed}


def test_a_place_is_taken_once_at_a_time_and_a_marked_slot_stays(three, official):
    _round, call, dossiers = three
    first, second, _ = Defence.objects.for_list().order_by("starts_at")
    moved = {"minutes": 20, "reason": "示例", "by": official, "at": NOW}
    with pytest.raises(defences.SlotIsTaken, match="B"):
        defences.move(
            defence=first, starts_at=second.starts_at, place=second.place, **moved
        )
    defences.move(
        defence=first, starts_at=second.starts_at, place="示例会议室 302", **moved
    )
    marked(dossiers["B"], ("50", "30"))

    with pytest.raises(defences.DefenceHasMovedOn, match="B"):
        defences.move(
            defence=second, starts_at=NOW + timedelta(days=3), place="示例", **moved
        )
    with pytest.raises(defences.DefenceHasMovedOn, match="B"):
        timed(call, official)


def test_an_expert_in_two_places_at_once_is_named(three, official):
    round, _, dossiers = three
    assert doubled_experts(round) == []
    expert = seats_of(dossiers["A"])[0].expert
    seat = seats_of(dossiers["B"])[0]
    seat.expert = expert
    seat.save()
    one, other, _ = Defence.objects.order_by("starts_at")
    other.starts_at, other.place = one.starts_at, "示例会议室 302"
    other.save()

    [said] = doubled_experts(round)

    assert said == f"专家 {expert.code}：A 与 B 时间重叠"


def test_firms_and_experts_are_told_of_their_slot_and_of_a_change(three, official):
    _round, _call, dossiers = three
    member = dossiers["A"].started_by
    expert = seats_of(dossiers["A"])[0].expert.user
    first = Defence.objects.for_list().get(dossier=dossiers["A"])
    defences.move(
        defence=first, starts_at=NOW + timedelta(days=3), minutes=20,
        place="示例会议室 302", reason="示例", by=official, at=NOW,
    )  # fmt: skip
    missed(dossiers["B"], official)

    tell_all()

    assert told(member) == [
        *("申报书 A 进入现场答辩", "答辩时间已定：A", "答辩改期：A")
    ]
    assert told(expert) == ["请参加现场答辩：A", "答辩时间已定：A", "答辩改期：A"]
    texts = "".join(member.notifications.values_list("text", flat=True))
    assert "2026年11月20日（星期五）09:00（北京时间），示例会议室 301" in texts
    assert "请携带：演示电脑（示例）" in texts
    assert dossiers["A"].enterprise.name not in "".join(
        expert.notifications.values_list("text", flat=True)
    )
    assert "申报书 B 已记缺席答辩" in told(dossiers["B"].started_by)


@pytest.mark.parametrize("weight", ["30", "35"])
def test_the_frozen_list_is_the_command_s_answer_to_the_byte(client, weight, tmp_path):
    """With a tie that stays, one that the documents decide, absent and not called."""
    round = make_defended_round(more={"weight": weight, "first": 6, "absence": "out"})
    official, _ = make_officials()
    shares = {"A-1": "0.91", "A-2": "0.83", "A-3": "0.83", "A-4": "0.77", "A-5": "0.76"}
    dossiers = {n: make_ranked(round, n, s) for n, s in shares.items()}
    dossiers["A-6"] = make_ranked(round, "A-6", "0.71", "0.72", "0.73")
    make_ranked(round, "A-7", "0.5")
    make_ranked(round, "A-8", "0.95", lacking=[CAP_SECURITY])
    call = called(round, official)
    timed(call, official)
    marked(dossiers["A-1"], ("30.3", "20.2"))
    marked(dossiers["A-2"], ("50", "30"))
    marked(dossiers["A-3"], ("50", "30"))
    missed(dossiers["A-4"], official)
    marked(dossiers["A-5"], ("60", "40"))
    marked(dossiers["A-6"], ("55.1", "33.3"), ("55.2", "33.3"), ("55.2", "33.4"))
    ended(call, official)

    frozen = frozen_at(
        round=round, kind=KIND, quota=None, minimum=Decimal(60), by=official, at=NOW
    )

    file = tmp_path / "ranking.json"
    client.force_login(official)
    url = reverse("scoring:ranking_file", args=[round.pk, KIND])
    file.write_bytes(client.get(url).content)
    answered = run("rank", file, "--json").stdout.decode()
    assert answered == as_the_contract_has_it(frozen, 200 if weight == "35" else 100)
    places = {row["dossier"]: row["place"] for row in json.loads(answered)}
    assert places["A-2"] == places["A-3"]
    assert [n for n, place in places.items() if not place] == ["A-4", "A-7", "A-8"]
    text = client.get(reverse("scoring:list_digest", args=[frozen.pk])).content
    assert sha256(text).hexdigest() == frozen.digest
    assert ranking_text(frozen)


def as_the_contract_has_it(shortlist, sheets):
    """The two parts are its groups; ``sheets`` is of how many they are the mean."""
    rows = [
        {
            "place": entry.place,
            "dossier": entry.dossier.number,
            "mark": None if entry.mark is None else f"{entry.mark:.2f}",
            "groups": {g: entry.groups[g] for g in (DOCUMENT, DEFENCE)}
            if entry.place
            else {},
            "sheets": sheets if entry.place else 0,
        }
        for entry in shortlist.entries.select_related("dossier")
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def test_another_kind_is_not_touched(three, official):
    round, _, _ = three
    make_ranked(round, "X", "0.9", kind="comprehensive")

    assert DefenceCall.objects.filter(kind="comprehensive").count() == 0
    assert [line.number for line in to_call(round, "comprehensive")] == ["X"]
