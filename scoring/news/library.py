"""Whom a library tells what: the enterprise, its city, the province's officials."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from applications.news import audiences as to
from applications.news.case import Case
from applications.news.lines import Line, page, telling
from portal.models import AuditEntry, Topic, User
from portal.templatetags.portal import beijing
from scoring.models import (
    LibraryEntry,
    LibraryYear,
    Rectification,
    YearlyReport,
)

RESULT, DEADLINE = Topic.RESULT, Topic.DEADLINE
RECORDS = page("scoring:library_records")


def _case(entry: AuditEntry, found: LibraryEntry | None, **more: Any) -> Case | None:
    """About a platform of the library; the round says whose province's it is."""
    if found is None:
        return None
    words = {"platform": str(found), "entry": found, "due_on": _day(entry), **more}
    round = found.source.shortlist.round
    return Case(entry, round=round, enterprise=found.enterprise, more=words)


def _day(entry: AuditEntry) -> str:
    """The last day that was written down, in words."""
    changes = entry.detail.get("changes", {}).get("due_on", {})
    said = changes.get("after") or entry.detail.get("due_on")
    return beijing(date.fromisoformat(said)) if said else ""


def _entries(**wanted: Any) -> LibraryEntry | None:
    rows = LibraryEntry.objects.select_related(
        "enterprise", "source__shortlist__round"
    ).defer("source__shortlist__round__guide_text", "source__shortlist__round__table")
    return rows.filter(**wanted).first()


def _of_entry(entry: AuditEntry) -> Case | None:
    return _case(entry, _entries(pk=entry.subject_id))


def _of_report(entry: AuditEntry) -> Case | None:
    rows = YearlyReport.objects.select_related("year")
    report = rows.filter(pk=entry.subject_id).first()
    if report is None:
        return None
    return _case(entry, _entries(pk=report.entry_id), year=report.year.year)


def _of_work(entry: AuditEntry) -> Case | None:
    work = Rectification.objects.filter(pk=entry.subject_id).first()
    if work is None:
        return None
    return _case(entry, _entries(decisions__rectification=work))


def _of_year(entry: AuditEntry) -> Case | None:
    year = LibraryYear.objects.filter(pk=entry.subject_id).first()
    if year is None:
        return None
    return Case(entry, more={"year": year.year, "due_on": _day(entry)})


def _reporting(case: Case) -> Iterable[User]:
    """Everybody of the enterprises that report in this year."""
    reports = YearlyReport.objects.filter(year=case.entry.subject_id)
    firms = reports.values("entry__enterprise")
    return to.ACTIVE.filter(membership__enterprise__in=firms)


def _record(case: Case) -> str:
    return str(case.more["entry"].get_absolute_url())


def _to_firm(title: str, text: str) -> Line:
    return Line(to.firm, RESULT, title, text, _record)


def _to_city(title: str, text: str) -> Line:
    return Line(to.city, RESULT, title, text, _record)


def _to_officials(title: str, text: str) -> Line:
    return Line(to.officials, RESULT, title, text, _record)


LIBRARY = {
    "library.entered": telling(
        _of_entry,
        _to_firm(
            "平台已入库：{platform}", "平台“{platform}”已列入平台库，可以公开查询。"
        ),
        _to_city(
            "平台已入库：{platform}", "{enterprise}的平台“{platform}”已列入平台库。"
        ),
    ),
    "library.year_opened": telling(
        _of_year,
        Line(
            _reporting, DEADLINE, "请报送 {year} 年度报告",
            "入库平台的 {year} 年度报告请在{due_on}结束前报送。", RECORDS,
        ),
    ),
    "library.term_moved": telling(
        _of_year,
        Line(
            _reporting, DEADLINE, "{year} 年度报告改期",
            "入库平台 {year} 年度报告的报送期限改为{due_on}当天。", RECORDS,
        ),
    ),
    "library.reminded": telling(
        _of_report,
        Line(
            to.firm, DEADLINE, "请报送年度报告：{platform}",
            "平台“{platform}”的 {year} 年度报告还没有报送，期限是{due_on}当天，"
            "请尽快报送。", _record,
        ),
    ),
    "library.report_handed_in": telling(
        _of_report,
        _to_officials(
            "年度报告待审核：{platform}",
            "{enterprise}报送了平台“{platform}”的 {year} 年度报告，请审核。",
        ),
    ),
    "library.report_returned": telling(
        _of_report,
        _to_firm(
            "年度报告退回修改：{platform}",
            "平台“{platform}”的 {year} 年度报告退回修改，意见见页面，"
            "请改后重新报送。",
        ),
    ),
    "library.report_accepted": telling(
        _of_report,
        _to_firm(
            "年度报告已审核：{platform}",
            "平台“{platform}”的 {year} 年度报告已审核通过。",
        ),
    ),
    "library.proposed": telling(
        _of_entry,
        _to_officials(
            "库内决定待确认：{platform}",
            "有人对平台“{platform}”提出决定，须由另一位工作人员确认。",
        ),
    ),
    "library.refused": telling(
        _of_entry,
        _to_officials(
            "库内决定未获同意：{platform}",
            "对平台“{platform}”提出的决定没有获得同意，意见见页面。",
        ),
    ),
    "library.passed": telling(
        _of_entry,
        _to_firm("年度考核合格：{platform}", "平台“{platform}”年度考核合格。"),
        _to_city("年度考核合格：{platform}", "平台“{platform}”年度考核合格。"),
    ),
    "library.rectify": telling(
        _of_entry,
        _to_firm(
            "平台须限期整改：{platform}",
            "平台“{platform}”须在{due_on}结束前整改并提交材料，要求见页面。",
        ),
        _to_city(
            "平台须限期整改：{platform}",
            "{enterprise}的平台“{platform}”须在{due_on}结束前整改。",
        ),
    ),
    "library.rectified": telling(
        _of_entry,
        _to_firm("整改通过：{platform}", "平台“{platform}”整改通过，恢复在库。"),
        _to_city("整改通过：{platform}", "平台“{platform}”整改通过，恢复在库。"),
    ),
    "library.promoted": telling(
        _of_entry,
        _to_firm("平台晋升重点：{platform}", "平台“{platform}”由储备晋升为重点。"),
        _to_city("平台晋升重点：{platform}", "平台“{platform}”由储备晋升为重点。"),
    ),
    "library.removed": telling(
        _of_entry,
        _to_firm(
            "平台退出平台库：{platform}",
            "平台“{platform}”已退出平台库，理由见页面。有疑问请联系省级主管部门。",
        ),
        _to_city(
            "平台退出平台库：{platform}", "{enterprise}的平台“{platform}”已退出平台库。"
        ),
    ),
    "library.proof_handed_in": telling(
        _of_work,
        _to_officials(
            "整改材料待认定：{platform}",
            "{enterprise}提交了平台“{platform}”的整改材料，请认定。",
        ),
    ),
    "library.proof_returned": telling(
        _of_work,
        _to_firm(
            "整改材料退回：{platform}",
            "平台“{platform}”的整改材料退回补充，请在{due_on}结束前重新提交，"
            "理由见页面。",
        ),
    ),
}  # fmt: skip
