"""The rows on which everything else stands."""

from portal.models.audit import AuditEntry
from portal.models.calendar import CalendarDay
from portal.models.invitation import Invitation
from portal.models.job import Job
from portal.models.user import User

__all__ = ["AuditEntry", "CalendarDay", "Invitation", "Job", "User"]
