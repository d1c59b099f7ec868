"""The most dossiers of a round that an expert may be given."""

from datetime import datetime

from django.db import transaction

from applications.models import Round
from portal.audit import record
from portal.models import User
from scoring.actions.panels import hold_open
from scoring.models import Expert, LoadCap

#: Of a cap in the audit log.
NONE = "不限"


@transaction.atomic
def set_cap(
    *, round: Round, expert: Expert | None, most: int | None, by: User, at: datetime
) -> bool:
    """One expert's cap, or everybody's; None lifts it. Whether anything changed.

    Raises panels.NotNow.
    """
    hold_open(round)
    mine = LoadCap.objects.filter(round=round, expert=expert)
    before = mine.values_list("most", flat=True).first()
    if before == most:
        return False
    if most is None:
        mine.delete()
    else:
        LoadCap.objects.update_or_create(
            round=round,
            expert=expert,
            defaults={"most": most, "set_by": by, "set_at": at},
        )
    record(
        by=by,
        action="panel.cap_set",
        subject=round,
        expert=expert.code if expert else "",
        cap_before=NONE if before is None else before,
        cap=NONE if most is None else most,
    )
    return True
