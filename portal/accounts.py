"""Who may have an account: enterprises register, everybody else is invited."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.http import HttpRequest

from portal.models import User


def display(user: User) -> str:
    return user.name or user.email


class AccountAdapter(DefaultAccountAdapter):
    """Two methods of the library's adapter, no more."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True


class LongEnough(MinimumLengthValidator):
    """Django's own check, in Chinese: its catalogue lacks this sentence."""

    def get_error_message(self) -> str:
        return f"密码太短。请至少用 {self.min_length} 个字符。"

    def get_help_text(self) -> str:
        return f"密码至少 {self.min_length} 个字符。"
