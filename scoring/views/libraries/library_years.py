"""A year of reports: set, moved, reminded of; lists that were final before entered."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal import workcalendar
from portal.conflict import conflict
from portal.doors import official_only
from portal.templatetags.portal import beijing
from scoring.actions import entering, library_years
from scoring.forms.library import TermForm, YearForm
from scoring.libraries.records import tally_of
from scoring.models import LibraryEntry, LibraryYear, Shortlist

RECORDS = "scoring:library_records"
OPEN = "这一年度的报告已经布置。要改期限，请在平台动态管理页点“改期”。"
NOBODY_IN = "库内还没有平台，不能布置年度报告。名单确定以后，入选平台自动入库。"
NOBODY_LATE = "没有待报送的年度报告，不需要催报。"
NOBODY_WAITING = "已确定的名单都已入库，没有等待入库的平台。"

read_and_post = require_http_methods(["GET", "HEAD", "POST"])


def _trail() -> list[tuple[str, str]]:
    return [("平台动态管理", reverse(RECORDS))]


@read_and_post
@official_only
def library_year_new(request: HttpRequest) -> HttpResponse:
    today = workcalendar.today()
    mine = LibraryEntry.objects.visible_to(request.user).standing()
    if not (platforms := mine.count()):
        return conflict(request, NOBODY_IN, reverse(RECORDS))
    form = YearForm(request.POST if request.method == "POST" else None, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            library_years.open_year(
                **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except library_years.YearIsOpen:
            form.add_error("year", OPEN)
        else:
            messages.success(request, "年度报告已布置，库内每家单位都会收到通知。")
            return redirect(RECORDS)
    context = {
        "heading": "布置年度报告",
        "action": "布置年度报告",
        "cancel_url": reverse(RECORDS),
        "consequences": (
            f"库内的 {platforms} 个平台各建立一份年度报告，单位收到通知，在网上填报。",
            "以后入库的平台从下一年度开始报告。",
            "到期没有报送的列为逾期，仍可报送，报告上注明逾期。",
        ),
        "form": form,
        "trail": _trail(),
    }
    return render(request, "confirm.html", context)


def _year(request: HttpRequest, pk: int) -> LibraryYear:
    mine = LibraryYear.objects.filter(province=request.user.province)
    return get_object_or_404(mine, pk=pk)


@read_and_post
@official_only
def library_term(request: HttpRequest, pk: int) -> HttpResponse:
    """Earlier or later, never into the past."""
    year, today = _year(request, pk), workcalendar.today()
    form = TermForm(request.POST if request.method == "POST" else None, today=today)
    if request.method == "POST" and form.is_valid():
        library_years.move_term(
            year=year, **form.cleaned_data, by=request.user, at=timezone.now()
        )
        messages.success(request, "报送期限已改，各单位都会收到通知。")
        return redirect(RECORDS)
    context = {
        "heading": f"{year.year} 年度报告改期",
        "action": "更改期限",
        "cancel_url": reverse(RECORDS),
        "consequences": (
            f"现在的报送期限是{beijing(year.due_on)}当天，改后对全部平台有效。",
        ),
        "form": form,
        "trail": _trail(),
    }
    return render(request, "confirm.html", context)


@read_and_post
@official_only
def library_remind(request: HttpRequest, pk: int) -> HttpResponse:
    year = _year(request, pk)
    tally = tally_of(year, workcalendar.today())
    if not tally.outstanding:
        return conflict(request, NOBODY_LATE, reverse(RECORDS))
    if request.method == "POST":
        try:
            told = library_years.remind(year=year, by=request.user, at=timezone.now())
        except library_years.NobodyIsLate:
            return conflict(request, NOBODY_LATE, reverse(RECORDS))
        messages.success(request, f"已催报 {told} 个平台。")
        return redirect(RECORDS)
    rows = year.reports.outstanding().select_related("entry__enterprise")
    context = {
        "heading": f"催报 {year.year} 年度报告",
        "action": "催报",
        "cancel_url": reverse(RECORDS),
        "consequences": (
            f"没有报送的 {tally.outstanding} 个平台的单位收到通知，"
            f"其中 {tally.late} 个已经逾期。",
        ),
        "affected": [
            f"{each.entry}（{each.entry.enterprise.name}）" for each in rows[:10]
        ],
        "affected_count": tally.outstanding,
        "affected_unit": "个",
        "trail": _trail(),
    }
    return render(request, "confirm.html", context)


@read_and_post
@official_only
def library_enter(request: HttpRequest) -> HttpResponse:
    """For lists that were made final before there was a library."""
    mine = Shortlist.objects.filter(round__province=request.user.province)
    lines = entering.waiting().filter(shortlist__in=mine)
    if not (count := lines.count()):
        return conflict(request, NOBODY_WAITING, reverse(RECORDS))
    if request.method == "POST":
        keys = sorted(set(lines.values_list("shortlist", flat=True)))
        entered = sum(
            entering.enter(shortlist=each, by=request.user, at=timezone.now())
            for each in Shortlist.objects.filter(pk__in=keys).order_by("pk")
        )
        messages.success(request, f"已入库 {entered} 个平台，平台库已公开。")
        return redirect(RECORDS)
    context = {
        "heading": "补办入库",
        "action": "入库",
        "cancel_url": reverse(RECORDS),
        "consequences": (
            f"已确定名单中的 {count} 个平台入库，在平台库公开，单位收到通知。",
            "已经入库的不重复。",
        ),
        "affected": [
            f"{each.dossier.platform}（{each.dossier.enterprise.name}）"
            for each in lines.select_related("dossier__enterprise")[:10]
        ],
        "affected_count": count,
        "affected_unit": "个",
        "trail": _trail(),
    }
    return render(request, "confirm.html", context)


urlpatterns = [
    path("library/records/years/new/", library_year_new, name="library_year_new"),
    path("library/records/years/<int:pk>/term/", library_term, name="library_term"),
    path(
        "library/records/years/<int:pk>/remind/", library_remind, name="library_remind"
    ),
    path("library/records/enter/", library_enter, name="library_enter"),
]
