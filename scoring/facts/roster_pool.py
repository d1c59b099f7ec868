"""Whom a roster meets in the pool, and what can come of one of its rows."""

from collections.abc import Collection
from enum import StrEnum

from portal.models import User
from scoring.models import Expert


class Deed(StrEnum):
    """What applying would do with a row."""

    ADD = "新增"
    CHANGE = "修改"
    SAME = "不变"
    REFUSED = "拒绝"


class Pool:
    """Who is known, looked up once. Two queries."""

    def __init__(self, province: str, emails: Collection[str]) -> None:
        """``emails`` are those of whom the roster speaks."""
        rows = Expert.objects.filter(province=province).select_related("user")
        self.experts = list(rows.order_by("pk"))
        self.by_code = {each.code: each for each in self.experts}
        self.by_email = {each.user.email: each for each in self.experts}
        self.by_person = {
            (each.user.name, each.employer): each for each in self.experts
        }
        accounts = User.objects.filter(email__in=emails)
        self.accounts = set(accounts.values_list("email", flat=True))
