"""Two officials at the expert pool at the same moment."""

from datetime import timedelta

import pytest

from portal.models import AuditEntry, User
from scoring.actions import duty
from scoring.actions.roster import take_over
from scoring.facts.roster import Entry, plan_of
from scoring.models import Absence, Blacklisting, Expert
from tests.factories import NOW, make_expert
from tests.racing import CROWD, at_once
from tests.scoring.closed_rounds import make_officials

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = NOW.date()
NEW = {"name": "示例专家", "employer": "示例大学", "fields": ["工业软件"]}


def test_a_report_is_taken_over_once():
    make_expert(code="Z001", years=1)
    entries = [
        Entry(2, {"code": "Z001", "years": 2}),
        *(Entry(n, {**NEW, "email": f"{n}@example.com"}) for n in (3, 4)),
    ]
    digest = plan_of("jilin", entries).digest

    outcomes = at_once(
        *[
            lambda by=by: take_over(
                entries=entries, digest=digest, is_inviting=True, by=by, at=NOW
            )
            for by in make_officials()
        ]
    )

    assert outcomes == ["Stale", "done"]
    assert Expert.objects.count() == 3
    assert User.objects.filter(role=User.Role.EXPERT).count() == 3
    imported = AuditEntry.objects.filter(action="expert.roster_imported")
    assert imported.count() == 1


def test_two_rosters_of_new_experts_both_come_in_under_codes_of_their_own():
    def bring(by: User, letter: str) -> None:
        new = {**NEW, "name": f"示例{letter}"}
        entries = [
            Entry(n, {**new, "email": f"{letter}{n}@example.com"}) for n in range(2, 8)
        ]
        digest = plan_of("jilin", entries).digest
        take_over(entries=entries, digest=digest, is_inviting=False, by=by, at=NOW)

    first, second = make_officials()
    outcomes = at_once(lambda: bring(first, "a"), lambda: bring(second, "b"))

    assert outcomes == ["done", "done"]
    assert Expert.objects.values("code").distinct().count() == 12


@pytest.mark.parametrize(
    ("enter", "model"),
    [(duty.enter_absence, Absence), (duty.blacklist, Blacklisting)],
    ids=["absence", "blacklist"],
)
def test_of_periods_that_overlap_one_is_entered(enter, model):
    expert, by = make_expert(), make_officials()[0]

    outcomes = at_once(
        *[
            lambda n=n: enter(
                expert=expert, starts_on=TODAY, ends_on=TODAY + timedelta(days=n),
                reason="示例", by=by, at=NOW,
            )
            for n in range(CROWD)
        ]
    )  # fmt: skip

    assert outcomes == ["AlreadyEntered"] * (CROWD - 1) + ["done"]
    assert model.objects.count() == 1
