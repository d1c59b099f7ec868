"""Taking back, recommending, returning and extending at the same moment."""

from datetime import timedelta

import pytest

from applications.actions import corrections, decisions, dossiers, withdrawing
from applications.models import CorrectionItem, Dossier, DossierVersion
from portal.models import AuditEntry, User
from tests.applications.filing import make_whole_dossier
from tests.factories import NOW, make_checks, make_user
from tests.racing import CROWD, at_once, meanwhile

pytestmark = pytest.mark.django_db(transaction=True)

Status = Dossier.Status
LATER = NOW + timedelta(days=7)
ITEM = corrections.Wanted("access", "connected_devices", "联网设备", "请核对。")


@pytest.fixture
def owner():
    return make_user()


@pytest.fixture
def city():
    return make_user(User.Role.CITY, province="jiangsu")


@pytest.fixture
def filed(owner):
    dossier = make_whole_dossier(owner)
    dossiers.submit(dossier=dossier, by=owner, at=NOW, declared=True)
    make_checks(dossier)
    return dossier


def fresh(dossier):
    return Dossier.objects.select_related("enterprise", "round").get(pk=dossier.pk)


def recommend(dossier, city):
    dossier = fresh(dossier)
    return lambda: decisions.recommend(
        dossier=dossier, order=1, opinion="同意", by=city, at=NOW
    )


def take_back(dossier, owner):
    dossier = fresh(dossier)
    return lambda: withdrawing.take_back(dossier=dossier, by=owner, at=NOW)


def send_back(dossier, city):
    dossier = fresh(dossier)
    return lambda: corrections.return_for_correction(
        dossier=dossier, reasons="请改", items=[ITEM], due=LATER, by=city, at=NOW
    )


def test_either_it_is_taken_back_or_it_is_recommended(filed, owner, city):
    deeds = [take_back(filed, owner), recommend(filed, city)] * (CROWD // 2)

    assert at_once(*deeds) == ["AlreadyDecided"] * (CROWD - 1) + ["done"]

    status = fresh(filed).status
    assert status in {Status.DRAFT, Status.RECOMMENDED}
    assert (fresh(filed).submitted_at is None) == (status == Status.DRAFT)
    told = AuditEntry.objects.exclude(action="dossier.submitted")
    assert told.filter(action__startswith="dossier.").count() == 1


def test_what_is_just_being_recommended_is_not_taken_back(filed, owner, city):
    assert meanwhile(recommend(filed, city), take_back(filed, owner)) == (
        "AlreadyDecided"
    )
    assert fresh(filed).status == Status.RECOMMENDED


def test_what_is_just_being_taken_back_is_not_recommended(filed, owner, city):
    assert meanwhile(take_back(filed, owner), recommend(filed, city)) == (
        "AlreadyDecided"
    )
    assert fresh(filed).recommended_order is None


def test_a_return_names_its_items_once(filed, owner, city):
    outcomes = at_once(*[send_back(filed, city) for _ in range(CROWD)])

    assert outcomes.count("done") == 1
    assert set(outcomes) <= {"done", "ReturnedBefore", "AlreadyDecided"}
    assert CorrectionItem.objects.count() == 1


def test_a_deadline_is_extended_once(filed, city):
    send_back(filed, city)()
    official = make_user(User.Role.OFFICIAL, province="jiangsu")

    def extend(days):
        dossier = fresh(filed)
        return lambda: corrections.extend(
            dossier=dossier, due=LATER + timedelta(days=days), reason="延期",
            by=official, at=NOW,
        )  # fmt: skip

    outcomes = at_once(*[extend(days) for days in range(1, CROWD + 1)])

    assert outcomes == ["ExtendedBefore"] * (CROWD - 1) + ["done"]


def test_what_is_handed_in_again_at_once_is_one_version(filed, owner, city):
    send_back(filed, city)()

    def submit():
        dossier = fresh(filed)
        return lambda: dossiers.submit(dossier=dossier, by=owner, at=NOW, declared=True)

    outcomes = at_once(*[submit() for _ in range(CROWD)])

    assert outcomes == ["AlreadySubmitted"] * (CROWD - 1) + ["done"]
    assert DossierVersion.objects.filter(dossier=filed).count() == 2


def test_an_extension_meets_the_submission_and_one_of_them_is_first(filed, owner, city):
    send_back(filed, city)()
    official = make_user(User.Role.OFFICIAL, province="jiangsu")
    first, second = fresh(filed), fresh(filed)

    def submit():
        dossiers.submit(dossier=first, by=owner, at=NOW, declared=True)

    def extend():
        corrections.extend(
            dossier=second, due=LATER + timedelta(days=1), reason="延期",
            by=official, at=NOW,
        )  # fmt: skip

    assert meanwhile(submit, extend) == "AlreadyDecided"
    assert fresh(filed).status == Status.SUBMITTED
