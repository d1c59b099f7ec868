"""Deadlines that stand, and which of them a change of the calendar would count anew."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q

from applications.models import Dossier, RecommendationTerm, Round
from portal import rules, workcalendar
from portal.guides import province_name
from portal.workcalendar import Calendar
from scoring.models import Discussion, Shortlist


@dataclass(frozen=True)
class OpenTerm:
    """A deadline that runs: what it is, where, from which day, until when."""

    what: str
    province: str
    since: date
    until: date | datetime
    set_at: datetime | None = None

    @property
    def last(self) -> date:
        return day_of(self.until)

    def moved(self, before: Calendar, after: Calendar) -> date:
        """Where it would end if the same number of workdays were counted now."""
        return after.add(self.since, before.between(self.since, self.last))


def day_of(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return value.astimezone(rules.BEIJING).date()
    return value


def open_terms(at: datetime) -> Iterator[OpenTerm]:
    """Corrections, discussions, notices and the cities' terms; four queries."""
    today = day_of(at)
    yield from _corrections(at)
    yield from _discussions(at)
    out = Shortlist.objects.filter(
        state=Shortlist.State.PUBLISHED, notice_until__gte=today
    )
    for each in out.select_related("round").order_by("notice_until", "pk"):
        yield OpenTerm(
            "公示结束",
            each.round.province,
            each.notice_from or today,
            each.notice_until or today,
            each.published_at,
        )
    terms = RecommendationTerm.objects.filter(
        due_at__gt=at, round__status=Round.Status.OPEN
    )
    for term in terms.select_related("round").order_by("due_at", "pk"):
        since = term.round.closes_at or at
        yield OpenTerm(
            "市级报送期限",
            term.round.province,
            day_of(since),
            term.due_at,
        )


def _corrections(at: datetime) -> Iterator[OpenTerm]:
    """Each counts from the day on which the dossier was last sent back."""
    dossiers = Dossier.objects.filter(
        status=Dossier.Status.RETURNED, correction_due__gt=at
    ).annotate(sent_back=Max("steps__at", filter=Q(steps__action="return")))
    for each in dossiers.for_list().order_by("correction_due", "pk"):
        yield OpenTerm(
            "补正期限",
            each.round.province,
            day_of(each.sent_back or at),
            each.correction_due,
            each.correction_extended_at or each.sent_back,
        )


def _discussions(at: datetime) -> Iterator[OpenTerm]:
    running = Discussion.objects.running(at).filter(
        dossier__round__status=Round.Status.SCORING
    )
    for each in running.for_list().order_by("due_at", "pk"):
        yield OpenTerm(
            "会商答复期限",
            each.dossier.round.province,
            day_of(each.opened_at),
            each.due_at,
            each.opened_at,
        )


def crossing(
    day: date, kind: str, at: datetime, set_from: datetime | None = None
) -> list[tuple[OpenTerm, date]]:
    """The open deadlines that count ``day``, each with where it would end if it were
    of this kind; with ``set_from``, of those set since then."""
    found = [each for each in open_terms(at) if each.since < day <= each.last]
    if set_from is not None:
        found = [each for each in found if each.set_at and each.set_at >= set_from]
    if not found:
        return []
    first = min(each.since.year for each in found)
    last = max(each.last.year for each in found)
    before = workcalendar.calendar_of(range(first, last + 2))
    after = before.with_day(day, kind)
    moved = [(each, each.moved(before, after)) for each in found]
    return [(term, end) for term, end in moved if end != term.last]


def in_words(found: list[tuple[OpenTerm, date]]) -> list[str]:
    """How many of which province; whose they are is not for who runs the portal."""
    counts = Counter((term.province, term.what) for term, _ in found)
    return [
        f"{province_name(province)}{what}：{count} 项。"
        for (province, what), count in sorted(counts.items())
    ]
