"""Who is told what: from audit entries, by a table, each person once.

An action's transaction writes its entry and nothing else; the worker's sweep makes the
news of it. So nothing rolled back is ever told, and no page waits for a mail server.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from portal.models import AuditEntry, Bookmark
from portal.telling import News, tell

AT_ONCE = 100
#: How long a passed-over number of an entry is waited for: no request lives so long.
PATIENCE = timedelta(hours=1)
#: As many numbers before a newly read entry may still be on their way.
GAPS_AT_ONCE = 1000

log = logging.getLogger(__name__)


#: Action of the audit log → who is told what of one entry.
Table = Mapping[str, Callable[[AuditEntry], Iterable[News]]]


def sweep(table: Table, *, at: datetime, quietly: bool = False) -> int:
    """Make the news of the next entries, in order; how many entries there were.

    Of two workers at once one writes. ``quietly``: on the page only, nothing is sent.
    """
    mark, _ = Bookmark.objects.get_or_create(name="audit")
    missed = [number for number, _ in mark.gaps]
    unread = AuditEntry.objects.filter(Q(pk__gt=mark.position) | Q(pk__in=missed))
    entries = list(unread.order_by("pk")[:AT_ONCE])
    gaps = _gaps(mark, [entry.pk for entry in entries], at)
    if not entries and gaps == mark.gaps:
        return 0
    news = [each for entry in entries for each in _of(entry, table)]
    position = max([mark.position, *(entry.pk for entry in entries)])
    with transaction.atomic():
        if not turn(mark, position=position, gaps=gaps):
            return 0
        tell(news, at=at, quietly=quietly)
    return len(entries)


def turn(mark: Bookmark, **values: Any) -> bool:
    """Move a bookmark on, for who read it last; call it in the news' transaction."""
    mine = Bookmark.objects.filter(pk=mark.pk, turn=mark.turn)
    return bool(mine.update(turn=F("turn") + 1, **values))


def _of(entry: AuditEntry, table: Table) -> list[News]:
    """One entry that cannot be told holds up no other; the log names it."""
    if entry.action not in table:
        return []
    try:
        news = list(table[entry.action](entry))
    except Exception:
        log.exception("No news is made of audit entry %s.", entry.pk)
        return []
    return [each for each in news if str(each.person.pk) != entry.actor_id]


def _gaps(mark: Bookmark, read: list[int], at: datetime) -> list[list[Any]]:
    """The numbers still waited for."""
    found = set(read)
    kept = [
        [number, seen]
        for number, seen in mark.gaps
        if number not in found and at - datetime.fromisoformat(seen) < PATIENCE
    ]
    last = max([mark.position, *read])
    start = max(mark.position + 1, last - GAPS_AT_ONCE)
    passed = (number for number in range(start, last) if number not in found)
    return kept + [[number, at.isoformat()] for number in passed]
