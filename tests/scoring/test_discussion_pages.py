"""The pages of a discussion: what an expert sees when, what an official may know."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.models import Round
from portal.models import User
from scoring.actions import discussions
from scoring.models import Discussion, Post, ScoreSheet, SecondSheet
from tests.factories import make_assignment, make_expert, make_sheet, make_user
from tests.scoring.conferring import answer, make_apart, make_conferring_round, seats_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def round():
    return make_conferring_round()


@pytest.fixture
def dossier(round):
    return make_apart(round)


@pytest.fixture
def official(client):
    by = make_user(User.Role.OFFICIAL, name="示例王处长")
    client.force_login(by)
    return by


def opened(dossier, by=None):
    now = timezone.now()
    [found] = discussions.open_discussions(
        round=dossier.round, keys=[dossier.key], due_at=now + timedelta(days=3),
        by=by or make_user(User.Role.OFFICIAL), at=now,
    )  # fmt: skip
    return found


def url(name, *args):
    return reverse(f"scoring:{name}", args=args)


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def expert(client, dossier):
    """The first of the panel, logged in, and the discussion is open."""
    opened(dossier)
    seat = seats_of(dossier)[0]
    client.force_login(seat.expert.user)
    return seat


# The expert


def test_others_marks_and_comments_stand_there_by_code_without_a_name(client, dossier):
    _, low, _ = seats = seats_of(dossier)
    name = low.expert.user.name
    ScoreSheet.objects.filter(assignment=low).update(
        comments={"4.1.5": f"案例不足，{name}（示例）"}
    )
    opened(dossier)
    client.force_login(seats[0].expert.user)

    page = text(client.get(url("confer", seats[0].key)))

    assert f"{low.expert.code} 7" in page
    assert f"{low.expert.code}：案例不足，{low.expert.code}（示例）" in page
    assert name not in page


def test_in_a_blind_round_a_comment_names_no_applicant(client, dossier):
    Round.objects.update(is_blind=True)
    seats = seats_of(dossier)
    firm = dossier.enterprise.name
    ScoreSheet.objects.filter(assignment=seats[1]).update(
        comments={"4.1.5": f"{firm}的案例不足"}
    )
    opened(dossier)
    client.force_login(seats[0].expert.user)

    page = text(client.get(url("confer", seats[0].key)))

    assert "的案例不足" in page
    assert firm not in page


def test_before_the_own_sheet_is_in_nothing_of_others_is_shown(client, dossier):
    opened(dossier)
    late = make_assignment(dossier=dossier, expert=make_expert())
    make_sheet(late, state=ScoreSheet.State.DRAFT, points={"1.1.1": "1"})
    client.force_login(late.expert.user)

    for response in (
        client.get(url("confer", late.key)),
        client.post(url("confer_save", late.key), {"version": "1"}),
        client.get(url("confer_check", late.key)),
    ):
        assert response.status_code == 409
        assert seats_of(dossier)[0].expert.code not in response.content.decode()


def test_others_second_marks_are_shown_after_ones_own_answer(client, dossier, expert):
    low = seats_of(dossier)[1]
    answer(low, i4_1_5="10")
    here = url("confer", expert.key)
    assert "复评总分" not in text(client.get(here))

    answer(expert)

    page = text(client.get(here))
    assert "复评总分" in page
    assert f"{low.expert.code} 7，复评 10" in page
    assert "修改理由：会商后认为原评分偏高（示例）" in page


def test_a_mark_is_changed_with_its_reason_looked_over_and_handed_in(client, expert):
    here = url("confer", expert.key)
    typed = {"points-4.1.5": "1", "version": "1", "then": "check"}

    asked = client.post(here, typed, follow=True)
    assert "有 1 项改了分没有写理由" in text(asked)
    assert (
        client.post(url("confer_check", expert.key), {"version": "2"}).status_code
        == 409
    )

    client.post(here, {"reason-4.1.5": "案例证据不足（示例）", "version": "2"})
    checked = text(client.get(url("confer_check", expert.key)))
    assert "89.7 81.7" in checked
    client.post(url("confer_check", expert.key), {"version": "3"})

    second = SecondSheet.objects.get()
    assert (second.changes, second.total) == ({"4.1.5": "1"}, 8170)
    assert second.reasons == {"4.1.5": "案例证据不足（示例）"}
    assert "您已经答复， 修改了 1 项" in text(client.get(here))
    assert client.post(here, {"version": "4"}).status_code == 409


def test_a_mark_equal_to_the_first_is_no_change(client, expert):
    client.post(url("confer", expert.key), {"points-4.1.5": "9.0", "version": "1"})

    assert not SecondSheet.objects.exists()


def test_what_cannot_be_a_mark_is_said_at_its_control_and_the_rest_kept(client, expert):
    typed = {"points-4.1.5": "11", "points-1.1.1": "0", "version": "1"}

    html = client.post(url("confer", expert.key), typed).content.decode()

    assert "得分应在 0 至 10 之间，现为 11。" in html
    assert 'value="11"' in html
    assert SecondSheet.objects.get().changes == {"1.1.1": "0"}


def test_autosave_answers_with_the_version_and_names_what_is_wrong(client, expert):
    typed = {
        "version": "1", "changed": ["points-4.1.5", "points-1.1.1"],
        "points-4.1.5": "11", "points-1.1.1": "0",
    }  # fmt: skip

    found = client.post(url("confer_save", expert.key), typed).json()

    assert found["version"] == 2
    assert list(found["problems"]) == ["points-4.1.5"]
    stale = client.post(url("confer_save", expert.key), {**typed, "points-1.1.1": "1"})
    assert stale.status_code == 409


def test_what_is_said_stands_under_a_code_and_is_said_once(client, dossier, expert):
    here = url("confer", expert.key)
    said = {"text": "案例的合同金额请再看一看（示例）", "number": "1", "then": "say"}

    for _ in range(2):
        client.post(here, said)

    assert Post.objects.count() == 1
    other = seats_of(dossier)[1]
    client.force_login(other.expert.user)
    page = text(client.get(url("confer", other.key)))
    assert f"专家 {expert.expert.code}" in page
    assert said["text"] in page
    assert expert.expert.user.name not in page


def test_a_hidden_post_shows_its_reason_alone_to_experts(client, dossier, expert):
    post = discussions.say(
        assignment=expert, text="我是某某（示例）", number=1, by=expert.expert.user,
        at=timezone.now(),
    )  # fmt: skip
    client.force_login(make_user(User.Role.OFFICIAL))
    client.post(url("post_hide", post.pk), {"reason": "透露了身份（示例）"})
    seen = text(client.get(Discussion.objects.get().get_absolute_url()))
    assert "我是某某（示例）" in seen

    client.force_login(seats_of(dossier)[1].expert.user)
    page = text(client.get(url("confer", seats_of(dossier)[1].key)))

    assert "我是某某（示例）" not in page
    assert "已由组织单位隐去，理由：透露了身份（示例）" in page


def test_after_the_term_the_page_is_for_reading(client, expert):
    Discussion.objects.update(
        opened_at=timezone.now() - timedelta(days=2), due_at=timezone.now()
    )
    here = url("confer", expert.key)

    page = client.get(here)

    assert "会商已经结束。" in text(page)
    assert 'name="points-' not in page.content.decode()
    assert client.post(here, {"version": "1", "points-1.1.1": "0"}).status_code == 409
    assert client.get(url("confer_check", expert.key)).status_code == 409


def test_the_list_the_desk_and_the_calendar_lead_to_what_waits(client, expert):
    here = url("confer", expert.key)
    assert here in client.get(url("tasks")).content.decode()
    assert "待答复的会商" in text(client.get(reverse("scoring:home")))
    assert "会商答复期限" in text(client.get(url("calendar")))
    assert here in client.get(url("sheet", expert.key)).content.decode()

    answer(expert)

    assert here not in client.get(url("tasks")).content.decode()
    assert "待答复的会商" not in text(client.get(reverse("scoring:home")))


@pytest.mark.parametrize("others", [1, 3])
def test_the_page_costs_the_same_for_two_experts_and_for_four(
    client, round, django_assert_num_queries, others
):
    dossier = make_apart(round, "A-05", "0.9", *["0.7"] * others)
    opened(dossier)
    seat = seats_of(dossier)[0]
    for each in seats_of(dossier):
        discussions.say(
            assignment=each, text="示例", number=1, by=each.expert.user,
            at=timezone.now(),
        )  # fmt: skip
    client.force_login(seat.expert.user)

    # Session, user, assignment, discussion, second sheet, seats, posts, panel.
    with django_assert_num_queries(8):
        client.get(url("confer", seat.key))


# The official


def test_chosen_ones_are_named_and_opened_with_a_term_in_working_days(
    client, round, dossier, official
):
    other = make_apart(round, "A-02")
    page = client.get(url("discussions", round.pk))
    assert text(page).count("20") >= 2
    here = f"{url('discussion_open', round.pk)}?d={dossier.key}&d={other.key}"

    asked = text(client.get(here))
    assert "涉及 2 份" in asked
    assert f"A-01 {dossier.enterprise.name}：3 份评分表，总分相差 20.00 分" in asked
    client.post(here, {"d": [dossier.key, other.key], "days": "3"})

    assert Discussion.objects.count() == 2
    page = text(client.get(url("discussions", round.pk)))
    assert page.count("会商中，待答复 3 人") == 2
    assert "没有应会商的申报" in page


@pytest.mark.parametrize("days", ["", "0", "31", "三"])
def test_a_term_that_is_none_is_asked_for_again(client, round, dossier, official, days):
    here = url("discussion_open", round.pk)

    page = client.post(here, {"d": dossier.key, "days": days})

    assert page.status_code == 200
    assert not Discussion.objects.exists()


def test_while_experts_score_the_official_sees_no_mark(client, dossier, official):
    found = opened(dossier, official)
    answer(seats_of(dossier)[0], i4_1_5="1")

    page = text(client.get(found.get_absolute_url()))
    assert "89.7" not in page
    assert "81.7" not in page
    Round.objects.update(status=Round.Status.CLOSED)

    page = text(client.get(found.get_absolute_url()))
    assert "89.7 81.7" in page
    assert "修改理由：会商后认为原评分偏高（示例）" in page


def test_the_end_of_scoring_names_open_discussions_and_wants_a_reason(
    client, round, dossier, official
):
    make_apart(round, "A-02")
    opened(dossier, official)
    here = url("close_scoring", round.pk)

    asked = text(client.get(here))
    assert "A-01 会商中，待答复 3 人" in asked
    assert "A-02 各专家总分相差 20.00 分，超过规定，尚未会商" in asked
    client.post(here, {"reason": ""})
    round.refresh_from_db()
    assert round.status == Round.Status.SCORING
    client.post(here, {"reason": "时间已到（示例）"})
    round.refresh_from_db()
    assert round.status == Round.Status.CLOSED


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    client, round, official, django_assert_num_queries, rows
):
    for n in range(rows):
        opened(make_apart(round, f"B-{n}"), official)
        make_apart(round, f"C-{n}")

    # Session, user, round, totals, those apart, discussions.
    with django_assert_num_queries(6):
        client.get(url("discussions", round.pk))
