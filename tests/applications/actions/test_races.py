"""Decisions made at the same moment, by threads against the real database."""

from collections.abc import Callable
from threading import Thread

import pytest
from django.db import connection, connections

from applications.actions import decisions, rounds, rulings
from applications.actions.freezing import digest_of
from applications.models import Dossier, Round
from portal.models import AuditEntry, User
from tests.factories import NOW, make_dossier, make_round, make_user

CROWD = 6


@pytest.fixture(autouse=True)
def _writers_really_meet(transactional_db):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in at a time; nothing to race for")


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """What came of each deed: "done", or the name of what it raised."""
    outcomes: list[str] = []

    def run(deed: Callable[[], object]) -> None:
        try:
            deed()
            outcomes.append("done")
        except Exception as error:
            outcomes.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


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

    assert outcomes.count("done") == 1
    assert outcomes.count("AlreadyDecided") == CROWD - 1
    assert AuditEntry.objects.filter(action__startswith="dossier.").count() == 1
    assert dossier.steps.count() == 1


def test_recommendations_at_one_place_come_into_one_order():
    city, round = make_user(User.Role.CITY), make_round()
    dossiers = [
        make_dossier(round=round, status=Dossier.Status.SUBMITTED) for _ in range(CROWD)
    ]

    outcomes = at_once(
        *[
            lambda each=each: decisions.recommend(
                dossier=fresh(each), order=1, opinion="同意", by=city, at=NOW
            )
            for each in dossiers
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

    assert at_once(*[rule] * CROWD).count("done") == 1
    assert dossier.rulings.count() == 1


def test_a_round_opens_once():
    official = make_user(User.Role.OFFICIAL)
    round = make_round(status=Round.Status.DRAFT, guide_text="", closes_at=None)
    Round.objects.update(closes_at="2099-01-01T00:00:00+00:00")
    round.refresh_from_db()
    digest = digest_of(round)

    def open_it():
        mine = Round.objects.get(pk=round.pk)
        rounds.open_round(round=mine, digest=digest, by=official, at=NOW)

    outcomes = at_once(*[open_it] * CROWD)
    assert outcomes.count("done") == 1
    assert outcomes.count("RoundIsFrozen") == CROWD - 1


def test_rounds_made_at_the_same_moment_get_codes_of_their_own():
    official = make_user(User.Role.OFFICIAL)
    like = make_round()
    plan = rounds.Plan(
        title="示例",
        year=2026,
        kinds=like.kinds,
        quotas=like.quotas,
        rule=like.rule,
        panel_size=3,
    )

    outcomes = at_once(
        *[lambda: rounds.create(plan=plan, table=like.table, by=official)] * CROWD
    )

    assert outcomes.count("done") == Round.objects.filter(code__contains="-").count()
    assert "done" in outcomes
