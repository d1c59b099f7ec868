"""Decisions made at the same moment, by threads against the real database."""

from datetime import timedelta

import pytest

from applications.actions import (
    decisions,
    dossiers,
    evidence,
    rounds,
    rulings,
    starting,
)
from applications.actions.freezing import digest_of
from applications.models import Dossier, Evidence, Round
from portal.models import AuditEntry, User
from tests.applications.filing import make_whole_dossier
from tests.factories import (
    NOW,
    make_dossier,
    make_enterprise,
    make_round,
    make_user,
)
from tests.racing import CROWD, at_once, meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(dossier):
    return Dossier.objects.select_related("enterprise", "round").get(pk=dossier.pk)


def test_one_of_many_acceptances_and_rejections_counts():
    official = make_user(User.Role.OFFICIAL)
    dossier = make_dossier(round=make_round(), status=Dossier.Status.RECOMMENDED)

    def accept():
        decisions.accept(dossier=fresh(dossier), by=official, at=NOW)

    def reject():
        decisions.reject(dossier=fresh(dossier), reason="不符", by=official, at=NOW)

    outcomes = at_once(*[accept, reject] * (CROWD // 2))

    assert outcomes == ["AlreadyDecided"] * (CROWD - 1) + ["done"]
    assert AuditEntry.objects.filter(action__startswith="dossier.").count() == 1
    assert dossier.steps.count() == 1


def test_recommendations_at_one_place_come_into_one_order():
    city, round = make_user(User.Role.CITY), make_round()
    waiting = [
        make_dossier(round=round, status=Dossier.Status.SUBMITTED) for _ in range(CROWD)
    ]

    outcomes = at_once(
        *[
            lambda each=each: decisions.recommend(
                dossier=fresh(each), order=1, opinion="同意", by=city, at=NOW
            )
            for each in waiting
        ]
    )

    assert outcomes == ["done"] * CROWD
    orders = Dossier.objects.values_list("recommended_order", flat=True)
    assert sorted(orders) == list(range(1, CROWD + 1))


def test_a_clause_is_ruled_on_once():
    official = make_user(User.Role.OFFICIAL)
    dossier = make_dossier(round=make_round(), status=Dossier.Status.RECOMMENDED)

    def rule():
        rulings.rule_on(
            dossier=fresh(dossier),
            clause="security",
            is_met=True,
            reason="佐证第 12 页",
            by=official,
            at=NOW,
        )

    assert at_once(*[rule] * CROWD) == ["AlreadyRuled"] * (CROWD - 1) + ["done"]
    assert dossier.rulings.count() == 1


def test_a_round_opens_once():
    official = make_user(User.Role.OFFICIAL)
    round = make_round(status=Round.Status.DRAFT, guide_text="")
    round.refresh_from_db()
    digest = digest_of(round)

    def open_it():
        mine = Round.objects.get(pk=round.pk)
        rounds.open_round(round=mine, digest=digest, by=official, at=NOW)

    assert at_once(*[open_it] * CROWD) == ["RoundIsFrozen"] * (CROWD - 1) + ["done"]


def plan_like(round, **changed):
    names = rounds.Plan.__dataclass_fields__
    return rounds.Plan(**{name: getattr(round, name) for name in names} | changed)


def test_rounds_made_at_the_same_moment_get_codes_of_their_own():
    official, like = make_user(User.Role.OFFICIAL), make_round()

    outcomes = at_once(
        *[lambda: rounds.create(plan=plan_like(like), table=like.table, by=official)]
        * rounds.ATTEMPTS
    )

    assert outcomes == ["done"] * rounds.ATTEMPTS
    made = Round.objects.filter(created_by=official)
    assert made.values("code").distinct().count() == rounds.ATTEMPTS


def test_an_edit_says_what_the_round_was_when_its_turn_came():
    officials = make_user(User.Role.OFFICIAL), make_user(User.Role.OFFICIAL)
    round = make_round(status=Round.Status.DRAFT, title="甲")
    seen = [Round.objects.get(pk=round.pk) for _ in officials]

    def edit(which, title):
        rounds.edit(
            round=seen[which], plan=plan_like(round, title=title), by=officials[which]
        )

    assert meanwhile(lambda: edit(0, "乙"), lambda: edit(1, "丙")) == "done"
    entries = AuditEntry.objects.filter(action="round.edited").order_by("pk")
    changes = [entry.detail["changes"]["title"] for entry in entries]
    assert [(c["before"], c["after"]) for c in changes] == [("甲", "乙"), ("乙", "丙")]


def test_a_draft_is_started_once():
    member, round = make_user(), make_round()
    enterprise = make_enterprise(member)

    def start():
        starting.start(
            round=round, enterprise=enterprise, kind="industry", by=member, at=NOW
        )

    assert at_once(*[start] * CROWD) == ["AlreadyStarted"] * (CROWD - 1) + ["done"]
    assert AuditEntry.objects.count() == 1


def submit(dossier, at=NOW):
    mine = fresh(dossier)
    dossiers.submit(dossier=mine, by=mine.started_by, at=at, declared=True)


def test_a_dossier_is_submitted_once():
    dossier = make_whole_dossier()

    outcomes = at_once(*[lambda: submit(dossier)] * CROWD)

    assert outcomes == ["AlreadySubmitted"] * (CROWD - 1) + ["done"]
    assert dossier.steps.count() == 1


def test_numbers_given_at_the_same_moment_leave_no_gap():
    round = make_round(province="jiangsu")
    whole = [make_whole_dossier(round=round) for _ in range(CROWD)]

    outcomes = at_once(*[lambda each=each: submit(each) for each in whole])

    assert outcomes == ["done"] * CROWD
    numbers = Dossier.objects.values_list("number", flat=True)
    assert sorted(int(number[-3:]) for number in numbers) == [1, 2, 3, 4, 5, 6]


def save(dossier, version):
    mine = fresh(dossier)
    dossiers.save_section(
        dossier=mine,
        section="access",
        values={"metrics": {"connected_devices": 70}},
        version=version,
        by=mine.started_by,
        at=NOW,
    )


def test_of_saves_over_one_version_of_a_section_one_is_kept():
    dossier = make_whole_dossier()

    outcomes = at_once(*[lambda: save(dossier, dossier.version)] * CROWD)

    assert outcomes == ["StaleVersion"] * (CROWD - 1) + ["done"]


def test_nothing_is_saved_over_what_was_just_submitted():
    dossier = make_whole_dossier()
    assert meanwhile(lambda: submit(dossier), lambda: save(dossier, 1)) == "TooLate"


def test_a_file_that_is_just_being_removed_is_missed_at_submission():
    dossier = make_whole_dossier()
    files = Evidence.objects.filter(dossier=dossier)

    def remove():
        evidence.remove(evidence=files[0], by=dossier.started_by, at=NOW)

    assert meanwhile(remove, lambda: submit(dossier)) == "Incomplete"


def test_a_file_is_removed_once():
    dossier = make_whole_dossier()
    [file, *_] = Evidence.objects.filter(dossier=dossier)

    def remove():
        evidence.remove(evidence=file, by=dossier.started_by, at=NOW)

    assert at_once(*[remove] * CROWD) == ["done"] * CROWD
    assert AuditEntry.objects.filter(action="evidence.removed").count() == 1


def test_a_correction_does_not_come_into_a_round_that_has_gone_on():
    dossier = make_whole_dossier(
        status=Dossier.Status.RETURNED, correction_due=NOW + timedelta(days=1)
    )

    def go_on():
        Round.objects.filter(pk=dossier.round_id).update(status=Round.Status.SCORING)

    assert meanwhile(go_on, lambda: submit(dossier)) == "TooLate"
