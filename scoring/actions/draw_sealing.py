"""The secret of a draw while it waits: derived when it is needed, stored nowhere.

It follows from the portal's own key and the draw's salt, so that neither the database
nor the key gives it alone. Once the result is out, or the draw is void, it is public
and stands in its row.
"""

import hmac

from django.conf import settings

from portal.rules.draw_record import commitment
from scoring.models import Draw


class SealIsBroken(Exception):
    """The portal's key was changed since the promise: nothing opens it any more."""


def sealed_secret(key: str, salt: str, portal_key: str = "") -> str:
    """64 hexadecimal digits: HMAC-SHA-256 under the portal's key."""
    words = f"draw-secret-v1\n{key}\n{salt}"
    under = (portal_key or settings.SECRET_KEY).encode()
    return hmac.digest(under, words.encode(), "sha256").hex()


def secret_of(draw: Draw) -> str:
    """The secret that the draw's commitment promised; raises SealIsBroken."""
    if draw.secret:
        return draw.secret
    for portal_key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        found = sealed_secret(draw.key, draw.salt, portal_key)
        promised = commitment(draw.round.code, draw.number, draw.pool_sha256, found)
        if promised == draw.commitment:
            return found
    raise SealIsBroken
