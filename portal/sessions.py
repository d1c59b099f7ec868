"""Sessions in the database, read by a statement that is made once."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from portal.statements import Ready

_KEY, _BEGINNING = "the key", datetime(2000, 1, 1, tzinfo=UTC)


class SessionStore(db.SessionStore):
    """Django's own but for the reading; its name is part of what signs a session."""

    def load(self) -> dict[str, Any]:
        """The session's data, as long as it has not expired; else a new session's."""
        for (data,) in _LIVING.rows(self.session_key, timezone.now()):
            found: dict[str, Any] = self.decode(data)
            return found
        self._session_key = None
        return {}


_LIVING = Ready(
    lambda: (
        SessionStore.get_model_class()
        .objects.filter(session_key=_KEY, expire_date__gt=_BEGINNING)
        .values_list("session_data")
    ),
    _KEY,
    _BEGINNING,
)
