"""Marks beyond the round's limits: asked for at the field, in the check, in the end."""

from decimal import Decimal

import pytest
from django.urls import reverse

from applications.facts import table_of
from applications.models import Dossier, Round
from portal import rules
from scoring.actions import sheets
from scoring.facts.reasons import limits_of, unexplained
from scoring.models import Assignment, ScoreSheet
from tests.factories import (
    NOW,
    full_points,
    make_assignment,
    make_dossier,
    make_round,
    make_sheet,
)

pytestmark = pytest.mark.django_db
ASKS = {"comment_below": "60", "comment_above": "95"}
#: Weighs 10 in the table of Jilin.
CODE = "4.1.5"


def make_seat(**review: str) -> Assignment:
    round = make_round(status=Round.Status.SCORING, review=review)
    dossier = make_dossier(round=round, status=Dossier.Status.ACCEPTED)
    return make_assignment(dossier=dossier)


def codes(assignment: Assignment, points, comments=()) -> list[str]:
    found = unexplained(assignment.dossier.round, points, dict(comments), {})
    return [each.code for each in found]


@pytest.mark.parametrize(
    ("mark", "due"),
    [("5.9", True), ("6", False), ("9.5", False), ("9.6", True), ("0", True)],
)
def test_a_comment_is_due_beyond_the_limits_not_at_them(mark, due):
    seat = make_seat(**ASKS)

    assert codes(seat, {CODE: mark}) == [CODE] * due
    assert codes(seat, {CODE: mark}, {CODE: " \n"}.items()) == [CODE] * due
    assert codes(seat, {CODE: mark}, {CODE: "见案例三。"}.items()) == []


def test_nothing_is_asked_for_what_has_no_mark_or_where_the_round_asks_nothing():
    assert codes(make_seat(**ASKS), {}) == []
    assert codes(make_seat(), {CODE: "0"}) == []
    assert codes(make_seat(comment_above="95"), {CODE: "0"}) == []


def test_limits_are_said_in_points_of_the_indicator_exactly():
    [leaf] = [i for i in table_of(make_round()).indicators if i.code == CODE]
    review = rules.ReviewRules(Decimal("33.3"), Decimal(95))

    assert limits_of(leaf, review).in_words == "低于 3.33 分或高于 9.5 分"
    assert limits_of(leaf, rules.ReviewRules()).in_words == ""


def test_a_sheet_is_not_handed_in_before_every_reason_is_written(client):
    seat = make_seat(**ASKS)
    points = full_points(seat.dossier.round, "0.8") | {CODE: "5"}
    sheet = make_sheet(seat, points=points, state="draft")
    here = reverse("scoring:hand_in", args=[seat.key])
    client.force_login(seat.expert.user)

    check = client.get(here).content.decode()
    assert "还有 1 项按本批次规定须写评语" in check
    assert f"{seat.get_absolute_url()}#comment-{CODE}" in check
    assert "提交后评分和评语都不能再修改" not in check
    assert client.post(here, {"version": 1}).status_code == 409
    with pytest.raises(sheets.CommentsAreMissing, match=CODE):
        sheets.hand_in(sheet=sheet, version=1, by=seat.expert.user, at=NOW)

    page = client.get(seat.get_absolute_url()).content.decode()
    assert "低于 6 分或高于 9.5 分须写评语，还没有写。</p>" in page
    assert "，1 项缺评语" in page
    said = {"version": "1", "changed": f"comment-{CODE}", f"comment-{CODE}": "无案例。"}
    client.post(reverse("scoring:sheet_save", args=[seat.key]), said)
    assert client.post(here, {"version": 2}).status_code == 302
    assert ScoreSheet.objects.get().state == "handed_in"


def test_a_draft_beyond_the_limits_is_saved_without_its_comment(client):
    seat = make_seat(**ASKS)
    client.force_login(seat.expert.user)

    typed = {"version": "1", "changed": f"points-{CODE}", f"points-{CODE}": "1"}
    client.post(reverse("scoring:sheet_save", args=[seat.key]), typed)

    assert ScoreSheet.objects.get().points == {CODE: "1"}
