"""What a library's rows say: figures of two years, what may be decided, who is late."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.db.models import Exists, OuterRef

from applications.models import Dossier
from portal import guides, rules, workcalendar
from portal.guides import library as law
from portal.rules.yearly import Change, change
from scoring.models import (
    LibraryDecision,
    LibraryEntry,
    Rectification,
    ShortlistEntry,
    YearlyReport,
)

Kind = LibraryDecision.Kind
State = LibraryEntry.State


@dataclass(frozen=True, slots=True)
class YearFigure:
    """One figure of a report, and the one of the year before where there is one."""

    metric: rules.Metric
    now: Decimal | None
    before: Decimal | None

    @property
    def change(self) -> Change | None:
        if self.now is None or self.before is None:
            return None
        return change(self.before, self.now)

    @property
    def is_remarkable(self) -> bool:
        moved = self.change
        return moved is not None and moved.is_remarkable(law.remarkable_percent())


@dataclass(frozen=True, slots=True)
class Before:
    """The figures that a report is held against, and whence they come."""

    source: str
    figures: dict[str, object]


def before_of(report: YearlyReport) -> Before:
    """Those of the last report that was accepted, else of the dossier; two queries."""
    earlier = YearlyReport.objects.filter(
        entry=report.entry_id,
        year__year__lt=report.year.year,
        state=YearlyReport.State.ACCEPTED,
    ).select_related("year")
    last = earlier.order_by("-year__year").first()
    if last is not None:
        return Before(f"{last.year.year} 年度报告", last.figures)
    stated = Dossier.objects.filter(
        shortlist_entries__library_entry=report.entry_id
    ).values_list("document", "number")
    for document, number in stated:
        return Before(f"申报书 {number}", document.get("metrics", {}))
    return Before("", {})


def figures_of(report: YearlyReport, before: Before) -> list[YearFigure]:
    """In the order in which they were asked for."""
    metrics = guides.vocabulary().metrics
    return [
        YearFigure(
            metrics[id],
            _number(report.figures.get(id)),
            _number(before.figures.get(id)),
        )
        for id in report.asked
    ]


def _number(value: object) -> Decimal | None:
    try:
        return None if value in (None, "") else Decimal(str(value))
    except InvalidOperation:  # what a dossier keeps although it could not be read
        return None


def level_of(entry: ShortlistEntry, guide_key: str) -> str:
    is_reserve = law.enters_reserve(guide_key, entry.dossier.kind)
    return LibraryEntry.Level.RESERVE if is_reserve else LibraryEntry.Level.KEY


def entry_of(line: ShortlistEntry, since: date) -> LibraryEntry:
    """The library's row of a selected line, not saved."""
    dossier, round = line.dossier, line.dossier.round
    return LibraryEntry(
        source=line,
        enterprise_id=dossier.enterprise_id,
        platform=dossier.platform,
        province=round.province,
        guide_key=round.guide_key,
        kind=dossier.kind,
        year=round.year,
        library=line.library,
        level=level_of(line, round.guide_key),
        since=since,
    )


def open_kinds(
    entry: LibraryEntry, work: Rectification | None, reports: Sequence[YearlyReport]
) -> list[str]:
    """Which decisions an entry's state allows; ``reports`` are the unreviewed ones."""
    if entry.state == State.LEFT:
        return []
    if entry.state == State.RECTIFYING:
        proven = work is not None and work.state == Rectification.State.HANDED_IN
        return [Kind.RECTIFIED, Kind.REMOVED] if proven else [Kind.REMOVED]
    accepted = any(each.state == YearlyReport.State.ACCEPTED for each in reports)
    found = [Kind.PASSED] if accepted else []
    found.append(Kind.RECTIFY)
    if entry.level == LibraryEntry.Level.RESERVE:
        found.append(Kind.PROMOTED)
    return [*found, Kind.REMOVED]


def unreviewed(entry: LibraryEntry) -> list[YearlyReport]:
    """Its reports on whose year nobody has decided; one query."""
    decided = entry.decisions.exclude(state=LibraryDecision.State.REFUSED)
    reviewed = decided.exclude(report=None).values("report")
    rows = entry.reports.exclude(pk__in=reviewed).select_related("year")
    return list(rows)


def running_work(entry: LibraryEntry) -> Rectification | None:
    """What is being put right; one query."""
    rows = Rectification.objects.running().filter(decision__entry=entry)
    return rows.select_related("decision").first()


def report_word(report: YearlyReport, today: date) -> tuple[str, str]:
    """Tone and words of a report's state, late or not."""
    if report.is_editable and report.entry.state == State.LEFT:
        return "muted", "不再报送"
    if report.is_editable and report.year.due_on < today:
        return "err", "逾期未报" if report.state == "draft" else "退回后逾期"
    tones = {"draft": "warn", "returned": "warn", "handed_in": "info", "accepted": "ok"}
    return tones[report.state], report.get_state_display()


def is_reviewable(report: YearlyReport) -> bool:
    """Accepted, and nothing decided on its year; of ``last_reports`` alone."""
    is_in = report.entry.state == State.IN
    is_accepted = report.state == YearlyReport.State.ACCEPTED
    return is_in and is_accepted and not getattr(report, "is_reviewed", True)


def was_late(report: YearlyReport) -> bool:
    """Whether what was handed in came after the last day."""
    at = report.handed_in_at
    return at is not None and at.astimezone(rules.BEIJING).date() > report.year.due_on


def state_tone(state: str) -> str:
    return {State.IN: "ok", State.RECTIFYING: "warn", State.LEFT: "muted"}[State(state)]


def days_left(due: date, today: date) -> str:
    """“还有 3 天”, “今天到期”, “逾期 2 天”."""
    days = (due - today).days
    if days < 0:
        return f"逾期 {-days} 天"
    return f"还有 {days} 天" if days else "今天到期"


def rectify_until(day: date, workdays: int) -> tuple[date, str]:
    """The last day of a term, and on what calendar it rests; one query."""
    return workcalendar.term(day, workdays)


def last_reports(entries: Iterable[LibraryEntry]) -> dict[int, YearlyReport]:
    """The newest report of each entry; one query."""
    keys = [each.pk for each in entries]
    decided = LibraryDecision.objects.exclude(state=LibraryDecision.State.REFUSED)
    rows = YearlyReport.objects.filter(entry__in=keys).select_related("year")
    rows = rows.annotate(is_reviewed=Exists(decided.filter(report=OuterRef("pk"))))
    found: dict[int, YearlyReport] = {}
    for report in rows.order_by("-year__year"):
        found.setdefault(report.entry_id, report)
    return found
