"""我的修改记录: every change of a mark, from what to what; one is put back."""

import pytest
from django.urls import reverse

from applications.models import Round
from portal.models import AuditEntry
from scoring.actions import sheets
from scoring.models import Assignment, ScoreSheet
from tests.factories import NOW, make_assignment

pytestmark = pytest.mark.django_db


def save(seat: Assignment, points: dict[str, str], **fields) -> None:
    sheet = sheets.sheet_for(seat)
    sheet.refresh_from_db()
    sheets.save(
        sheet=sheet, points=points, comments={"1.1.1": "说明"}, remark="",
        version=sheet.version, by=seat.expert.user, at=NOW, **fields,
    )  # fmt: skip


@pytest.fixture
def seat(client) -> Assignment:
    seat = make_assignment()
    save(seat, {"1.1.1": "2"})
    save(seat, {"1.1.1": "2.5", "1.1.2": "1"})
    client.force_login(seat.expert.user)
    return seat


def page_of(seat: Assignment) -> str:
    return reverse("scoring:mark_history", args=[seat.key])


def points() -> dict[str, str]:
    return ScoreSheet.objects.get().points


def test_every_change_is_listed_from_what_to_what_the_newest_first(client, seat):
    changes = client.get(page_of(seat)).context["changes"]

    assert [(each.code, each.old, each.new) for each in changes] == [
        ("1.1.1", "2", "2.5"),
        ("1.1.2", "", "1"),
        ("1.1.1", "", "2"),
    ]


def test_one_mark_is_put_back_and_the_rest_stays(client, seat):
    first, second, _ = client.get(page_of(seat)).context["changes"]

    client.post(page_of(seat), {"entry": first.entry, "code": "1.1.1"})
    assert points() == {"1.1.1": "2", "1.1.2": "1"}
    client.post(page_of(seat), {"entry": second.entry, "code": "1.1.2"})
    assert points() == {"1.1.1": "2"}

    assert ScoreSheet.objects.get().comments == {"1.1.1": "说明"}
    newest = client.get(page_of(seat)).context["changes"][0]
    assert (newest.code, newest.old, newest.new) == ("1.1.2", "1", "")


def test_nothing_is_put_back_out_of_another_sheet_or_that_never_was(client, seat):
    other = make_assignment()
    save(other, {"1.1.1": "0.5"})
    theirs = AuditEntry.objects.filter(action="sheet.marked").order_by("-pk")[0]

    for entry in (str(theirs.pk), "x", "", "999999"):
        typed = {"entry": entry, "code": "1.1.1"}
        assert client.post(page_of(seat), typed).status_code == 404
    assert client.get(page_of(other)).status_code == 404


def test_after_scoring_it_is_read_but_not_written(client, seat):
    entry = client.get(page_of(seat)).context["changes"][0].entry
    ScoreSheet.objects.update(state="handed_in", total=350, handed_in_at=NOW)
    Round.objects.update(status=Round.Status.CLOSED)

    page = client.get(page_of(seat))
    assert "恢复为" not in page.content.decode()
    typed = {"entry": entry, "code": "1.1.1"}
    assert client.post(page_of(seat), typed).status_code == 409
    assert points()["1.1.1"] == "2.5"


@pytest.mark.parametrize("saves", [1, 3])
def test_the_page_costs_the_same_for_one_save_and_for_three(
    client, django_assert_num_queries, saves
):
    seat = make_assignment()
    for n in range(saves):
        save(seat, {"1.1.1": str(n)})
    client.force_login(seat.expert.user)

    # session, user, assignment, how many saves, the saves
    with django_assert_num_queries(5):
        client.get(page_of(seat))
