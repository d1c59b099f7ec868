"""One sheet on two devices: what both changed is asked about, the rest is merged."""

import json

import pytest
from django.urls import reverse

from scoring.actions import sheets
from scoring.models import Assignment, ScoreSheet
from tests.factories import full_points, make_assignment, make_sheet

pytestmark = pytest.mark.django_db
MARK, OTHER, SAID = "points-4.1.5", "points-1.1.1", "comment-4.1.5"


@pytest.fixture
def seat(client) -> Assignment:
    """Saved once: 4.1.5 has 7 points, in version 1."""
    seat = make_assignment()
    make_sheet(seat, points={"4.1.5": "7"}, state="draft")
    client.force_login(seat.expert.user)
    return seat


def autosave(client, seat, seen=None, version="1", **typed):
    names = {name.replace("_", "-"): text for name, text in typed.items()}
    data = {"version": version, "changed": list(names), **names}
    if seen is not None:
        data["seen"] = json.dumps(seen)
    return client.post(reverse("scoring:sheet_save", args=[seat.key]), data)


def whole(seat, seen=None, **typed):
    """What a browser without script posts."""
    blank = dict.fromkeys(full_points(seat.dossier.round), "")
    data = {f"points-{code}": "" for code in blank}
    data |= {f"comment-{code}": "" for code in blank} | {"remark": "", "version": "1"}
    if seen is not None:
        data["seen"] = json.dumps(seen)
    return data | {name.replace("_", "-"): text for name, text in typed.items()}


def points():
    return ScoreSheet.objects.get().points


def test_what_only_one_device_changed_is_merged_and_told_to_the_other(client, seat):
    autosave(client, seat, {}, **{OTHER: "2"})
    answer = autosave(client, seat, {MARK: "7"}, **{MARK: "8"}).json()

    assert points() == {"4.1.5": "8", "1.1.1": "2"}
    assert (answer["version"], answer["clashes"]) == (3, {})
    assert answer["taken"][OTHER] == "2"


def test_of_two_values_the_later_is_not_saved_and_both_are_told(client, seat):
    autosave(client, seat, {MARK: "7"}, **{MARK: "8"})
    answer = autosave(client, seat, {MARK: "7"}, **{MARK: "3", OTHER: "2"}).json()

    assert points() == {"4.1.5": "8", "1.1.1": "2"}
    assert answer["clashes"] == {MARK: "8"}
    assert MARK not in answer["seen"]
    assert MARK not in answer["taken"]

    # Typed again without having chosen: asked again, whatever the version.
    again = autosave(client, seat, {MARK: "7"}, version="3", **{MARK: "4"}).json()
    assert again["clashes"] == {MARK: "8"}
    # Chosen: the page says that it has seen the other's.
    chosen = autosave(client, seat, {MARK: "8"}, version="3", **{MARK: "4"}).json()
    assert chosen["clashes"] == {}
    assert points()["4.1.5"] == "4"


def test_both_having_typed_the_same_is_no_question(client, seat):
    autosave(client, seat, {MARK: "7"}, **{MARK: "8"})
    answer = autosave(client, seat, {MARK: "7"}, **{MARK: "8.0"}).json()

    assert (answer["clashes"], answer["version"]) == ({}, 2)


def test_a_mark_taken_away_elsewhere_is_a_question_too(client, seat):
    autosave(client, seat, {MARK: "7"}, **{MARK: ""})
    answer = autosave(client, seat, {MARK: "7"}, **{MARK: "3"}).json()

    assert answer["clashes"] == {MARK: ""}
    assert points() == {}


def test_what_cannot_be_read_leaves_the_page_knowing_what_it_knew(client, seat):
    autosave(client, seat, {MARK: "7"}, **{MARK: "8"})
    answer = autosave(client, seat, {MARK: "7"}, **{MARK: "80"}).json()

    assert list(answer["problems"]) == [MARK]
    assert MARK not in answer["seen"]
    assert points() == {"4.1.5": "8"}


@pytest.mark.parametrize("seen", [None, "x", [], 7])
def test_an_old_page_that_does_not_say_what_it_saw_overwrites_nothing(
    client, seat, seen
):
    autosave(client, seat, {MARK: "7"}, **{MARK: "8"})
    answer = autosave(client, seat, seen, **{MARK: "3"}).json()

    assert answer["clashes"] == {MARK: "8"}
    assert points() == {"4.1.5": "8"}


def test_without_script_both_stand_at_the_indicator_and_saving_again_decides(
    client, seat
):
    autosave(client, seat, {MARK: "7"}, **{MARK: "8", SAID: "别处写的"})
    typed = whole(seat, {MARK: "7"}, **{MARK: "3", SAID: "这里写的", OTHER: "2"})

    page = client.post(seat.get_absolute_url(), typed)

    assert page.status_code == 409
    text = page.content.decode()
    assert "有 2 处另一台设备或另一个窗口也改过" in text
    assert 'value="3"' in text
    assert "另一处已保存的是：8 分" in text
    assert "这里写的</textarea>" in text
    assert "另一处已保存的是：别处写的" in text
    assert points() == {"4.1.5": "8", "1.1.1": "2"}
    form = page.context["form"]
    again = typed | {"version": str(form.sheet.version), "seen": form.seen}
    assert client.post(seat.get_absolute_url(), again).status_code == 302
    assert points() == {"4.1.5": "3", "1.1.1": "2"}
    assert ScoreSheet.objects.get().comments == {"4.1.5": "这里写的"}


def test_a_save_that_somebody_overtakes_is_laid_over_the_newer_one(
    client, seat, monkeypatch
):
    """Between reading the sheet and writing it another device gets its save in."""
    plain, overtaken = sheets.save, []

    def late(**given):
        if not overtaken:
            overtaken.append(True)
            newer = ScoreSheet.objects.get().points | {"1.1.1": "2"}
            plain(**{**given, "points": newer})
        return plain(**given)

    monkeypatch.setattr(sheets, "save", late)
    autosave(client, seat, {MARK: "7"}, **{MARK: "8"})

    assert points() == {"4.1.5": "8", "1.1.1": "2"}
