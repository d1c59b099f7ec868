"""What the doors of the expert pool are about."""

from datetime import timedelta

from portal.models import User
from scoring.models import Absence, Blacklisting, LoadCap
from tests.factories import NOW, make_expert, make_round


def expert_pool(official: User) -> dict[str, list[object]]:
    """An expert away, blacklisted, and capped as all are; a roster's addresses."""
    period = {
        "expert": make_expert(), "starts_on": NOW, "ends_on": NOW + timedelta(days=9),
        "reason": "示例", "entered_by": official, "entered_at": NOW,
    }  # fmt: skip
    LoadCap.objects.create(round=make_round(), most=9, set_by=official, set_at=NOW)
    return {
        "absence": [Absence.objects.create(**period).pk],
        "blacklisting": [Blacklisting.objects.create(**period).pk],
        "roster": ["blank"],
        "unknown_roster": ["nothing"],
    }
