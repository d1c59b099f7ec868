"""An enterprise registers itself; the account and the enterprise are made together."""

import pytest
from django.test import Client
from django.urls import reverse

from applications.actions import enterprises
from applications.models import Enterprise, Membership
from portal.models import AuditEntry, User
from tests.factories import credit_code, make_enterprise
from tests.racing import CROWD, at_once

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-enough-password"


def register(client, **fields):
    data = {
        "name": "示例填报人",
        "email": "new@example.com",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "enterprise": "示例智造科技有限公司",
        "credit_code": credit_code(77),
        "city": "320100",
        "address": "",
    }
    return client.post(reverse("account_signup"), {**data, **fields})


def test_an_enterprise_registers_and_is_let_in(client):
    response = register(client)

    assert response.status_code == 302
    enterprise = Enterprise.objects.get()
    assert (enterprise.province, enterprise.city) == ("jiangsu", "南京市")
    membership = Membership.objects.get()
    assert membership.is_administrator
    user = membership.user
    assert (user.name, user.role) == ("示例填报人", User.Role.ENTERPRISE)
    actions = [entry.action for entry in AuditEntry.objects.all()]
    assert "enterprise.registered" in actions
    assert client.get(reverse("applications:dossiers")).status_code == 200


def test_a_code_typed_in_full_width_and_lower_case_is_taken(client):
    code = credit_code(77)
    wide = "".join(chr(ord(char) + 0xFEE0) for char in code)

    register(client, credit_code=f" {wide.lower()} ")

    assert Enterprise.objects.get().credit_code == code


@pytest.mark.parametrize(
    ("field", "typed", "reason"),
    [
        ("credit_code", "91220100MA00000001", "校验不符"),
        ("credit_code", "123", "应为 18 位"),
        ("credit_code", "", "没有填写。请填写本栏。"),
        ("city", "", "请选择单位注册所在的设区市"),
        ("city", "999999", "没有这个设区市"),
        ("name", "", "没有填写"),
        ("enterprise", "长" * 121, "最多 120 字"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, field, typed, reason):
    response = register(client, **{field: typed})

    assert response.status_code == 200
    assert reason in "".join(response.context["form"].errors[field])
    assert "new@example.com" in response.text
    assert not User.objects.exists()
    assert not Enterprise.objects.exists()


def test_one_enterprise_a_code_and_the_message_says_what_to_do(client):
    make_enterprise(credit_code=credit_code(77))

    response = register(client)

    [message] = response.context["form"].errors["credit_code"]
    assert "一个单位只能注册一次" in message
    assert "请用本单位已有的账号登录" in message
    assert not User.objects.exists()


def test_who_comes_second_at_the_same_moment_gets_the_form_back(client, monkeypatch):
    def taken(**values):
        raise enterprises.EnterpriseIsRegistered

    monkeypatch.setattr(enterprises, "register", taken)

    response = register(client)

    assert response.status_code == 200
    assert "一个单位只能注册一次" in response.text
    assert "示例智造科技有限公司" in response.text
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_clicks_one_registers_and_the_others_get_the_form_back():
    answers = []

    def click():
        answers.append(register(Client()).status_code)

    assert at_once(*[click] * CROWD) == ["done"] * CROWD
    assert sorted(answers) == [200] * (CROWD - 1) + [302]
    assert User.objects.count() == Enterprise.objects.count() == 1


def test_nobody_registers_as_anything_but_an_enterprise(client):
    register(client, role="official", province="jiangsu")

    assert User.objects.get().role == User.Role.ENTERPRISE
