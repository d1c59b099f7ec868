"""Who may have an account, and what is said where one is refused."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import password_validation as theirs
from django.contrib.sites.shortcuts import get_current_site
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone

from portal.models import Notification, User
from portal.statements import Ready
from portal.telling import post


def display(user: User) -> str:
    return user.name or user.email


class PeopleWithNews(AuthenticationBackend):
    """Who is signed in comes with ``unread``, their unread news: no query more."""

    def get_user(self, user_id: int) -> User | None:
        for *fields, unread in _WITH_NEWS.rows(user_id):
            user: User = User.from_db(DEFAULT_DB_ALIAS, _FIELDS, fields)
            user.unread = unread
            return user if self.user_can_authenticate(user) else None
        return None


def _with_news(user_id: int) -> QuerySet:
    mine = Notification.objects.unread().filter(person=OuterRef("pk"))
    count = mine.order_by().values("person").annotate(n=Count("pk")).values("n")
    unread = Subquery(count, output_field=IntegerField())
    person = User.objects.annotate(unread=unread).filter(pk=user_id)
    return person.order_by().values_list(*_FIELDS, "unread")


_FIELDS = tuple(each.attname for each in User._meta.concrete_fields)
_NOBODY = -1
_WITH_NEWS = Ready(lambda: _with_news(_NOBODY), _NOBODY)


class AccountAdapter(DefaultAccountAdapter):
    """Enterprises register, everybody else is invited; refusals name the remedy."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "这个账号已停用，不能登录。请联系主管部门恢复。",
        "cannot_remove_primary_email": (
            "“%(email)s”是主邮箱，不能删除。请先把另一个邮箱设为主邮箱。"
        ),
        "duplicate_email": "这个电子邮箱已经在您的账号中，不必再增加。",
        "email_password_mismatch": (
            "电子邮箱或密码不正确。请核对后重试，注意大小写；忘记密码可以找回。"
        ),
        "email_taken": (
            "这个电子邮箱已有账号，一个邮箱只能注册一次。"
            "请用它登录，忘记密码可在登录页找回；或者换一个邮箱注册。"
        ),
        "enter_current_password": "当前密码不正确。请重新输入，忘记密码可以找回。",
        "incorrect_password": "密码不正确。请重新输入登录密码。",
        "invalid_or_expired_key": "链接无效或已过期。请重新申请。",
        "invalid_login": "登录没有成功。请核对电子邮箱和密码后重试。",
        "invalid_password_reset": "重设密码的链接无效或已用过。请重新找回密码。",
        "max_email_addresses": "最多 %d 个电子邮箱。请先删除一个，再增加。",
        "too_many_login_attempts": "登录失败次数过多，请 5 分钟后再试，或找回密码。",
        "unknown_email": "这个电子邮箱没有账号。请核对，或先注册单位。",
        "unverified_primary_email": "主邮箱还没有验证。请先点击验证邮件中的链接。",
        "select_only_one": "只能选择一项。请重新选择。",
        "same_as_current": "新的内容与现在的相同。请改填，或返回不做更改。",
        "rate_limited": "操作过于频繁，请几分钟后再试。",
    }

    def send_mail(
        self, template_prefix: str, email: str, context: dict[str, Any]
    ) -> None:
        """A row for the worker: no page waits for a mail server."""
        known = {
            "request": self.request,
            "email": email,
            "current_site": get_current_site(self.request),
            **context,
        }
        mail = self.render_mail(template_prefix, email, known)
        post(address=email, subject=mail.subject, body=mail.body, at=timezone.now())

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True


class LongEnough(theirs.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"密码太短。请至少用 {self.min_length} 个字符。"

    def get_help_text(self) -> str:
        return f"至少 {self.min_length} 个字符"


class UnlikeOneself(theirs.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return "密码与%(verbose_name)s太相近，容易被猜到。请换一个与之无关的密码。"

    def get_help_text(self) -> str:
        return "不与姓名、邮箱相近"


class NotCommon(theirs.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return "这个密码太常见，容易被猜到。请换一个不常用的密码。"

    def get_help_text(self) -> str:
        return "不用常见密码"


class NotOnlyFigures(theirs.NumericPasswordValidator):
    def get_error_message(self) -> str:
        return "密码全是数字，容易被猜到。请加入字母或符号。"

    def get_help_text(self) -> str:
        return "不能全是数字"
