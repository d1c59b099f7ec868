"""The pages of a list's steps: its plan, who holds them, signing and sending back."""

import pytest
from django.urls import reverse

from portal.models import User
from scoring.actions import deciding
from scoring.models import DecisionPlan, Shortlist, StepDuty
from tests.factories import NOW, make_round, make_user
from tests.scoring.closed_rounds import KIND, make_closed_round, make_three
from tests.scoring.pages import frozen, hidden, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return [make_user("official", name=f"示例{name}") for name in "甲乙丙"]


@pytest.fixture
def shortlist(people):
    round = make_closed_round("经办", "处", "厅")
    make_three(round)
    return frozen(round, people[0])


def plan_of(round):
    return reverse("scoring:decision_plan", args=[round.pk])


def test_through_three_hands_with_a_return_in_between(client, shortlist, people):
    round = shortlist.round

    def post(name, by, **data):
        client.force_login(by)
        page = client.get(url(name, round))
        data["digest"] = hidden(page, "digest")
        assert client.post(url(name, round), data).status_code == 302

    post("approve", people[1], opinion="名次无误，同意。")
    post("return_list", people[2], number="2", reason="请核对入围线。")
    post("approve", people[1])
    post("approve", people[2], opinion="同意公示。")

    page = text_of(client.get(url("ranking", round)))
    for said in (
        "示例甲 送审", "名次无误，同意。", "已失效", "示例丙 退回“处”环节",
        "请核对入围线。", "同意公示。", "名单已复核",
    ):  # fmt: skip
        assert said in page
    assert Shortlist.objects.get().state == Shortlist.State.APPROVED


def test_a_return_asks_for_a_step_and_a_reason(client, shortlist, people):
    client.force_login(people[1])
    data = {"digest": shortlist.digest, "number": "3", "reason": ""}

    page = text_of(client.post(url("return_list", shortlist.round), data))

    assert "名单还没有到这一环节" in page
    assert "没有填写" in page
    assert Shortlist.objects.get().stage == 1


def test_whose_turn_it_is_not_is_told_whose_it_is(client, shortlist, people):
    StepDuty.objects.exclude(person=people[1]).delete()
    client.force_login(people[2])

    answer = client.get(url("approve", shortlist.round))

    assert answer.status_code == 403
    assert "名单现在到“处”环节" in text_of(answer)
    assert "示例乙" in text_of(answer)
    ranking = text_of(client.get(url("ranking", shortlist.round)))
    assert "复核名单（" not in ranking
    assert "退回名单" not in ranking


def test_a_list_back_with_its_author_is_theirs_alone(client, shortlist, people):
    client.force_login(people[1])
    data = {"digest": shortlist.digest, "number": "1", "reason": "请重核。"}
    client.post(url("return_list", shortlist.round), data)

    refused = client.get(url("approve", shortlist.round))
    client.force_login(people[0])
    page = client.get(url("approve", shortlist.round))

    assert refused.status_code == 403
    assert "由经办人示例甲核对后重新送审" in text_of(refused)
    assert "复核名单（经办）" in text_of(page)


def test_the_plan_is_set_seen_by_all_and_fixed_by_the_first_list(client, people):
    round = make_round(status="closed")
    make_three(round)
    client.force_login(people[0])
    data = {"step_1": "经办", "step_2": "主管处室", "step_3": "厅", "step_4": "厅长会"}
    data |= {"notice_workdays": "5", "answer_workdays": "10"}
    assert client.post(plan_of(round), data).status_code == 302
    client.logout()
    rules = client.get(reverse("scoring:decision_rules", args=[round.pk]))
    assert "4 个环节" in text_of(rules)
    assert "厅长会" in text_of(rules)

    frozen(round, people[0])

    client.force_login(people[0])
    assert "不能再改" in text_of(client.get(plan_of(round)))
    assert client.post(plan_of(round), data).status_code == 409
    assert len(Shortlist.objects.get(kind=KIND).steps) == 4


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (["经办"], "没有填写"),
        (["经办", "经办"], "同名"),
        (["经办", "处", "", "厅"], "依次填写"),
        (["经办", "处" * 11], "最多 10 字"),
    ],
)
def test_steps_that_cannot_be_are_refused_in_words(client, people, steps, said):
    round = make_round()
    client.force_login(people[0])
    data = {f"step_{n}": step for n, step in enumerate(steps, start=1)}

    assert said in text_of(client.post(plan_of(round), data))
    assert not DecisionPlan.objects.exists()


def test_the_system_administrator_says_who_signs_what(client, people):
    client.force_login(make_user(User.Role.SYSTEM))
    page = client.get(reverse("scoring:duties"))
    assert "示例乙" in text_of(page)
    address = reverse("scoring:duty_set", args=[people[1].pk])

    client.post(address, {"steps": ["处", "厅"]})
    client.post(address, {"steps": ["没有这一环节"]})

    held = StepDuty.objects.filter(person=people[1]).values_list("step", flat=True)
    assert sorted(held) == sorted(["处", "厅"])


@pytest.mark.parametrize("officials", [1, 3])
def test_the_list_of_duties_costs_the_same_for_one_and_for_three(
    client, django_assert_num_queries, officials
):
    for _ in range(officials):
        deciding.set_duties(
            person=make_user("official"), steps=["处"], by=make_user("system")
        )
        DecisionPlan.objects.create(
            round=make_round(), steps=["甲", "乙"], set_by=make_user(), set_at=NOW
        )
    client.force_login(make_user(User.Role.SYSTEM))

    with django_assert_num_queries(5):  # session, user, duties, plans, officials
        client.get(reverse("scoring:duties"))
