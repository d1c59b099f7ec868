"""The selected of a final list enter the library, each once."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from applications.actions.holding import hold_round
from portal import rules
from portal.audit import record_each
from portal.models import User
from scoring.facts.library import entry_of
from scoring.models import LibraryEntry, Replacement, Shortlist, ShortlistEntry


@transaction.atomic
def enter(*, shortlist: Shortlist, by: User, at: datetime) -> int:
    """How many were entered now; what is there already, and before the list is final
    everything, is left as it is."""
    hold_round(shortlist.round_id)
    lines = waiting().filter(shortlist=shortlist).select_related("dossier__round")
    day = at.astimezone(rules.BEIJING).date()
    rows = [entry_of(line, day) for line in lines.order_by("position")]
    LibraryEntry.objects.bulk_create(rows)
    record_each(
        by=by,
        action="library.entered",
        deeds=[
            (each, {"library": each.library, "level": each.get_level_display()})
            for each in rows
        ],
    )
    return len(rows)


def waiting() -> QuerySet[ShortlistEntry]:
    """The selected of final lists that have no place in the library yet; who followed
    after publication once its own notice is over."""
    followed = Replacement.objects.published().filter(confirmed_at=None)
    return ShortlistEntry.objects.filter(
        is_selected=True, shortlist__confirmed_at__isnull=False, library_entry=None
    ).exclude(pk__in=followed.exclude(follower=None).values("follower"))
