"""Addresses of mail and of the web, as people type them."""

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator

from portal import rules

LONGEST = 200


def email(raw: str) -> str | None:
    """The address, None for nothing; raises EntryError."""
    address = rules.plain_text(raw, LONGEST)
    if address is None:
        return None
    try:
        EmailValidator()(address)
    except ValidationError:
        raise rules.EntryError(
            "E-EMAIL",
            f"“{address[:40]}”不是可用的电子邮箱，应如 name@example.com，请核对。",
        ) from None
    return address


def web_address(raw: str) -> str | None:
    """The address, None for nothing; raises EntryError."""
    address = rules.plain_text(raw, LONGEST)
    if address is None:
        return None
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        raise rules.EntryError(
            "E-URL", "网址应以 http:// 或 https:// 开头，例如 https://www.example.com。"
        ) from None
    return address
