"""Platforms in a library, and their years of reports, as tests need them."""

from datetime import date, timedelta
from typing import Any

from applications.models import Dossier, Round
from portal.models import User
from scoring.actions import entering, library_decisions, library_years, yearly_reports
from scoring.models import LibraryDecision, LibraryEntry, ShortlistEntry, YearlyReport
from tests.factories import NOW, make_dossier, make_round, make_user
from tests.house.lists import make_list

#: The last day of the reports, four workdays after NOW.
DUE = date(2026, 11, 26)
FIGURES = {
    "connected_devices": 120,
    "industrial_models": 20,
    "industrial_apps": 10,
    "served_enterprises": 30,
    "annual_platform_revenue": "800.5",
    "staff": 40,
}
SAID = {"figures": FIGURES, "progress": "示例进展。", "plans": "示例打算。"}


def select(
    *,
    member: User | None = None,
    kind: str = "industry",
    round: Round | None = None,
    library: str = "省级平台培育库",
    **fields: Any,
) -> ShortlistEntry:
    """One selected on a list that was made final at NOW."""
    round = round or make_round(status=Round.Status.PUBLISHED)
    by = make_user(User.Role.OFFICIAL, province=round.province)
    dossier = make_dossier(
        member, round=round, kind=kind, status=Dossier.Status.ACCEPTED, **fields
    )
    final = make_list(
        round, kind, drawn_up_by=by, state="published", published_by=by,
        published_at=NOW, notice_from=NOW.date(), notice_until=NOW.date(),
        confirmed_by=by, confirmed_at=NOW,
    )  # fmt: skip
    return ShortlistEntry.objects.create(
        shortlist=final, dossier=dossier, position=1, place=1, mark="90.00",
        sheets=3, is_eligible=True, is_selected=True, library=library,
    )  # fmt: skip


def make_entry(**fields: Any) -> LibraryEntry:
    """In the library since NOW, as a final list brings it there."""
    line = select(**fields)
    by = line.shortlist.confirmed_by
    entering.enter(shortlist=line.shortlist, by=by, at=NOW)
    return LibraryEntry.objects.select_related("enterprise").get(source=line)


def make_reserve(**fields: Any) -> LibraryEntry:
    return make_entry(kind="specialized", library="省级储备平台培育库", **fields)


def open_year(by: User, year: int = 2026, due_on: date = DUE) -> Any:
    return library_years.open_year(year=year, due_on=due_on, by=by, at=NOW)


def member_of(entry: LibraryEntry) -> User:
    return User.objects.get(membership__enterprise=entry.enterprise_id)


def report_of(entry: LibraryEntry) -> YearlyReport:
    rows = YearlyReport.objects.select_related("entry", "year")
    return rows.get(entry=entry)


def hand_in(entry: LibraryEntry, at: Any = NOW) -> YearlyReport:
    report = report_of(entry)
    yearly_reports.hand_in(
        report=report, said=SAID, version=report.version, by=member_of(entry), at=at
    )
    report.refresh_from_db()
    return report


def accept(entry: LibraryEntry, by: User) -> YearlyReport:
    report = hand_in(entry)
    yearly_reports.answer(report=report, is_accepted=True, opinion="", by=by, at=NOW)
    report.refresh_from_db()
    return report


def propose(entry: LibraryEntry, kind: str, by: User, **more: Any) -> LibraryDecision:
    said = library_decisions.Proposed(kind=kind, reason="示例理由。", **more)
    return library_decisions.propose(entry=entry, said=said, by=by, at=NOW)


def decide(
    entry: LibraryEntry, kind: str, people: tuple[User, User], **more: Any
) -> LibraryDecision:
    """Proposed by the first and confirmed by the second."""
    decision = propose(entry, kind, people[0], **more)
    settle(decision, people[1])
    entry.refresh_from_db()
    return decision


def settle(decision: LibraryDecision, by: User, *, is_confirmed: bool = True) -> None:
    library_decisions.settle(
        decision=decision, is_confirmed=is_confirmed, opinion="示例意见。", by=by,
        at=NOW + timedelta(hours=1),
    )  # fmt: skip
