"""Decisions of city and province: once, in order, with a reason, audited."""

from datetime import timedelta

import pytest

from applications.actions import corrections, decisions, rulings
from applications.facts import findings_of, is_eligible
from applications.models import Dossier, Round
from portal.models import AuditEntry, User
from tests.factories import NOW, make_dossier, make_enterprise, make_round, make_user

pytestmark = pytest.mark.django_db

Status = Dossier.Status
DUE = NOW + timedelta(days=7)
WANTED = [corrections.Wanted("platform", "launched_on", "上线日期", "请核对。")]


@pytest.fixture
def city():
    return make_user(User.Role.CITY)


@pytest.fixture
def official():
    return make_user(User.Role.OFFICIAL)


@pytest.fixture
def round():
    return make_round()


def submitted(round, **fields):
    return make_dossier(round=round, status=Status.SUBMITTED, **fields)


def recommend(dossier, city, order=1):
    decisions.recommend(
        dossier=dossier, order=order, opinion="情况属实，同意推荐。", by=city, at=NOW
    )


def recommended(round, city, order=1):
    dossier = submitted(round)
    recommend(dossier, city, order)
    return dossier


def state_of(dossier):
    return Dossier.objects.get(pk=dossier.pk).status


def actions():
    return [entry.action for entry in AuditEntry.objects.order_by("pk")]


def test_a_recommendation_is_made_once_told_once_and_audited_once(round, city):
    dossier = submitted(round)

    recommend(dossier, city)
    with pytest.raises(decisions.AlreadyDecided):
        recommend(dossier, city)

    dossier.refresh_from_db()
    assert dossier.status == Status.RECOMMENDED
    assert dossier.recommended_order == 1
    assert dossier.city_opinion == "情况属实，同意推荐。"
    assert [step.action for step in dossier.steps.all()] == ["recommend"]
    assert actions() == ["dossier.recommended"]


def test_who_is_recommended_at_a_taken_place_moves_the_others_down(round, city):
    first, second = recommended(round, city), recommended(round, city, 2)

    third = recommended(round, city, 1)

    orders = {
        dossier.pk: dossier.recommended_order
        for dossier in Dossier.objects.filter(round=round)
    }
    assert orders == {third.pk: 1, first.pk: 2, second.pk: 3}
    entry = AuditEntry.objects.first()
    assert entry.detail["moved_down"] == [
        {"number": first.number, "order": 2},
        {"number": second.number, "order": 3},
    ]


def test_a_gap_in_the_order_is_filled_without_moving_those_behind_it(
    round, city, official
):
    first, second = recommended(round, city), recommended(round, city, 2)
    corrections.return_for_correction(
        dossier=first, reasons="缺审计报告", items=WANTED, due=DUE, by=official, at=NOW
    )

    third = recommended(round, city, 1)

    second.refresh_from_db()
    assert (third.recommended_order, second.recommended_order) == (1, 2)


def test_orders_of_other_cities_and_kinds_are_their_own(round, city):
    recommended(round, city)
    elsewhere = submitted(round, enterprise=make_enterprise(city="吉林市"))
    regional = submitted(round, kind="regional")

    assert decisions.next_order(elsewhere) == 1
    assert decisions.next_order(regional) == 1


@pytest.mark.parametrize("order", [0, 3])
def test_an_order_beyond_the_next_free_place_is_refused(round, city, order):
    recommended(round, city)
    dossier = submitted(round)

    with pytest.raises(decisions.OrderIsRefused) as refused:
        recommend(dossier, city, order)
    assert refused.value.most == 2
    assert state_of(dossier) == Status.SUBMITTED


def test_a_city_returns_what_was_submitted_with_a_deadline(round, city):
    dossier = submitted(round)

    corrections.return_for_correction(
        dossier=dossier, reasons="缺审计报告", items=WANTED, due=DUE, by=city, at=NOW
    )

    dossier.refresh_from_db()
    assert (dossier.status, dossier.correction_due) == (Status.RETURNED, DUE)
    assert dossier.steps.get().opinion == "缺审计报告"
    with pytest.raises(decisions.AlreadyDecided):
        decisions.decline(dossier=dossier, reason="不符", by=city, at=NOW)
    assert actions() == ["dossier.returned"]


def test_an_official_returns_only_what_was_recommended(round, city, official):
    waiting, dossier = submitted(round), recommended(round, city)

    with pytest.raises(decisions.AlreadyDecided):
        corrections.return_for_correction(
            dossier=waiting,
            reasons="缺材料",
            items=WANTED,
            due=DUE,
            by=official,
            at=NOW,
        )
    corrections.return_for_correction(
        dossier=dossier, reasons="缺材料", items=WANTED, due=DUE, by=official, at=NOW
    )

    dossier.refresh_from_db()
    assert dossier.recommended_order is None
    assert dossier.city_opinion == ""
    assert dossier.steps.first().opinion.startswith("推荐顺序第 1 位")


def test_a_deadline_that_is_past_is_refused(round, city):
    with pytest.raises(decisions.DeadlineIsPast):
        corrections.return_for_correction(
            dossier=submitted(round),
            reasons="缺材料",
            items=WANTED,
            due=NOW,
            by=city,
            at=NOW,
        )


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_decision_against_the_applicant_needs_a_reason(round, city, official, reason):
    dossier, sent = submitted(round), recommended(round, city)

    with pytest.raises(decisions.ReasonIsMissing):
        decisions.decline(dossier=dossier, reason=reason, by=city, at=NOW)
    with pytest.raises(decisions.ReasonIsMissing):
        decisions.reject(dossier=sent, reason=reason, by=official, at=NOW)
    with pytest.raises(decisions.ReasonIsMissing):
        corrections.return_for_correction(
            dossier=dossier, reasons=reason, items=WANTED, due=DUE, by=city, at=NOW
        )


def test_accepting_and_rejecting_exclude_each_other(round, city, official):
    dossier = recommended(round, city)
    stale = Dossier.objects.get(pk=dossier.pk)

    decisions.accept(dossier=dossier, by=official, at=NOW)
    with pytest.raises(decisions.AlreadyDecided):
        decisions.reject(dossier=stale, reason="不符", by=official, at=NOW)
    with pytest.raises(decisions.AlreadyDecided):
        decisions.accept(dossier=stale, by=official, at=NOW)

    assert state_of(dossier) == Status.ACCEPTED
    assert actions() == ["dossier.recommended", "dossier.accepted"]


def test_nothing_is_decided_once_scoring_has_begun(round, city, official):
    waiting, sent = submitted(round), recommended(round, city)
    Round.objects.filter(pk=round.pk).update(status=Round.Status.SCORING)

    with pytest.raises(decisions.AlreadyDecided):
        recommend(waiting, city)
    with pytest.raises(decisions.AlreadyDecided):
        decisions.accept(dossier=sent, by=official, at=NOW)


def rule(dossier, official, is_met=True, clause="security"):
    return rulings.rule_on(
        dossier=dossier,
        clause=clause,
        is_met=is_met,
        reason="佐证第 12 页可以证明",
        by=official,
        at=NOW,
    )


def test_a_ruling_replaces_the_outcome_and_keeps_both_values(round, city, official):
    dossier = recommended(round, city)

    ruling = rule(dossier, official)

    finding = next(f for f in findings_of(dossier) if f.clause.id == "security")
    assert finding.outcome.value == "met"
    assert finding.verdict.outcome.value == ruling.computed == "unknown"
    with pytest.raises(rulings.AlreadyRuled):
        rule(dossier, official, is_met=False)
    assert actions()[-1] == "clause.ruled"


def test_rulings_on_every_failing_clause_make_a_dossier_eligible(round, city, official):
    dossier = recommended(round, city)
    for finding in findings_of(dossier):
        if finding.fails:
            rule(dossier, official, clause=finding.clause.id)

    assert is_eligible(findings_of(dossier))


def test_a_withdrawn_ruling_lets_the_figures_speak_again(round, city, official):
    dossier = recommended(round, city)
    ruling = rule(dossier, official)

    rulings.withdraw_ruling(ruling=ruling, reason="复核", by=official, at=NOW)
    with pytest.raises(rulings.AlreadyWithdrawn):
        rulings.withdraw_ruling(ruling=ruling, reason="复核", by=official, at=NOW)

    finding = next(f for f in findings_of(dossier) if f.clause.id == "security")
    assert finding.ruling is None
    rule(dossier, official, is_met=False)


def test_a_ruling_that_changes_nothing_or_hits_no_clause_is_refused(
    round, city, official
):
    dossier = recommended(round, city)
    dossier.document["capabilities"] = {"cap_security_mechanism": {"answer": "yes"}}
    dossier.save()

    with pytest.raises(rulings.ChangesNothing):
        rule(dossier, official)
    with pytest.raises(rulings.NoSuchClause):
        rule(dossier, official, clause="nothing-of-the-kind")


def test_no_ruling_before_recommendation_or_after_scoring(round, city, official):
    with pytest.raises(decisions.AlreadyDecided):
        rule(submitted(round), official)
    dossier = recommended(round, city)
    Round.objects.filter(pk=round.pk).update(status=Round.Status.CLOSED)
    with pytest.raises(decisions.AlreadyDecided):
        rule(dossier, official)


def test_a_return_ends_the_rulings_made_on_what_is_now_to_change(round, city, official):
    dossier = recommended(round, city)
    rule(dossier, official)

    corrections.return_for_correction(
        dossier=dossier, reasons="缺材料", items=WANTED, due=DUE, by=official, at=NOW
    )

    assert not dossier.rulings.filter(withdrawn_at=None).exists()
    entry = AuditEntry.objects.first()
    assert entry.detail["rulings_ended"] == ["security"]
