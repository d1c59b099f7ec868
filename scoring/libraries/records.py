"""What is kept of the entries inside: the list that officials, cities and firms see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When

from applications.presentation import kind_label
from portal.models import User
from scoring.actions.entering import waiting
from scoring.facts.library import (
    days_left,
    is_reviewable,
    last_reports,
    report_word,
    state_tone,
)
from scoring.libraries.directory import named
from scoring.models import (
    LibraryDecision,
    LibraryEntry,
    LibraryYear,
    Rectification,
    YearlyReport,
)

Word = tuple[str, str]
#: What is being put right first, what has left last.
TURN = Case(When(state="rectifying", then=0), When(state="left", then=2), default=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """One line: the entry, its newest report, what is being put right, what waits."""

    entry: LibraryEntry
    kind: str
    tone: str
    report: YearlyReport | None
    report_word: Word | None
    work: Rectification | None
    work_left: str
    is_proposed: bool
    is_reviewable: bool


def current_year(province: str) -> LibraryYear | None:
    """The newest year of reports; one query."""
    return LibraryYear.objects.filter(province=province).first()


def sought(
    user: User, wanted: dict[str, str], year: LibraryYear | None, today: date
) -> QuerySet[LibraryEntry]:
    """By the filters that ``RecordsForm`` took, whom one has to see to first."""
    rows = LibraryEntry.objects.visible_to(user).select_related("enterprise")
    columns = ("kind", "level", "state")
    rows = rows.filter(**{each: wanted[each] for each in columns if each in wanted})
    if wanted.get("report"):
        rows = _by_report(rows, wanted["report"], year, today)
    open_ones = LibraryDecision.objects.proposed().filter(entry=OuterRef("pk"))
    rows = named(rows, wanted.get("q", "")).annotate(is_proposed=Exists(open_ones))
    return rows.annotate(turn=TURN).order_by("-is_proposed", "turn", "-year", "pk")


def _by_report(
    rows: QuerySet[LibraryEntry], asked: str, year: LibraryYear | None, today: date
) -> QuerySet[LibraryEntry]:
    reports = YearlyReport.objects.filter(year=year)
    reviewed = LibraryDecision.objects.confirmed().filter(report=OuterRef("pk"))
    states = YearlyReport.State
    match asked:
        case "due":
            reports = reports.outstanding()
        case "late":
            reports = reports.late(today)
        case "handed_in":
            reports = reports.filter(state=states.HANDED_IN)
        case "accepted":
            reports = reports.filter(~Exists(reviewed), state=states.ACCEPTED)
        case "reviewed":
            reports = reports.filter(Exists(reviewed))
    return rows.filter(pk__in=reports.values("entry"))


def kept(entries: Iterable[LibraryEntry], today: date) -> list[Kept]:
    """Two queries more, however many there are."""
    entries = list(entries)
    reports = last_reports(entries)
    works = {
        each.decision.entry_id: each
        for each in Rectification.objects.running()
        .filter(decision__entry__in=[each.pk for each in entries])
        .select_related("decision")
    }
    found = []
    for entry in entries:
        report, work = reports.get(entry.pk), works.get(entry.pk)
        if report is not None:
            report.entry = entry
        found.append(
            Kept(
                entry=entry,
                kind=kind_label(entry.guide_key, entry.kind),
                tone=state_tone(entry.state),
                report=report,
                report_word=report_word(report, today) if report else None,
                work=work,
                work_left=_left(work, today),
                is_proposed=getattr(entry, "is_proposed", False),
                is_reviewable=report is not None and is_reviewable(report),
            )
        )
    return found


def _left(work: Rectification | None, today: date) -> str:
    if work is None:
        return ""
    if work.state == Rectification.State.HANDED_IN:
        return "材料已交，待认定"
    return days_left(work.due_on, today)


@dataclass(frozen=True, slots=True)
class Tally:
    """The year at a glance."""

    asked: int
    outstanding: int
    late: int
    handed_in: int
    accepted: int


def tally_of(year: LibraryYear, today: date) -> Tally:
    """One query."""
    state = YearlyReport.State
    is_in = ~Q(entry__state=LibraryEntry.State.LEFT)
    still = is_in & Q(state__in=YearlyReport.EDITABLE)
    counts = year.reports.order_by().aggregate(
        asked=Count("pk"),
        outstanding=Count("pk", filter=still),
        late=Count("pk", filter=still & Q(year__due_on__lt=today)),
        handed_in=Count("pk", filter=Q(state=state.HANDED_IN)),
        accepted=Count("pk", filter=Q(state=state.ACCEPTED)),
    )
    return Tally(**counts)


def not_entered(province: str) -> int:
    """The selected of final lists who are not in the library; one query."""
    return waiting().filter(shortlist__round__province=province).count()
