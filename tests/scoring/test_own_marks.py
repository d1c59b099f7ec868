"""我的评分分布: own marks beside the others', where nobody can be made out."""

from decimal import Decimal

import pytest
from django.urls import reverse

from applications.models import Dossier, Round
from scoring.facts.own_marks import own_marks_of
from scoring.models import Assignment, Expert, ScoreSheet
from tests.factories import (
    NOW,
    full_points,
    make_assignment,
    make_dossier,
    make_expert,
    make_round,
    make_sheet,
)

pytestmark = pytest.mark.django_db
#: In the first group of Jilin's table: 3 points of 20.
CODE = "1.1.1"


@pytest.fixture
def me():
    """Three dossiers: I gave 1, 2 and 3 points, three others each time 2, 3 and 1."""
    round = make_round(status=Round.Status.SCORING)
    me, *others = [make_expert() for _ in range(4)]
    for mine in ("1", "2", "3"):
        dossier = make_dossier(round=round, status=Dossier.Status.ACCEPTED)
        for expert, mark in zip((me, *others), (mine, "2", "3", "1"), strict=True):
            points = full_points(round, "0") | {CODE: mark}
            make_sheet(make_assignment(dossier=dossier, expert=expert), points=points)
    return me


def marks_of(expert):
    return own_marks_of(expert, Round.objects.get())


def test_means_and_spread_are_by_group_over_the_same_dossiers(me):
    found = marks_of(me)

    first, *rest = found.groups
    assert (found.handed_in, found.compared) == (3, 3)
    assert (first.full, first.own, first.spread, first.others) == (20, 2, 1, 2)
    assert {each.own for each in rest} == {Decimal(0)}


def test_every_dossier_counts_once_in_the_others_average(me):
    """On one dossier a fourth gives 3: 9/4 there, 2 on the two others."""
    dossier = Dossier.objects.order_by("pk")[0]
    points = full_points(dossier.round, "0") | {CODE: "3"}
    make_sheet(make_assignment(dossier=dossier), points=points)

    assert marks_of(me).groups[0].others == Decimal("2.08")


@pytest.mark.parametrize("whose", ["mine", "theirs"])
def test_a_sheet_marked_again_is_compared_as_it_is_now(me, whose):
    """Though its sum stays: a point went to an indicator of another group."""
    first = marks_of(me).groups
    sheets = ScoreSheet.objects.filter(assignment__expert=me)
    if whose == "theirs":
        sheets = ScoreSheet.objects.exclude(assignment__expert=me)
    sheet = sheets[0]
    points = sheet.points | {CODE: "0", "2.1.1": sheet.points[CODE]}
    ScoreSheet.objects.filter(pk=sheet.pk).update(
        points=points, version=sheet.version + 1
    )

    assert marks_of(me).groups != first


def test_a_sheet_that_counts_no_more_is_not_compared(me):
    first = marks_of(me).groups
    best = Assignment.objects.exclude(expert=me).order_by("pk")[1]  # gave 3 points
    Assignment.objects.filter(pk=best.pk).update(state="withdrawn", ended_at=NOW)

    assert marks_of(me).groups != first


def test_what_i_did_not_hand_in_is_not_known_to_me(me):
    dossier = make_dossier(round=Round.objects.get(), status=Dossier.Status.ACCEPTED)
    before = marks_of(me)
    make_sheet(make_assignment(dossier=dossier, expert=me), state="draft")
    for other in Expert.objects.exclude(pk=me.pk):
        make_sheet(make_assignment(dossier=dossier, expert=other))

    assert marks_of(me) == before


@pytest.mark.parametrize("gone", ["dossier", "others", "recused"])
def test_too_few_dossiers_or_colleagues_tell_nothing(me, gone):
    dossier = Dossier.objects.order_by("pk")[0]
    theirs = ScoreSheet.objects.exclude(assignment__expert=me)
    if gone == "dossier":
        mine = ScoreSheet.objects.filter(assignment__expert=me)
        mine.filter(assignment__dossier=dossier).update(
            state="draft", total=None, handed_in_at=None
        )
    elif gone == "others":
        last = theirs.order_by("-assignment__expert")[0].assignment.expert
        theirs.filter(assignment__expert=last).update(
            state="draft", total=None, handed_in_at=None
        )
    else:
        some = Assignment.objects.filter(dossier=dossier).exclude(expert=me)
        kept = some.order_by("pk")[0].pk
        some.exclude(pk=kept).update(state="recused", ended_at=NOW)

    assert marks_of(me).groups == ()


def test_the_page_names_nobody_and_says_why_there_is_nothing(
    client, me, django_assert_num_queries
):
    client.force_login(me.user)
    address = reverse("scoring:own_marks", args=[Round.objects.get().pk])

    # session, user, one assignment with its round, which sheets count, their points
    with django_assert_num_queries(5):
        page = client.get(address).content.decode()
    with django_assert_num_queries(4):  # kept until another sheet counts
        assert client.get(address).content.decode().count("我的平均 2.00") == 1
    assert "我的平均 2.00，其他专家平均 2.00" in page
    for other in Assignment.objects.exclude(expert=me).select_related("expert__user"):
        assert other.expert.code not in page
        assert other.expert.user.name not in page

    ScoreSheet.objects.exclude(assignment__expert=me).delete()
    assert "现在还不能比较" in client.get(address).content.decode()
    client.force_login(make_expert().user)
    assert client.get(address).status_code == 404
