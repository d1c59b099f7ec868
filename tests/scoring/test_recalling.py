"""While experts score: named fields put right, handed in again, or put back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications.actions import dossiers, recalling
from applications.actions.decisions import AlreadyDecided
from applications.models import CorrectionItem, Dossier, Round
from portal.models import AuditEntry
from scoring.actions import stages
from scoring.facts.reopened import latest_version
from tests.factories import full_points, make_evidence, make_sheet, make_user
from tests.scoring.pages import text_of
from tests.scoring.recalled import (
    DUE,
    SOON,
    corrected,
    make_official,
    make_scored,
    put_right,
    recall,
)

pytestmark = pytest.mark.django_db
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


def sheet_of(seat, **fields):
    return make_sheet(seat, points=full_points(seat.dossier.round), **fields)


def fresh(dossier) -> Dossier:
    return Dossier.objects.select_related("round", "enterprise").get(pk=dossier.pk)


def url(name, seat):
    return reverse(f"scoring:{name}", args=[seat.key])


def test_only_what_is_named_opens_and_experts_go_on_with_what_was_handed_in(
    client, seat, owner, official
):
    out = recall(seat.dossier, official)
    assert out.status == Dossier.Status.RETURNED
    assert [i.unit for i in CorrectionItem.objects.standing(out)] == [
        "connected_devices"
    ]
    put_right(out, owner, 1000)
    with pytest.raises(dossiers.TooLate):
        dossiers.save_section(
            dossier=fresh(out), section="access",
            values={"metrics": {"connected_devices": 5}},
            version=9, by=owner, at=DUE,
        )  # fmt: skip
    make_evidence(out, name="补正中的文件.pdf")

    client.force_login(seat.expert.user)
    shown = text_of(client.get(url("sheet", seat)))

    assert "填报 60 台" in shown
    assert "1,000" not in shown.replace("1,000 台”", "")
    assert "补正中的文件" not in shown
    assert list(Dossier.objects.accepted()) == [out]


def test_scoring_is_not_closed_while_a_dossier_is_out(seat, official):
    sheet_of(seat)
    out = recall(seat.dossier, official)

    with pytest.raises(stages.NotYet, match=rf"{out} 正在补正"):
        stages.close_scoring(round=out.round, reason="示例", by=official, at=SOON)


def test_what_is_not_being_scored_is_not_recalled(seat, official):
    seat.dossier.round.status = Round.Status.CLOSED
    seat.dossier.round.save()
    with pytest.raises(AlreadyDecided):
        recall(seat.dossier, official)


def test_it_comes_back_to_the_experts_at_once_as_a_version(seat, owner, official):
    corrected(seat.dossier, owner, official)

    dossier = fresh(seat.dossier)
    assert dossier.status == Dossier.Status.ACCEPTED
    assert latest_version(dossier) == 2
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"dossier.recalled", "dossier.corrected"} <= actions


def test_overdue_it_is_put_back_as_it_was_handed_in(seat, owner, official):
    kept = make_evidence(seat.dossier, name="原件.pdf")
    version = seat.dossier.versions.get()
    out = recall(seat.dossier, official)
    put_right(out, owner, 1000)
    stray = make_evidence(out, name="补正中.pdf")
    with pytest.raises(AlreadyDecided):
        recalling.end_recall(dossier=out, reason="未交", by=official, at=SOON)

    recalling.end_recall(dossier=out, reason="未交", by=official, at=LATE)

    dossier = fresh(out)
    assert dossier.status == Dossier.Status.ACCEPTED
    assert dossier.document["metrics"]["connected_devices"] == 60
    in_place = set(dossier.evidence.in_place().values_list("pk", flat=True))
    assert stray.pk not in in_place
    assert kept.pk not in in_place  # it was in no version either
    assert len(in_place) == len(version.evidence)


def test_the_official_recalls_by_named_items_on_the_page(client, seat, official):
    client.force_login(official)
    key = seat.dossier.key
    detail = reverse("applications:official_dossier", args=[key])
    assert "评审期间退回补正" in text_of(client.get(detail))

    client.post(
        reverse("applications:recall", args=[key]),
        {
            "reasons": "见意见", "due_on": "2099-12-04", "due_clock": "18:00",
            "note-access--connected_devices": "请核对。",
        },
    )  # fmt: skip

    assert fresh(seat.dossier).is_recalled
    assert "评审期间补正中" in text_of(client.get(detail))
    again = client.post(reverse("applications:recall", args=[key]), {})
    assert again.status_code == 409
