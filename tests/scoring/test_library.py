"""A platform in the library: entered once, reported on, reviewed by two, moved on."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from portal.models import AuditEntry
from scoring.actions import (
    entering,
    library_decisions,
    library_years,
    noticing,
    rectifying,
    shortlists,
    yearly_reports,
)
from scoring.facts.library import before_of, figures_of, was_late
from scoring.facts.objected import Proof
from scoring.models import LibraryDecision, LibraryEntry, Rectification, YearlyReport
from tests.factories import NOW, make_user
from tests.files import sound
from tests.news import tell_all, told
from tests.scoring.closed_rounds import make_closed_round, make_officials, make_three
from tests.scoring.libraries import (
    DUE,
    SAID,
    accept,
    decide,
    hand_in,
    make_entry,
    make_reserve,
    member_of,
    open_year,
    propose,
    report_of,
    select,
    settle,
)
from tests.scoring.pages import frozen

pytestmark = pytest.mark.django_db
Kind = LibraryDecision.Kind
#: The last moment of DUE in Beijing, and the first of the day after.
LAST, LATE = (
    datetime(2026, 11, 26, 15, 59, tzinfo=UTC),
    datetime(2026, 11, 26, 16, tzinfo=UTC),
)


@pytest.fixture
def people():
    return make_officials()


def entered(round):
    return LibraryEntry.objects.filter(source__shortlist__round=round)


def test_a_list_made_final_brings_its_selected_into_the_library(people):
    first, second = people
    round = make_closed_round()
    make_three(round)
    shortlist = frozen(round, first)
    shortlists.approve(shortlist=shortlist, by=second, at=NOW)
    shortlists.publish(shortlist=shortlist, since=DUE, until=DUE, by=first, at=NOW)
    assert not entered(round)

    noticing.confirm(shortlist=shortlist, by=first, at=LATE)

    chosen = shortlist.entries.filter(is_selected=True)
    assert [each.source for each in entered(round).order_by("pk")] == list(chosen)
    one = entered(round).first()
    assert (one.level, one.state, one.since) == ("key", "in", date(2026, 11, 27))
    assert (one.library, one.province, one.year) == ("省级平台培育库", "jilin", 2026)
    assert AuditEntry.objects.filter(action="library.entered").count() == len(chosen)
    assert entering.enter(shortlist=shortlist, by=first, at=LATE) == 0
    assert entered(round).count() == len(chosen)


def test_a_list_that_is_not_final_brings_nobody_in(people):
    round = make_closed_round()
    make_three(round)
    shortlist = frozen(round, people[0])

    assert entering.enter(shortlist=shortlist, by=people[0], at=NOW) == 0
    assert not LibraryEntry.objects.exists()


def test_the_kind_of_the_reserve_enters_the_reserve():
    assert make_reserve().level == "reserve"
    assert make_entry().level == "key"


def test_a_year_asks_each_platform_that_is_in_and_is_opened_once(people):
    staying, gone = make_entry(), make_entry()
    decide(gone, Kind.REMOVED, people)

    year = open_year(people[0])

    assert [each.entry for each in year.reports.all()] == [staying]
    assert year.reports.get().asked[0] == "connected_devices"
    with pytest.raises(library_years.YearIsOpen):
        open_year(people[1])
    make_entry()
    assert year.reports.count() == 1  # who comes later begins with the next year


def test_a_report_is_kept_as_a_draft_and_handed_in_by_its_enterprise(people):
    entry = make_entry()
    open_year(people[0])
    report, member = report_of(entry), member_of(entry)

    version = yearly_reports.save(
        report=report, said={**SAID, "plans": ""}, version=1, by=member, at=NOW
    )

    assert version == 2
    with pytest.raises(yearly_reports.ReportHasMovedOn):  # somebody saved meanwhile
        yearly_reports.save(report=report, said=SAID, version=1, by=member, at=NOW)
    with pytest.raises(yearly_reports.ReportHasMovedOn):
        yearly_reports.save(report=report, said=SAID, version=2, by=people[0], at=NOW)
    yearly_reports.hand_in(report=report, said=SAID, version=2, by=member, at=NOW)
    report.refresh_from_db()
    assert (report.state, report.handed_in_by) == ("handed_in", member)
    with pytest.raises(yearly_reports.ReportHasMovedOn):
        yearly_reports.save(report=report, said=SAID, version=3, by=member, at=NOW)


@pytest.mark.parametrize(("at", "is_late"), [(LAST, False), (LATE, True)])
def test_the_last_day_counts_to_its_end_in_beijing(people, at, is_late):
    entry = make_entry()
    open_year(people[0])

    assert was_late(hand_in(entry, at)) is is_late


def test_a_report_goes_back_with_a_reason_and_comes_again(people):
    entry = make_entry()
    open_year(people[0])
    report = hand_in(entry)
    with pytest.raises(IntegrityError), transaction.atomic():
        yearly_reports.answer(
            report=report, is_accepted=False, opinion="", by=people[0], at=NOW
        )

    yearly_reports.answer(
        report=report, is_accepted=False, opinion="请核对。", by=people[0], at=NOW
    )

    assert hand_in(entry).state == "handed_in"
    with pytest.raises(yearly_reports.ReportHasMovedOn):
        yearly_reports.answer(
            report=report, is_accepted=True, opinion="", by=member_of(entry), at=NOW
        )


def test_figures_stand_beside_the_dossier_s_then_beside_last_year_s(people):
    metrics = {"connected_devices": 100, "staff": "不详", "industrial_apps": 10}
    entry = make_entry(document={"metrics": metrics})
    open_year(people[0], year=2025)
    report = accept(entry, people[0])

    by_id = {f.metric.id: f for f in figures_of(report, before_of(report))}
    assert before_of(report).source == f"申报书 {entry.source.dossier.number}"
    assert by_id["connected_devices"].change.shown == "+20.0%"
    assert by_id["industrial_apps"].change.shown == "持平"
    assert by_id["staff"].before is None  # what could not be read

    open_year(people[0], year=2026)
    later = YearlyReport.objects.select_related("year").get(year__year=2026)
    assert before_of(later).source == "2025 年度报告"
    assert before_of(later).figures == SAID["figures"]


def test_a_review_is_decided_by_one_and_confirmed_by_another(people):
    entry = make_entry()
    open_year(people[0])
    report = accept(entry, people[0])

    decision = propose(
        entry, Kind.PASSED, people[0], report=report, checklist={"figures": True}
    )

    with pytest.raises(library_decisions.EntryHasMovedOn):
        settle(decision, people[0])
    with pytest.raises(library_decisions.EntryHasMovedOn):  # one thing at a time
        propose(entry, Kind.REMOVED, people[1])
    settle(decision, people[1])
    decision.refresh_from_db()
    assert (decision.state, decision.settled_by) == ("confirmed", people[1])
    assert AuditEntry.objects.filter(action="library.passed").count() == 1
    with pytest.raises(library_decisions.EntryHasMovedOn):  # once is enough
        settle(decision, people[1])
    with pytest.raises(library_decisions.EntryHasMovedOn):  # one review a year
        propose(entry, Kind.PASSED, people[0], report=report)


def test_what_is_refused_changes_nothing_and_may_be_proposed_again(people):
    entry = make_entry()
    settle(propose(entry, Kind.REMOVED, people[0]), people[1], is_confirmed=False)

    entry.refresh_from_db()
    assert entry.state == "in"
    assert propose(entry, Kind.REMOVED, people[0]).is_open


def test_nobody_passes_without_a_report_that_was_accepted(people):
    entry = make_entry()
    open_year(people[0])
    hand_in(entry)

    with pytest.raises(library_decisions.EntryHasMovedOn):
        propose(entry, Kind.PASSED, people[0], report=report_of(entry))


def test_a_rectification_runs_for_workdays_until_its_proof_is_enough(people):
    entry = make_entry()
    decide(entry, Kind.RECTIFY, people, workdays=5)
    work, member = Rectification.objects.get(), member_of(entry)
    # Decided on a Friday: five workdays later it is the Friday after.
    assert (entry.state, work.due_on) == ("rectifying", date(2026, 11, 27))
    with pytest.raises(library_decisions.EntryHasMovedOn):  # nothing was proven
        propose(entry, Kind.RECTIFIED, people[0])

    prove(work, member)
    with pytest.raises(rectifying.WorkHasMovedOn):
        prove(work, member)
    due = rectifying.send_back(
        work=work, workdays=2, reason="请补充。", by=people[0], at=NOW
    )
    assert due == date(2026, 11, 24)
    prove(work, member)
    assert work.files.count() == 2
    decide(entry, Kind.RECTIFIED, people)

    work.refresh_from_db()
    assert (entry.state, work.state) == ("in", "closed")
    with pytest.raises(rectifying.WorkHasMovedOn):
        prove(work, member)


def prove(work, member):
    proof = Proof(ContentFile(sound.pdf()), "证明.pdf", "application/pdf")
    rectifying.hand_in(work=work, text="已改正。", proofs=[proof], by=member, at=NOW)


def test_a_reserve_is_promoted_once_and_gets_the_library_of_its_new_level(people):
    entry = make_reserve()
    decide(entry, Kind.PROMOTED, people)

    assert (entry.level, entry.library) == ("key", "省级平台培育库")
    with pytest.raises(library_decisions.EntryHasMovedOn):
        propose(entry, Kind.PROMOTED, people[0])


def test_who_is_removed_reports_nothing_and_is_decided_on_no_more(people):
    entry = make_entry()
    open_year(people[0])
    decide(entry, Kind.RECTIFY, people, workdays=5)
    decide(entry, Kind.REMOVED, people)

    assert (entry.state, entry.left_on) == ("left", date(2026, 11, 20))
    assert Rectification.objects.get().state == "closed"
    assert not YearlyReport.objects.outstanding().exists()
    with pytest.raises(yearly_reports.ReportHasMovedOn):
        hand_in(entry)
    with pytest.raises(library_decisions.EntryHasMovedOn):
        propose(entry, Kind.RECTIFY, people[0], workdays=5)


def test_an_official_of_another_province_settles_nothing(people):
    entry = make_entry()
    decision = propose(entry, Kind.REMOVED, people[0])
    stranger = make_user("official", province="jiangsu")

    assert stranger.province != entry.province
    assert not LibraryDecision.objects.visible_to(stranger).exists()
    assert decision in LibraryDecision.objects.visible_to(people[1])


def test_the_enterprise_and_its_city_are_told_and_officials_of_what_waits(people):
    entry = make_entry(platform="示例平台甲")
    member, city = member_of(entry), make_user("city", city="长春市")
    open_year(people[0])
    library_years.remind(year=report_of(entry).year, by=people[0], at=NOW)
    report = accept(entry, people[0])
    decide(entry, Kind.PASSED, people, report=report)
    decide(entry, Kind.RECTIFY, people, workdays=5)
    prove(Rectification.objects.get(), member)
    decide(entry, Kind.REMOVED, people)

    tell_all()

    assert told(member) == [
        "平台已入库：示例平台甲", "请报送 2026 年度报告", "请报送年度报告：示例平台甲",
        "年度报告已审核：示例平台甲", "年度考核合格：示例平台甲",
        "平台须限期整改：示例平台甲", "平台退出平台库：示例平台甲",
    ]  # fmt: skip
    assert told(city) == [
        "平台已入库：示例平台甲", "年度考核合格：示例平台甲",
        "平台须限期整改：示例平台甲", "平台退出平台库：示例平台甲",
    ]  # fmt: skip
    assert "年度报告待审核：示例平台甲" in told(people[1])
    assert "整改材料待认定：示例平台甲" in told(people[1])
    assert told(people[1]).count("库内决定待确认：示例平台甲") == 3


def test_lists_that_were_final_before_are_entered_by_one_act(people):
    line = select()
    assert entering.waiting().get() == line

    assert entering.enter(shortlist=line.shortlist, by=people[0], at=NOW) == 1
    assert not entering.waiting().exists()
