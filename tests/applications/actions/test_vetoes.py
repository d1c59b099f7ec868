"""Veto items: checked by the city, decided once, with a reason, audited."""

from datetime import timedelta

import pytest

from applications.actions import decisions, recommending, vetoes
from applications.actions.checking import ChecksAreMissing
from applications.actions.decisions import AlreadyDecided, ReasonIsMissing
from applications.actions.dossiers import report_of
from applications.facts import findings_of, is_eligible
from applications.models import Dossier, Round
from applications.presentation.standing import meets_all, rulings_in_force
from portal.models import AuditEntry, User
from tests.applications.filing import make_whole_dossier
from tests.factories import NOW, make_dossier, make_round, make_user
from tests.racing import CROWD, at_once

pytestmark = pytest.mark.django_db

Status = Dossier.Status
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def city():
    return make_user(User.Role.CITY)


@pytest.fixture
def official():
    return make_user(User.Role.OFFICIAL)


@pytest.fixture
def dossier():
    """Meets every clause, and was recommended."""
    whole = make_whole_dossier(make_user())
    whole.report = report_of(whole)
    handed_in = {"submitted_at": NOW, "submitted_by": whole.started_by, "number": "N1"}
    for name, value in {**handed_in, "status": Status.RECOMMENDED}.items():
        setattr(whole, name, value)
    whole.save()
    return whole


def decide(dossier, by, *, confirmed=True, item="dishonesty", reason="已核实。"):
    return vetoes.decide(
        dossier=dossier,
        item=item,
        is_confirmed=confirmed,
        reason=reason,
        by=by,
        at=LATER,
    )


def listed_as_eligible(dossier):
    ruled = rulings_in_force([dossier])
    return meets_all(dossier.report, ruled.get(dossier.pk, {}))


def test_a_confirmed_veto_keeps_out_what_meets_every_clause(dossier, official):
    assert is_eligible(findings_of(dossier))
    assert listed_as_eligible(dossier)

    decision = decide(dossier, official)

    [failing] = [each for each in findings_of(dossier) if each.fails]
    assert failing.is_veto
    assert failing.ruling == decision
    assert failing.clause.source.startswith("一票否决事项：失信")
    assert not listed_as_eligible(dossier)
    step = dossier.steps.get()
    assert step.opinion == "失信：情形属实，一票否决。已核实。"
    entry = AuditEntry.objects.get(action="veto.decided")
    assert entry.detail == {"veto": "失信", "is_confirmed": True, "reason": "已核实。"}


def test_a_lifted_one_lets_the_dossier_in_and_stays_in_the_report(dossier, official):
    decide(dossier, official, confirmed=False, reason="处罚已修复。")

    assert is_eligible(findings_of(dossier))
    assert listed_as_eligible(dossier)
    assert findings_of(dossier)[-1].ruling.reason == "处罚已修复。"


def test_the_frozen_report_keeps_its_shape(dossier, official):
    before = report_of(dossier)
    dossier.status = Status.RETURNED  # as it is when it is handed in again
    decide_row = {"is_confirmed": True, "reason": "示例", "by": official, "at": LATER}
    dossier.vetoes.create(item="fraud", **decide_row)

    assert report_of(dossier) == before


def test_an_item_is_decided_once_until_that_is_withdrawn(dossier, official):
    decision = decide(dossier, official)
    with pytest.raises(vetoes.AlreadyVetoed):
        decide(dossier, official, confirmed=False)

    vetoes.withdraw(decision=decision, reason="复核", by=official, at=LATER)
    with pytest.raises(vetoes.AlreadyWithdrawn):
        vetoes.withdraw(decision=decision, reason="复核", by=official, at=LATER)

    assert is_eligible(findings_of(dossier))
    decide(dossier, official, confirmed=False)
    assert dossier.vetoes.count() == 2


def test_what_was_handed_in_again_is_decided_anew(dossier, official):
    decide(dossier, official)
    Dossier.objects.update(submitted_at=LATER + timedelta(days=1))
    dossier.refresh_from_db()

    assert is_eligible(findings_of(dossier))
    assert listed_as_eligible(dossier)
    decide(dossier, official)
    assert dossier.vetoes.filter(withdrawn_at=None).count() == 1


@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_decision_needs_a_reason(dossier, official, reason):
    with pytest.raises(ReasonIsMissing):
        decide(dossier, official, reason=reason)
    decision = decide(dossier, official)
    with pytest.raises(ReasonIsMissing):
        vetoes.withdraw(decision=decision, reason=reason, by=official, at=LATER)


def test_only_an_official_decides_and_only_until_scoring_is_closed(
    dossier, official, city
):
    with pytest.raises(AlreadyDecided):
        decide(dossier, city)
    with pytest.raises(vetoes.NoSuchItem):
        decide(dossier, official, item="no-such-item")
    decision = decide(dossier, official)
    Round.objects.update(status=Round.Status.CLOSED)
    with pytest.raises(AlreadyDecided):
        decide(dossier, official, item="fraud")
    with pytest.raises(AlreadyDecided):
        vetoes.withdraw(decision=decision, reason="复核", by=official, at=LATER)


def submitted():
    return make_dossier(round=make_round(), status=Status.SUBMITTED)


def test_the_city_may_change_its_mind_until_it_decides(city):
    dossier = submitted()
    doubt = vetoes.Answer(False, "官网无法访问。")
    for answer in (doubt, vetoes.Answer(True)):
        vetoes.review(dossier=dossier, answers={"unbuilt": answer}, by=city, at=LATER)

    review = dossier.veto_reviews.get(item="unbuilt")
    assert (review.agrees, review.note) == (True, "")
    assert AuditEntry.objects.filter(action="veto.reviewed").count() == 2
    Dossier.objects.update(status=Status.RECOMMENDED)
    with pytest.raises(AlreadyDecided):
        vetoes.review(dossier=dossier, answers={"unbuilt": doubt}, by=city, at=LATER)


def test_a_doubt_says_what_it_rests_on(city):
    for answers in ({"fraud": vetoes.Answer(False, " ")}, {"x": vetoes.Answer(True)}):
        with pytest.raises((vetoes.NoteIsMissing, vetoes.NoSuchItem)):
            vetoes.review(dossier=submitted(), answers=answers, by=city, at=LATER)


def test_what_the_city_found_ends_with_a_correction(city):
    dossier = submitted()
    vetoes.review(
        dossier=dossier, answers={"fraud": vetoes.Answer(True)}, by=city, at=LATER
    )
    Dossier.objects.update(submitted_at=LATER + timedelta(days=1))

    assert not dossier.veto_reviews.in_force().exists()


def test_nothing_is_recommended_before_every_item_is_checked(city):
    dossier = submitted()
    dossier.veto_reviews.filter(item="fraud").delete()

    for recommend in (recommend_one, recommend_as_a_batch):
        with pytest.raises((ChecksAreMissing, recommending.BatchIsRefused)):
            recommend(dossier, city)
    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED

    vetoes.review(
        dossier=dossier, answers={"fraud": vetoes.Answer(True)}, by=city, at=LATER
    )
    recommend_one(dossier, city)


def recommend_one(dossier, by):
    decisions.recommend(dossier=dossier, order=1, opinion="同意。", by=by, at=LATER)


def recommend_as_a_batch(dossier, by):
    recommending.recommend_all(
        dossiers=[dossier], opinions={dossier.pk: "同意。"}, by=by, at=LATER
    )


def test_a_recommendation_is_not_taken_back_once_a_veto_is_decided(city, official):
    dossier = submitted()
    recommend_one(dossier, city)
    decide(dossier, official, confirmed=False)

    with pytest.raises(AlreadyDecided):
        recommending.withdraw(dossier=dossier, reason="复核", by=city, at=LATER)


@pytest.mark.django_db(transaction=True)
def test_one_of_many_decisions_on_an_item_counts():
    official = make_user(User.Role.OFFICIAL)
    dossier = make_dossier(round=make_round(), status=Status.RECOMMENDED)

    outcomes = at_once(*[lambda: decide(dossier, official)] * CROWD)

    assert outcomes == ["AlreadyVetoed"] * (CROWD - 1) + ["done"]
    assert AuditEntry.objects.filter(action="veto.decided").count() == 1
