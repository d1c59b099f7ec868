"""Whom the enterprise's side tells what, and when a deadline comes near."""

from applications.news.reminders import remind
from applications.news.table import TABLE

__all__ = ["TABLE", "remind"]
