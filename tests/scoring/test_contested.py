"""Officials see which objective points are contested; the marks only afterwards."""

import pytest
from django.urls import reverse

from applications.models import Round
from portal.models import User
from scoring.models import Discussion, SecondSheet
from tests.factories import NOW, full_points, make_assignment, make_sheet, make_user
from tests.scoring.pages import text_of
from tests.scoring.test_objective import CODE, OTHER, seat

pytestmark = pytest.mark.django_db
KEPT = {
    CODE: {"figure": "60 台", "band": "60 台及以上", "computed": "1"},
    OTHER: {"figure": "9 人", "band": "不足 10 人", "computed": "0.5"},
}


def sheet_with(assignment, **points):
    """Handed in; each indicator's answer is kept beside it, as handing in does."""
    given = {**full_points(assignment.dossier.round, "0.5"), CODE: "1", OTHER: "0.5"}
    given |= {CODE if name == "devices" else OTHER: p for name, p in points.items()}
    answers = {
        code: {
            **said,
            "answer": "confirmed" if given[code] == said["computed"] else "contested",
        }
        for code, said in KEPT.items()
    }
    return make_sheet(
        assignment, points=given, objective=answers,
        comments={CODE: "现场只见到 40 台"},
    )  # fmt: skip


@pytest.fixture
def assignment():
    return seat(connected_devices=60, staff=9)


@pytest.fixture
def official(client):
    user = make_user(User.Role.OFFICIAL)
    client.force_login(user)
    return user


def page_of(client, round):
    return text_of(client.get(reverse("scoring:contested_list", args=[round.pk])))


def test_while_experts_score_only_what_is_contested_is_shown(
    client, official, assignment
):
    round = assignment.dossier.round
    sheet_with(assignment, devices="1.5")
    sheet_with(make_assignment(dossier=assignment.dossier))

    page = page_of(client, round)
    assert f"{assignment.dossier.number}" in page
    assert "60 台" in page
    assert "1 位专家" in page
    assert "9 人" not in page
    for hidden in ("1.50", "现场只见到", assignment.expert.code):
        assert hidden not in page

    Round.objects.update(status="closed")
    page = page_of(client, round)
    assert "按分档 1.00 分" in page
    assert f"专家 {assignment.expert.code}：1.50 分，现场只见到 40 台" in page


def test_the_second_round_may_contest_and_may_give_way(client, official, assignment):
    round = assignment.dossier.round
    sheet_with(assignment, devices="1.5")
    Round.objects.update(status="closed")
    opened = Discussion.objects.create(
        dossier=assignment.dossier, spread="20", opened_by=official, opened_at=NOW,
        due_at=NOW.replace(year=2027),
    )  # fmt: skip
    SecondSheet.objects.create(
        assignment=assignment, discussion=opened, state="handed_in", total=5000,
        handed_in_at=NOW, changes={CODE: "1", OTHER: "2"},
        reasons={CODE: "认可", OTHER: "人数有误（示例）"},
    )  # fmt: skip
    page = page_of(client, round)
    assert "60 台" not in page
    assert "2.00 分，人数有误（示例）" in page


def test_without_contests_or_without_bands_the_page_says_so(
    client, official, assignment
):
    assert "没有专家对客观分提出异议" in page_of(client, assignment.dossier.round)
    plain = make_assignment().dossier.round
    assert "没有按数字自动计分的客观项" in page_of(client, plain)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    client, official, assignment, django_assert_num_queries, rows
):
    for _ in range(rows):
        sheet_with(make_assignment(dossier=assignment.dossier), devices="2")
    with django_assert_num_queries(4):  # session, user, round, sheets
        page_of(client, assignment.dossier.round)
