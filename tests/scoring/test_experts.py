"""The expert pool: in by invitation, corrected with a trace, ties declared."""

import pytest
from django.urls import reverse

from portal import invitations
from portal.models import AuditEntry, Invitation, User
from scoring.actions import experts
from scoring.models import Conflict, Expert
from tests.factories import (
    NOW,
    credit_code,
    make_enterprise,
    make_expert,
    make_user,
)

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "示例专家甲",
    "email": "jia@example.com",
    "employer": "示例大学",
    "employer_code": "",
    "title": "教授",
    "fields_of_work": "工业软件、数据安全，工业软件",
    "city": "长春市",
    "years": "12 年",
}


@pytest.fixture
def official() -> User:
    return make_user(User.Role.OFFICIAL)


@pytest.fixture
def browser(client, official):
    client.force_login(official)
    return client


def text(response) -> str:
    return response.content.decode()


def test_a_new_expert_gets_a_code_an_account_and_an_invitation(browser):
    make_expert(code="Z041")

    answer = browser.post(reverse("scoring:expert_new"), TYPED, follow=True)

    expert = Expert.objects.get(employer="示例大学")
    assert (expert.code, expert.province) == ("Z042", "jilin")
    assert expert.fields == ["工业软件", "数据安全"]
    assert (expert.city, expert.years) == ("长春市", 12)
    assert expert.user.role == User.Role.EXPERT
    invitation = Invitation.objects.get(user=expert.user)
    assert reverse("portal:invitation", args=[invitation.token]) in text(answer)
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["invitation.sent", "expert.added"]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "没有填写"),
        ("email", "无", "不是可用的电子邮箱"),
        ("employer_code", "91220100MA0000000X", "校验不符"),
        ("fields_of_work", "、".join("一二三四五六七八九十甲"), "最多 10 个领域"),
        ("fields_of_work", "字" * 21, "超过 20 字"),
        ("employer", "示例\u202e大学", "U+202E"),
        ("years", "71", "应在 0 至 70 之间"),
        ("years", "十年", "不要用汉字数字"),
    ],
)
def test_what_is_wrong_is_named_and_nobody_is_added(browser, field, typed, said):
    page = browser.post(reverse("scoring:expert_new"), {**TYPED, field: typed})

    assert said in text(page)
    assert "教授" in text(page)
    assert not Expert.objects.exists()
    assert not Invitation.objects.exists()


def test_a_taken_address_is_refused_in_the_form_and_in_the_action(browser, official):
    make_user(email="jia@example.com")

    page = browser.post(reverse("scoring:expert_new"), TYPED)

    assert "已有账号" in text(page)
    with pytest.raises(invitations.EmailTaken):
        experts.add(
            email="jia@example.com", name="乙", employer="示例", by=official, at=NOW
        )


def test_a_correction_is_kept_with_what_it_was(browser):
    expert = make_expert(employer="示例研究院", fields=["数据安全"])
    code = credit_code(77)
    typed = TYPED | {"employer_code": code.lower(), "title": ""}
    del typed["email"]

    browser.post(reverse("scoring:expert_edit", args=[expert.pk]), typed)

    expert.refresh_from_db()
    assert (expert.employer, expert.employer_code) == ("示例大学", code)
    assert not expert.is_available
    assert expert.user.name == "示例专家甲"
    [entry] = AuditEntry.objects.filter(action="expert.edited")
    assert entry.detail["changes"]["employer"] == ["示例研究院", "示例大学"]
    assert entry.detail["changes"]["is_available"] == [True, False]
    assert entry.detail["changes"]["city"] == ["", "长春市"]
    assert entry.detail["changes"]["years"] == [None, 12]


def test_a_tie_is_entered_by_name_or_code_and_taken_out_with_a_reason(browser):
    expert = make_expert()
    first = make_enterprise(name="示例甲智能有限公司")
    second = make_enterprise(name="示例乙智能有限公司")
    url = reverse("scoring:expert_conflicts", args=[expert.pk])

    def post(enterprise: str) -> str:
        return text(
            browser.post(
                url, {"enterprise": enterprise, "reason": "任顾问"}, follow=True
            )
        )

    assert "没有名称或代码含“无此企业”" in post("无此企业")
    both = post("智能")
    assert first.credit_code in both
    assert second.name in both
    post("示例甲")
    post(second.credit_code.lower())
    assert "已经登记过" in post(first.name)
    assert set(Conflict.objects.values_list("enterprise", flat=True)) == {
        first.pk,
        second.pk,
    }

    conflict = Conflict.objects.get(enterprise=first)
    remove = reverse("scoring:expert_conflict_remove", args=[conflict.pk])
    assert "没有填写理由" in text(browser.post(remove, {}))
    browser.post(remove, {"reason": "登记有误"})
    assert Conflict.objects.get().enterprise == second
    [entry] = AuditEntry.objects.filter(action="expert.conflict_removed")
    assert entry.detail["declared"] == "任顾问"


def test_an_expert_of_another_province_is_not_there(browser):
    expert = make_expert(province="jiangsu")
    enterprise = make_enterprise()
    conflict = Conflict.objects.create(
        expert=expert, enterprise=enterprise, reason="示例", declared_at=NOW
    )
    for name, pk in (
        ("expert_edit", expert.pk),
        ("expert_conflicts", expert.pk),
        ("expert_conflict_remove", conflict.pk),
    ):
        url = reverse(f"scoring:{name}", args=[pk])
        assert browser.get(url).status_code == 404
        assert browser.post(url).status_code == 404


def test_only_officials_see_the_pool(client):
    for role in set(User.Role) - {User.Role.OFFICIAL}:
        client.force_login(make_user(role, province="jilin", city="长春市"))
        for name in ("experts", "expert_new"):
            assert client.get(reverse(f"scoring:{name}")).status_code == 403
