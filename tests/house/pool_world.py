"""What the doors of the expert pool are about."""

from datetime import timedelta

from portal.models import User
from scoring.models import Absence, Blacklisting
from tests.factories import NOW, make_expert


def expert_pool(official: User) -> dict[str, list[object]]:
    """An expert who is away, and blacklisted as well; a roster to be downloaded."""
    period = {
        "expert": make_expert(), "starts_on": NOW, "ends_on": NOW + timedelta(days=9),
        "reason": "示例", "entered_by": official, "entered_at": NOW,
    }  # fmt: skip
    return {
        "absence": [Absence.objects.create(**period).pk],
        "blacklisting": [Blacklisting.objects.create(**period).pk],
        "roster": ["blank"],
        "unknown_roster": ["nothing"],
    }
