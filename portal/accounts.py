"""Who may have an account: enterprises register, everybody else is invited."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from portal.models import User


def display(user: User) -> str:
    return user.name or user.email


class AccountAdapter(DefaultAccountAdapter):
    """Two methods of the library's adapter, no more."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True
