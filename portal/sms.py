"""Short messages go out through one adapter: the class that ``SMS_BACKEND`` names.

It is made once a batch and has one method, ``send``, which raises where the message was
not taken. ``key`` is the same each time one message is tried again: a gateway that
knows message numbers sends it once.
"""

import logging
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)


class Gateway(Protocol):
    def send(self, *, number: str, text: str, key: str) -> None: ...


class Console:
    """Sends nothing; a line of the log says what would have gone out."""

    def send(self, *, number: str, text: str, key: str) -> None:
        masked = f"{number[:3]}****{number[7:]}"
        log.info("SMS %s to %s: %s", key[:12], masked, text)


def gateway() -> Gateway:
    made: Gateway = import_string(settings.SMS_BACKEND)()
    return made
