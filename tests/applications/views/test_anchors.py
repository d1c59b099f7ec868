"""分档说明: typed line by line, frozen with the rules, public, shown while scoring."""

import pytest
from django.urls import reverse

from applications.actions import freezing
from applications.actions.anchors import set_anchors
from applications.actions.rounds import RoundIsFrozen
from applications.facts import anchors_of
from applications.models import Dossier, Round
from portal.models import AuditEntry, User
from tests.factories import (
    NOW,
    make_assignment,
    make_dossier,
    make_round,
    make_user,
)

pytestmark = pytest.mark.django_db
#: Weighs 10 in the table of Jilin.
CODE = "4.1.5"
LINES = "8-10 案例完整，有佐证\n0-7.9 其余"


@pytest.fixture
def official(client) -> User:
    official = make_user(User.Role.OFFICIAL)
    client.force_login(official)
    return official


def draft(**fields) -> Round:
    return make_round(status=Round.Status.DRAFT, digest="", frozen_at=None, **fields)


def page_of(round: Round) -> str:
    return reverse("applications:round_anchors", args=[round.pk])


def test_what_is_typed_is_kept_and_is_part_of_the_digest(client, official):
    round = draft()
    before = freezing.digest_of(round)

    assert client.post(page_of(round), {CODE: LINES}).status_code == 302

    round.refresh_from_db()
    assert list(anchors_of(round)) == [CODE]
    assert freezing.digest_of(round) != before
    assert AuditEntry.objects.get(action="round.anchors_set").detail["before"] == {}
    assert LINES in client.get(page_of(round)).text
    client.post(page_of(round), {CODE: ""})
    round.refresh_from_db()
    assert freezing.digest_of(round) == before


def test_what_does_not_hold_is_said_at_its_field_and_nothing_is_saved(client, official):
    round = draft()

    page = client.post(page_of(round), {CODE: "8-10.1 超出"}).text

    assert "在 0 至 10 分之间" in page
    assert "8-10.1 超出" in page
    round.refresh_from_db()
    assert round.anchors == {}


def test_an_earlier_rounds_are_put_into_the_fields_and_saved_only_by_saving(
    client, official
):
    data = {CODE: [{"from": "8", "to": "10", "text": "以前的说明"}]}
    earlier, round = make_round(anchors=data), draft()
    abroad = make_round(anchors=data, province="jiangsu")

    page = client.get(f"{page_of(round)}?from={earlier.pk}").text
    assert "8-10 以前的说明" in page
    assert "尚未保存" in page
    for other in (abroad.pk, "x", ""):
        assert "以前的说明" not in client.get(f"{page_of(round)}?from={other}").text
    round.refresh_from_db()
    assert round.anchors == {}


def test_once_open_they_are_frozen_and_public(client, official):
    data = {CODE: [{"from": "8", "to": "10", "text": "公开的说明"}]}
    round = make_round(anchors=data)

    assert client.post(page_of(round), {CODE: ""}).status_code == 409
    with pytest.raises(RoundIsFrozen):
        set_anchors(round=round, anchors={}, by=official)
    client.logout()
    address = reverse("applications:round_rules", args=[round.pk])
    assert "8–10 分：公开的说明" in client.get(address).text  # noqa: RUF001


def test_weights_changed_since_keep_the_round_from_opening(official):
    data = {CODE: [{"from": "8", "to": "10", "text": "说明"}]}
    round = draft(anchors=data)
    assert not [o for o in freezing.obstacles_of(round, NOW) if "分档说明" in o]

    round.anchors = {CODE: [{"from": "8", "to": "11", "text": "说明"}]}

    [said] = [o for o in freezing.obstacles_of(round, NOW) if "分档说明" in o]
    assert "在 0 至 10 分之间" in said


def test_experts_read_them_beside_the_indicator(client):
    data = {CODE: [{"from": "8", "to": "10", "text": "旁边的说明"}]}
    round = make_round(status=Round.Status.SCORING, anchors=data)
    dossier = make_dossier(round=round, status=Dossier.Status.ACCEPTED)
    seat = make_assignment(dossier=dossier)
    client.force_login(seat.expert.user)

    page = client.get(seat.get_absolute_url()).text

    assert page.count("8–10 分：旁边的说明") == 1  # noqa: RUF001
    assert page.index(f'id="points-{CODE}"') < page.index("旁边的说明")
