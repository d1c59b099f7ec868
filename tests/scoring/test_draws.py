"""A draw is promised in time, made by two who agree, and leaves its whole trace."""

import json
from datetime import timedelta

import pytest

from applications.models import Dossier, Enterprise, Round
from portal.models import AuditEntry
from portal.rules.draw import draw as carry_out_dry
from portal.rules.draw_pool import read_pool
from portal.rules.draw_record import seed_of
from scoring.actions import draw_changes, draws, panels, proposing
from scoring.actions.draw_sealing import secret_of
from scoring.actions.draws import Entered
from scoring.exports.draw_json import draw_json
from scoring.facts.draws import drawn_of, vacancies
from scoring.models import Assignment, Conflict, Draw, Expert
from tests.factories import NOW, make_assignment, make_dossier, make_expert
from tests.news import tell_all, told
from tests.portal.rules.draws import verifier
from tests.scoring.draws import (
    DUE,
    VALUE,
    make_drawable_round,
    make_drawn,
    make_plan,
    make_promise,
    official,
)

pytestmark = pytest.mark.django_db
LATER = DUE + timedelta(hours=1)


def verified(draw: Draw) -> str:
    said: str = verifier().verify(draw_json(draw).encode(), draw.commitment)
    return said


def actions() -> list[str]:
    found = AuditEntry.objects.filter(action__startswith="draw.").order_by("pk")
    return list(found.values_list("action", flat=True))


def enter(draw, by, value=VALUE, at=LATER) -> Entered:
    return draws.enter(draw=draw, value=value, source="示例网站", by=by, at=at)


def test_a_promise_freezes_the_pool_and_shows_neither_secret_nor_name():
    round = make_drawable_round()
    expert = Expert.objects.first()
    draw = make_promise(round)

    text = draw_json(draw)
    assert "没有结果" in verified(draw)
    assert secret_of(draw) not in text
    assert draw.salt not in text
    for each in Expert.objects.select_related("user"):
        assert each.code in text
        for name in (each.user.name, each.employer, each.city, each.user.email):
            assert name not in text
    for enterprise in Enterprise.objects.all():
        assert enterprise.name not in text
        assert enterprise.credit_code not in text
    Expert.objects.filter(pk=expert.pk).update(is_available=False)
    draw.refresh_from_db()
    assert draw_json(draw) == text
    [entry] = AuditEntry.objects.filter(action="draw.committed")
    assert entry.detail["digest"] == draw.pool_sha256
    assert entry.detail["commitment"] == draw.commitment
    assert secret_of(draw) not in json.dumps(entry.detail)


def test_two_officials_who_agree_make_the_draw_and_its_panels():
    round = make_drawable_round()
    draw = make_promise(round)
    one, two = official(), official()

    assert enter(draw, one) == Entered.WAITING
    assert enter(draw, one) == Entered.WAITING  # twice the same person is one
    assert not Assignment.objects.exists()
    wide = "\uff10\uff12 " + VALUE[3:].replace(" ", "  ")
    assert enter(draw, two, value=wide) == Entered.DRAWN

    draw.refresh_from_db()
    assert draw.state == Draw.State.DRAWN
    assert verified(draw) == "6 个席位、0 次递补与重新计算的结果一致。"
    drawn = {(pick["number"], pick["expert"]) for pick in draw.result["seats"]}
    rows = Assignment.objects.standing()
    assert set(rows.values_list("dossier__number", "expert__code")) == drawn
    for dossier in round.dossiers.all():
        panel = [each.expert for each in dossier.assignments.all()]
        fields = sorted(each.fields[0] for each in panel)
        assert fields == ["工业软件", "工业软件", "财务管理"]
    assert AuditEntry.objects.filter(action="panel.assigned").count() == 6
    assert actions()[-2:] == ["draw.value_entered", "draw.drawn"]
    with pytest.raises(draws.DrawHasMovedOn):
        enter(draw, official())


def test_what_two_officials_read_differently_draws_nothing_until_they_agree():
    draw = make_promise(make_drawable_round())
    one, two = official(), official()
    enter(draw, one, value="1")

    assert enter(draw, two, value="2") == Entered.DISAGREES
    draw.refresh_from_db()
    assert draw.state == Draw.State.COMMITTED
    assert enter(draw, one, value="2") == Entered.DRAWN
    assert [each.value for each in draw.entries.all()] == ["2", "2"]
    readings = AuditEntry.objects.filter(action="draw.value_entered").order_by("pk")
    assert [each.detail["value"] for each in readings] == ["1", "2", "2"]


def test_nothing_is_promised_once_the_value_may_be_known_nor_entered_before():
    round = make_drawable_round()
    for due in (NOW, NOW - timedelta(seconds=1)):
        with pytest.raises(draws.TooLate):
            make_promise(round, due=due)
    draw = make_promise(round)

    with pytest.raises(draws.TooEarly):
        enter(draw, official(), at=DUE - timedelta(seconds=1))
    assert not draw.entries.exists()
    enter(draw, official(), at=DUE)


def test_a_second_draw_waits_for_the_first_and_is_about_other_dossiers():
    round = make_drawable_round(dossiers=1)
    first = make_promise(round)
    with pytest.raises(draws.IsWaiting):
        make_promise(round)
    for _ in range(2):
        enter(first, official())
    with pytest.raises(draws.CannotPromise, match="没有需要抽取专家的申报"):
        make_promise(round)
    late = make_dossier(round=round, status=Dossier.Status.ACCEPTED)

    second = make_promise(round)

    assert (second.number, list(second.dossiers.all())) == (2, [late])
    loads = [each["load"] for each in json.loads(second.pool_text)["experts"]]
    assert sorted(loads)[-3:] == [1, 1, 1]


@pytest.mark.parametrize("status", ["draft", "closed", "published"])
def test_nothing_is_drawn_at_another_stage_of_the_round(status):
    round = make_drawable_round()
    Round.objects.update(status=status)
    with pytest.raises(panels.NotNow):
        make_promise(round)


def test_what_cannot_be_promised_names_the_dossier_and_writes_nothing():
    round = make_drawable_round(dossiers=1)
    finance = [each for each in Expert.objects.all() if each.fields == ["财务管理"]]
    for expert in finance[:3]:
        Conflict.objects.create(
            expert=expert, enterprise=Enterprise.objects.get(),
            reason="示例", declared_at=NOW,
        )  # fmt: skip

    with pytest.raises(draws.CannotPromise, match="财务类候选 2 人，1 席须有候选 3 人"):
        make_promise(round)
    assert not Draw.objects.exists()
    assert actions() == []


def test_the_pool_leaves_out_who_shares_employer_or_city_with_the_applicant():
    round = make_drawable_round(dossiers=1)
    enterprise = Enterprise.objects.get()
    colleague = make_expert(
        employer=f" {enterprise.name}", city="示例市", fields=["工业软件"]
    )
    neighbour = make_expert(city=enterprise.city, fields=["工业软件"])
    nowhere = make_expert(fields=["工业软件"])

    draw = make_drawn(round)

    codes = [each["code"] for each in json.loads(draw.pool_text)["experts"]]
    assert {colleague.code, neighbour.code} < set(codes)
    assert nowhere.code not in codes  # no city on file: nobody can say
    excluded = draw.result["seats"][1]["excluded"]
    assert (excluded["employer"], excluded["city"]) == (1, 1)


def test_who_cannot_come_any_more_is_replaced_in_the_same_run():
    round = make_drawable_round(dossiers=1)
    draw = make_promise(round)
    one, two = official(), official()
    enter(draw, one)
    seed = seed_of(secret_of(draw), draw.pool_sha256, VALUE)
    dry = carry_out_dry(read_pool(draw.pool_text), seed)
    gone = dry.seats[1].expert
    Expert.objects.filter(code=gone).update(is_available=False)

    enter(draw, two)

    [event] = draw.replacements.all()
    assert (event.leaves, event.cause, event.seat) == (gone, "away", "2")
    seated = set(Assignment.objects.values_list("expert__code", flat=True))
    assert event.expert in seated
    assert gone not in seated
    draw.refresh_from_db()
    assert "1 次递补" in verified(draw)


def recused(draw: Draw, seat: int = 1) -> Assignment:
    pick = draw.result["seats"][seat]
    assignment = Assignment.objects.select_related("dossier__round", "expert").get(
        dossier__number=pick["number"], expert__code=pick["expert"]
    )
    panels.recuse(
        assignment=assignment, reason="曾任顾问", by=assignment.expert.user, at=LATER
    )
    return assignment


def test_a_recused_expert_is_replaced_by_the_next_reserve_of_the_seat():
    draw = make_drawn(make_drawable_round(), city_most=0)
    left = recused(draw)
    [vacancy] = vacancies(drawn_of(draw), LATER.date())
    place = {"number": left.dossier.number, "seat": "2"}
    assert (str(vacancy.dossier.number), vacancy.seat) == tuple(place.values())

    with pytest.raises(panels.Barred, match="按候补次序递补"):
        panels.assign(
            dossier=left.dossier, expert=make_expert(), by=official(), at=LATER
        )
    came = draw_changes.replace(draw=draw, **place, by=official(), at=LATER)

    reserves = [
        each["expert"] for each in draw.result["reserves"]
        if each["number"] == left.dossier.number and each["category"] == "technical"
    ]  # fmt: skip
    assert came == reserves[0]
    assert left.dossier.assignments.standing().count() == 3
    event = draw.replacements.get()
    assert (event.cause, event.leaves) == ("recused", left.expert.code)
    assert "1 次递补" in verified(draw)
    assert "顾问" not in draw_json(draw)
    with pytest.raises(draw_changes.NothingOpen):
        draw_changes.replace(draw=draw, **place, by=official(), at=LATER)


def test_where_no_reserve_is_left_officials_choose_by_hand():
    draw = make_drawn(make_drawable_round(dossiers=1), reserves=0)
    left = recused(draw)
    [vacancy] = vacancies(drawn_of(draw), LATER.date())
    assert vacancy.next.expert == ""
    with pytest.raises(draw_changes.NothingOpen):
        draw_changes.replace(
            draw=draw, number=left.dossier.number, seat="2", by=official(), at=LATER
        )

    panels.assign(dossier=left.dossier, expert=make_expert(), by=official(), at=LATER)

    assert vacancies(drawn_of(draw), LATER.date()) == []


def test_automatic_assignment_leaves_to_a_draw_what_is_under_one():
    round = make_drawable_round(dossiers=1)
    make_promise(round)
    dossier = round.dossiers.get()

    assert proposing.preview(round, NOW).seats == ()
    with pytest.raises(panels.Barred, match="按候补次序递补"):
        panels.apply(
            round=round, seats=[(dossier.pk, Expert.objects.first().pk)],
            by=official(), at=NOW,
        )  # fmt: skip


def test_a_panel_begun_by_hand_is_not_drawn_for():
    round = make_drawable_round(dossiers=2)
    begun = round.dossiers.first()
    make_assignment(dossier=begun, expert=Expert.objects.first())

    draw = make_promise(round)

    assert begun not in draw.dossiers.all()


def test_a_void_draw_stays_with_its_reason_and_two_names_and_frees_its_dossiers():
    round = make_drawable_round()
    draw = make_drawn(round)
    one, two = official(name="甲示例"), official(name="乙示例")
    ask = {"draw": draw, "reason": "候选名单有误（示例）", "at": LATER}
    with pytest.raises(draws.DrawHasMovedOn):
        draw_changes.confirm_void(draw=draw, by=two, at=LATER)

    draw_changes.ask_void(**ask, by=one)
    with pytest.raises(draw_changes.AskedBefore):
        draw_changes.ask_void(**ask, by=two)
    with pytest.raises(draw_changes.SamePerson):
        draw_changes.confirm_void(draw=draw, by=one, at=LATER)
    draw_changes.confirm_void(draw=draw, by=two, at=LATER)

    draw.refresh_from_db()
    assert draw.state == Draw.State.VOID
    record = json.loads(draw_json(draw))
    assert record["void"]["reason"] == "候选名单有误（示例）"
    assert (record["void"]["asked_by"], record["void"]["confirmed_by"]) == (
        "甲示例", "乙示例",
    )  # fmt: skip
    assert "与重新计算的结果一致" in verified(draw)
    assert not Assignment.objects.standing().exists()
    again = make_promise(round, due=LATER + timedelta(days=1), candidates=2)
    assert again.number == 2
    assert set(again.dossiers.all()) == set(draw.dossiers.all())
    barred = [each["barred"] for each in json.loads(again.pool_text)["filings"]]
    assert [len(each) for each in barred] == [3, 3]  # who sat here once is out


def test_a_promise_that_is_void_shows_what_it_would_have_given():
    draw = make_promise(make_drawable_round())
    draw_changes.ask_void(draw=draw, reason="示例", by=official(), at=NOW)
    draw_changes.confirm_void(draw=draw, by=official(), at=NOW)
    draw.refresh_from_db()

    assert json.loads(draw_json(draw))["secret"] == draw.secret
    assert "没有结果" in verified(draw)


def test_once_experts_have_begun_a_draw_is_no_longer_void():
    round = make_drawable_round()
    draw = make_drawn(round)
    Round.objects.update(status=Round.Status.SCORING)
    with pytest.raises(draws.DrawHasMovedOn):
        draw_changes.ask_void(draw=draw, reason="示例", by=official(), at=LATER)


def test_a_dossier_that_is_no_longer_accepted_gets_nobody():
    round = make_drawable_round()
    draw = make_promise(round)
    out = round.dossiers.first()
    Dossier.objects.filter(pk=out.pk).update(status=Dossier.Status.REJECTED)

    for _ in range(2):
        enter(draw, official())

    assert not out.assignments.exists()
    assert Assignment.objects.count() == 3
    draw.refresh_from_db()
    assert "6 个席位" in verified(draw)


def test_a_plan_is_what_is_published():
    draw = make_promise(make_drawable_round())
    pool = json.loads(draw.pool_text)

    assert pool["value"]["name"] == make_plan().value
    assert pool["value"]["due"] == "2026-11-21T10:00:00+08:00"
    assert pool["labels"] == {"technical": "技术类", "finance": "财务类"}


def test_colleagues_hear_when_a_second_official_is_needed():
    draw = make_promise(make_drawable_round())
    one, two = official(), official()
    enter(draw, one)
    tell_all()
    entered = f"抽取专家的公开值已录入：{draw.round}"
    assert told(two) == [entered]

    enter(draw, two)
    draw_changes.ask_void(draw=draw, reason="示例", by=one, at=LATER)
    tell_all()
    # what agreed needs nobody any more
    assert told(two) == [entered, f"专家抽取待确认作废：{draw.round}"]
