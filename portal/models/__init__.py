"""The rows on which everything else stands."""

from portal.models.audit import AuditEntry
from portal.models.calendar import CalendarDay
from portal.models.invitation import Invitation
from portal.models.job import Job
from portal.models.notification import (
    Bookmark,
    NewsChoice,
    Notification,
    OutboxMessage,
    Topic,
)
from portal.models.user import User

__all__ = [
    "AuditEntry",
    "Bookmark",
    "CalendarDay",
    "Invitation",
    "Job",
    "NewsChoice",
    "Notification",
    "OutboxMessage",
    "Topic",
    "User",
]
