"""A list that some left in public is amended all the same; they stay away."""

from datetime import timedelta

import pytest
from django.urls import reverse

from scoring.actions import amending, noticing, objecting, succeeding
from scoring.actions.noticing import ObjectionsAreOpen
from scoring.facts import result_of
from scoring.facts.objected import Complaint
from tests.factories import NOW
from tests.scoring.amended import amend, recheck, reopen_marks, seats_of, upheld
from tests.scoring.closed_rounds import SERVICE
from tests.scoring.departures import (
    dossier_of,
    make_people,
    make_published,
    propose,
    publish,
    selected,
)
from tests.scoring.pages import text_of

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=9)


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def shortlist(people):
    return make_published(people)


def upheld_and_done(shortlist, people, points="0"):
    objection = upheld(shortlist, people[0], "A-03")
    reopen_marks(objection, people[0])
    seat = seats_of(objection)[0]
    recheck(seat, points or seat.sheet.points[SERVICE])
    return objection


def test_who_left_is_not_selected_again_and_the_reserve_follows(shortlist, people):
    publish(propose(shortlist, people[0]), people)
    upheld_and_done(shortlist, people)

    new = amend(shortlist, people[0])

    assert selected(new) == {"A-02", "A-04"}
    left = new.entries.get(dossier__number="A-01")
    assert (left.place, left.ground["why"], left.ground["places"]) == (1, "left", [2])
    assert new.entries.get(dossier__number="A-02").ground["why"] == "follows"


def test_the_page_shows_the_list_as_it_will_be(client, shortlist, people, time_machine):
    time_machine.move_to(NOW, tick=False)
    publish(propose(shortlist, people[0]), people)
    upheld_and_done(shortlist, people)
    client.force_login(people[0])
    address = reverse("scoring:amend", args=[shortlist.round_id, shortlist.kind])

    page = text_of(client.get(address))

    assert "进入名单 1 家 ：A-04" in page
    assert "退出名单 1 家 ：A-03" in page


def test_what_changes_nothing_leaves_the_list_and_its_departures(shortlist, people):
    publish(propose(shortlist, people[0]), people)
    objection = upheld_and_done(shortlist, people, points="")

    amending.keep(shortlist=shortlist, reason="得分不变。", by=people[0], at=NOW)

    objection.refresh_from_db()
    assert objection.settled_at == NOW
    assert selected(shortlist) == {"A-02", "A-03"}


def test_a_departure_on_its_way_comes_first(shortlist, people):
    replacement = propose(shortlist, people[0])
    upheld_and_done(shortlist, people)
    with pytest.raises(amending.NotSettled, match="请先公示或者撤回"):
        amend(shortlist, people[0])

    succeeding.drop(replacement=replacement, reason="示例", by=people[0], at=NOW)

    assert selected(amend(shortlist, people[0])) == {"A-01", "A-04"}


def test_on_a_final_list_what_is_upheld_against_a_follower_ends_with_its_departure(
    client, shortlist, people, time_machine
):
    time_machine.move_to(LATER, tick=False)
    replacement = propose(shortlist, people[0])
    day = LATER.date()
    publish(replacement, people, since=day, until=day)
    noticing.confirm(shortlist=shortlist, by=people[0], at=LATER)
    objection = objecting.file_objection(
        shortlist=shortlist, dossier=dossier_of("A-02"), proofs=(), by=None, at=LATER,
        said=Complaint("示例", "示例", "示例"),
    )  # fmt: skip
    objecting.answer(
        objection=objection, is_upheld=True, reason="属实。", by=people[0], at=LATER
    )
    after = LATER + timedelta(1)
    with pytest.raises(ObjectionsAreOpen):
        succeeding.confirm(replacement=replacement, by=people[0], at=after)
    client.force_login(people[0])
    page = text_of(client.get(reverse("scoring:objection", args=[objection.pk])))
    assert "请对这家单位办理取消资格" in page

    publish(propose(shortlist, people[0], leaver="A-02", follower="A-04"), people)

    objection.refresh_from_db()
    assert objection.settled_at is not None
    assert result_of(dossier_of("A-02")).has_left
