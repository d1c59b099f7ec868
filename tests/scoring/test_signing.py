"""A list goes from hand to hand: each step another person, or back with a reason."""

import pytest
from django.db import IntegrityError, transaction

from portal.models import AuditEntry
from scoring.actions import deciding, shortlists
from scoring.models import DecisionPlan, Shortlist, ShortlistStep, StepDuty
from tests.factories import NOW, make_user
from tests.scoring.closed_rounds import make_closed_round, make_three
from tests.scoring.pages import frozen, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return [make_user("official", name=f"示例{name}") for name in "甲乙丙丁"]


@pytest.fixture
def shortlist(people):
    round = make_closed_round("经办", "处", "厅")
    make_three(round)
    return frozen(round, people[0])


def sign(shortlist, by, **more):
    shortlists.approve(shortlist=shortlist, by=by, at=NOW, **more)
    shortlist.refresh_from_db()


def send_back(shortlist, number, by, reason="名额有误。"):
    shortlists.return_to(
        shortlist=shortlist, number=number, reason=reason, by=by, at=NOW
    )
    shortlist.refresh_from_db()


def standing(shortlist):
    rows = shortlist.trail.filter(is_standing=True)
    return list(rows.values_list("name", "by__name"))


def test_a_list_may_be_published_once_the_last_step_has_signed(shortlist, people):
    sign(shortlist, people[1], opinion="同意。")
    assert (shortlist.state, shortlist.step) == ("drawn_up", "厅")
    assert shortlist.approved_by is None

    sign(shortlist, people[2])

    assert (shortlist.state, shortlist.step) == ("approved", "")
    assert shortlist.approved_by == people[2]
    assert standing(shortlist) == [
        ("经办", "示例甲"),
        ("处", "示例乙"),
        ("厅", "示例丙"),
    ]
    told = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(told) == [
        "shortlist.drawn_up", "shortlist.signed", "shortlist.approved",
    ]  # fmt: skip


@pytest.mark.parametrize("again", [0, 1])
def test_nobody_signs_twice(shortlist, people, again):
    sign(shortlist, people[1])

    with pytest.raises(shortlists.ListHasMovedOn):
        sign(shortlist, people[again])

    assert shortlist.stage == 2


def test_the_rows_themselves_bear_no_second_signature(shortlist, people):
    same = {
        "shortlist": shortlist, "action": "signed", "is_standing": True, "at": NOW,
    }  # fmt: skip
    for number, by in ((2, people[0]), (1, people[1])):
        with pytest.raises(IntegrityError), transaction.atomic():
            ShortlistStep.objects.create(number=number, name="处", by=by, **same)


def test_a_list_sent_back_is_signed_anew_from_that_step(shortlist, people):
    sign(shortlist, people[1])

    send_back(shortlist, 2, people[2])

    assert (shortlist.state, shortlist.step) == ("drawn_up", "处")
    assert standing(shortlist) == [("经办", "示例甲")]
    sign(shortlist, people[1])
    sign(shortlist, people[2])
    assert shortlist.state == "approved"
    detail = AuditEntry.objects.get(action="shortlist.returned").detail
    assert detail == {"step": "厅", "back_to": "处", "reason": "名额有误。"}


def test_back_at_the_first_step_who_drew_it_up_hands_it_on_again(shortlist, people):
    sign(shortlist, people[1])

    send_back(shortlist, 1, people[2])

    assert shortlist.is_back_with_its_author
    with pytest.raises(shortlists.ListHasMovedOn):
        sign(shortlist, people[3])
    sign(shortlist, people[0])
    assert (shortlist.step, shortlist.drawn_up_by) == ("处", people[0])


def test_a_list_goes_back_to_an_earlier_step_alone(shortlist, people):
    for number in (0, 2, 3):
        with pytest.raises(shortlists.ListHasMovedOn):
            send_back(shortlist, number, people[1])

    assert standing(shortlist) == [("经办", "示例甲")]


def test_a_return_says_why(shortlist, people):
    with pytest.raises(IntegrityError), transaction.atomic():
        send_back(shortlist, 1, people[1], reason="")


def hold(people, **steps):
    """Each step by the places of who holds it; nobody else does."""
    by = make_user("system")
    StepDuty.objects.all().delete()
    for place, person in enumerate(people):
        mine = [step for step, places in steps.items() if place in places]
        deciding.set_duties(person=person, steps=mine, by=by)


def test_a_step_is_signed_by_who_holds_it(shortlist, people):
    hold(people, 处=[2], 厅=[3])

    with pytest.raises(shortlists.ListHasMovedOn):
        sign(shortlist, people[1])
    sign(shortlist, people[2])
    sign(shortlist, people[3])

    assert shortlist.state == "approved"


def test_a_step_that_nobody_was_given_is_nobodys(client, shortlist, people):
    hold(people, 处=[1])
    sign(shortlist, people[1])

    for person in (people[2], people[3]):
        with pytest.raises(shortlists.ListHasMovedOn):
            sign(shortlist, person)
    client.force_login(people[2])
    refused = client.get(url("approve", shortlist.round))
    assert refused.status_code == 403
    assert "请系统管理员在“审签职责”中指定" in text_of(refused)


def test_who_may_not_freeze_reads_whose_it_is(client, people):
    hold(people, 经办=[1])
    round = make_closed_round("经办", "处")
    make_three(round)
    client.force_login(people[0])

    page = text_of(client.get(url("ranking", round)))
    refused = client.get(url("draw_up", round))

    assert "冻结排名由担任“经办”环节的工作人员办理：示例乙" in page
    assert refused.status_code == 403
    assert "示例乙" in text_of(refused)


def test_a_step_whose_holder_left_waits_for_another_one(shortlist, people):
    system = make_user("system")
    hold(people, 处=[2])
    people[2].is_active = False
    people[2].save()

    with pytest.raises(shortlists.ListHasMovedOn):
        sign(shortlist, people[1])
    deciding.set_duties(person=people[1], steps=["处"], by=system)
    sign(shortlist, people[1])

    assert shortlist.step == "厅"


def test_a_ranking_is_frozen_by_who_holds_the_first_step(people):
    round = make_closed_round("经办", "处")
    make_three(round)
    hold(people, 经办=[1])

    with pytest.raises(shortlists.ListHasMovedOn):
        frozen(round, people[0])

    assert frozen(round, people[1]).stage == 1


def test_a_withdrawn_list_leaves_its_signatures_to_the_audit_log(shortlist, people):
    sign(shortlist, people[1])

    shortlists.withdraw(shortlist=shortlist, reason="名额有误。", by=people[0])

    assert not ShortlistStep.objects.exists()
    assert AuditEntry.objects.filter(action="shortlist.signed").count() == 1


def test_the_plan_is_fixed_once_a_list_was_drawn_up(shortlist, people):
    with pytest.raises(deciding.PlanIsFixed):
        deciding.set_plan(
            round=shortlist.round, steps=["经办", "厅"], by=people[0], at=NOW
        )

    assert DecisionPlan.objects.get().steps == ["经办", "处", "厅"]
    assert Shortlist.objects.get().steps == ["经办", "处", "厅"]


def test_without_a_plan_a_round_has_the_usual_steps(people):
    round = make_closed_round()
    DecisionPlan.objects.all().delete()
    make_three(round)

    assert frozen(round, people[0]).steps == ["经办", "处", "厅"]


def test_duties_are_set_as_a_whole_and_written_down_once(people):
    by = make_user("system")
    StepDuty.objects.all().delete()
    for steps in (["处", "厅"], ["厅", "处"], ["厅"]):
        deciding.set_duties(person=people[0], steps=steps, by=by)

    assert list(StepDuty.objects.values_list("step", flat=True)) == ["厅"]
    entries = AuditEntry.objects.filter(action="duty.set").order_by("pk")
    assert [each.detail["changes"]["steps"]["after"] for each in entries] == [
        ["厅", "处"] if "厅" < "处" else ["处", "厅"], ["厅"],
    ]  # fmt: skip
