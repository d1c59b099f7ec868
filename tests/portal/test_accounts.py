"""Sign-up, login and passwords: each refusal names the field, the rule, the remedy."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal import outbox
from portal.models import User
from tests.factories import PASSWORD, make_dossier, make_user

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
RULES = "密码规则：至少 10 个字符；不能全是数字；不用常见密码；不与姓名、邮箱相近。"


def said(page) -> str:
    """What the main part of a page says."""
    main = page.text.partition('tabindex="-1">')[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def foreign(text: str) -> list[str]:
    """Words in Latin letters, but for names that are none of the page's own."""
    bare = re.sub(r"[\w.]+@[\w.]+|https?://\S+|Cookie|IP|DOCTYPE", "", text)
    return re.findall(r"[A-Za-z]{2,}", bare)


@pytest.mark.parametrize(
    ("password", "again", "remedy"),
    [
        ("short-1", "short-1", "请至少用 10 个字符"),
        ("83920175640", "83920175640", "密码全是数字，容易被猜到。请加入字母或符号。"),
        ("password123", "password123", "请换一个不常用的密码"),
        ("zhangsan-2026@", "zhangsan-2026@", "密码与电子邮箱太相近"),
        ("quite-another-1", "quite-another-2", "请在两栏输入相同的密码"),
        ("", "", "没有填写密码。请填写本栏。"),
    ],
)
def test_a_refused_password_says_why_and_what_to_do(client, password, again, remedy):
    typed = {"email": "zhangsan-2026@example.com", "password1": password}

    page = client.post(reverse("account_signup"), {**typed, "password2": again})

    assert remedy in said(page)
    assert RULES in said(page)
    assert not foreign(said(page))


def test_a_taken_or_odd_address_is_told_what_to_do(client):
    make_user(email="taken@example.com")
    signup = reverse("account_signup")

    taken = said(client.post(signup, {"email": "taken@example.com"}))
    odd = said(client.post(signup, {"email": "nobody"}))

    assert "请用它登录，忘记密码可在登录页找回；或者换一个邮箱注册。" in taken
    assert "不是可用的电子邮箱，应如 name@example.com。" in odd


def test_a_wrong_password_and_too_many_of_them_are_explained(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key"}
    user = make_user()
    wrong = {"login": user.email, "password": "not-the-password"}

    pages = [said(client.post(LOGIN, wrong)) for _ in range(7)]

    assert "注意大小写；忘记密码可以找回" in pages[0]
    assert "请 5 分钟后再试" in pages[-1]
    assert not any(foreign(page) for page in pages)


def test_a_password_is_changed_in_the_houses_words(client):
    user = make_user()
    client.force_login(user)
    change = reverse("account_change_password")
    typed = {"oldpassword": "wrong", "password1": "x", "password2": "y"}

    refused = said(client.post(change, typed))
    new = {"password1": "a-new-long-phrase", "password2": "a-new-long-phrase"}
    done = client.post(change, {"oldpassword": PASSWORD, **new}, follow=True)

    assert "当前密码不正确" in refused
    assert RULES in refused
    assert "密码已修改，下次登录请用新密码。" in said(done)


def test_a_forgotten_password_is_reset_by_a_chinese_mail(client):
    make_user(email="lost@example.com")

    page = client.post(
        reverse("account_reset_password"), {"email": "lost@example.com"}, follow=True
    )
    outbox.deliver(at=timezone.now())
    [letter] = mail.outbox
    link = re.search(r"https?://\S+", letter.body)[0]
    form = client.get(link, follow=True)

    assert "邮件已发出" in said(page)
    assert letter.subject.endswith("】重设密码")
    assert not foreign(letter.body.replace("testserver", ""))
    assert RULES in said(form)
    assert "设置新密码" in said(form)


def test_the_login_page_says_why_it_came(client):
    wanted = make_dossier().get_absolute_url()

    sent = client.get(wanted, follow=True)

    assert "登录已过期，请重新登录；登录后回到原来的页面" in said(sent)
    assert "已过期" not in said(client.get(LOGIN))


@pytest.mark.parametrize(
    ("referer", "after"),
    [
        (
            "http://testserver/dossiers/abc/?part=2",
            "?next=%2Fdossiers%2Fabc%2F%3Fpart%3D2",
        ),
        ("https://elsewhere.example.com/dossiers/", ""),
        ("", ""),
    ],
)
def test_a_post_without_login_leads_back_to_the_form_not_to_its_address(
    client, referer, after
):
    address = reverse("scoring:sheet_save", args=["abc"])  # takes posts alone

    answer = client.post(address, headers={"referer": referer})

    assert answer.status_code == 302
    assert answer["Location"] == f"{LOGIN}{after}"


def test_an_expired_form_leads_back_to_itself():
    browser = Client(enforce_csrf_checks=True)
    page = "http://testserver/accounts/signup/"

    answer = browser.post("/accounts/signup/", headers={"referer": page})
    unknown = browser.post("/accounts/signup/")

    assert answer.status_code == 403
    assert "这次没有提交" in said(answer)
    assert 'href="/accounts/signup/">重新打开表单' in answer.text
    assert "重新打开表单</a>" not in unknown.text


@pytest.mark.parametrize(
    "name",
    [
        *("account_signup", "account_login", "account_reset_password"),
        *("account_change_password", "account_email", "account_logout"),
        *("account_reset_password_done", "account_reset_password_from_key_done"),
        *("account_inactive", "account_email_verification_sent"),
    ],
)
def test_no_account_page_speaks_english(client, name):
    if name in {"account_change_password", "account_email", "account_logout"}:
        client.force_login(make_user(User.Role.ENTERPRISE))

    page = client.get(reverse(name))

    assert page.status_code == 200
    assert not foreign(said(page)), foreign(said(page))
