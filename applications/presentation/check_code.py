"""The check code of a receipt: with the number, it lets one ask how things stand."""

from base64 import b32encode

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from applications.models import Dossier

LENGTH = 8
READABLE = str.maketrans("OIL", "089")  # what the eye takes for 0 and 1


def check_code(dossier: Dossier) -> str:
    return code_of(dossier.key)


def code_of(key: str) -> str:
    """Eight characters that nobody can derive without the portal's secret."""
    return _code(key, settings.SECRET_KEY)


def is_check_code(given: str, key: str) -> bool:
    """Whether a code, however typed, is that of a key; in constant time."""
    typed = given.upper().translate(READABLE).replace("-", "").replace(" ", "")
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(typed, _code(key, each)) for each in secrets)


def _code(key: str, secret: str) -> str:
    salt = "applications.check_code"
    digest = salted_hmac(salt, key, secret=secret, algorithm="sha256").digest()
    return b32encode(digest)[:LENGTH].decode().translate(READABLE)
