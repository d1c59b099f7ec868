"""A yearly report: read by its three sides, written by one, answered by another."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from applications.presentation.values import in_unit
from portal import workcalendar
from portal.conflict import conflict
from portal.doors import enterprise_only, filers_only, official_only
from portal.guides import library as law
from portal.templatetags.portal import beijing, money
from scoring import access
from scoring.actions import yearly_reports as actions
from scoring.facts.library import (
    Before,
    before_of,
    days_left,
    figures_of,
    report_word,
    was_late,
)
from scoring.forms.library import ReportAnswerForm, ReportForm
from scoring.models import YearlyReport

MOVED_ON = "这份年度报告已经变化：可能同事已经保存或报送，或主管部门已经审核。"
NOT_YOURS_NOW = "这份年度报告现在不能修改：已经报送或审核，或平台已退出平台库。"
NOT_NOW = "这份年度报告现在不能审核：还没有报送，或另一位同事已经审核。"

read_and_post = require_http_methods(["GET", "HEAD", "POST"])
Trail = list[tuple[str, str]]


def report_of(request: HttpRequest, pk: int) -> YearlyReport:
    visible = YearlyReport.objects.visible_to(request.user)
    rows = visible.select_related("entry__enterprise", "year").distinct()
    return get_object_or_404(rows, pk=pk)


def trail_of(report: YearlyReport) -> Trail:
    return [
        ("平台动态管理", reverse("scoring:library_records")),
        (str(report.entry), report.entry.get_absolute_url()),
    ]


@require_safe
@filers_only
def library_report(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft's figures are its enterprise's alone until it is handed in."""
    report = report_of(request, pk)
    before = before_of(report)
    is_shown = request.user.is_enterprise or report.handed_in_at is not None
    context = {
        "report": report,
        "word": report_word(report, workcalendar.today()),
        "is_late": was_late(report),
        "before": before,
        "figures": figures_of(report, before) if is_shown else [],
        "is_shown": is_shown,
        "bound": law.remarkable_percent(),
        "may_edit": access.may_report(request.user, report),
        "may_answer": access.may_answer_report(request.user, report),
        "trail": trail_of(report),
    }
    return render(request, "scoring/library/report_detail.html", context)


@read_and_post
@enterprise_only
def library_report_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Saved as it is, or handed in once nothing is missing."""
    report = report_of(request, pk)
    address = reverse("scoring:library_report", args=[pk])
    if not access.may_report(request.user, report):
        return conflict(request, NOT_YOURS_NOW, address)
    before = before_of(report)
    is_post = request.method == "POST"
    form = ReportForm(
        request.POST if is_post else None, report=report, hints=_hints(report, before)
    )
    is_final = request.POST.get("then") == "hand_in"
    if is_post and form.is_valid() and (not is_final or form.require_all()):
        return _write(request, report, form, is_final)
    context = {
        "report": report,
        "form": form,
        "before": before,
        "left": days_left(report.year.due_on, workcalendar.today()),
        "trail": trail_of(report),
    }
    return render(request, "scoring/library/report_form.html", context)


def _hints(report: YearlyReport, before: Before) -> dict[str, str]:
    """Last year's figure beside each."""
    return {
        each.metric.id: (
            f"上一次 {in_unit(money(each.before), each.metric.unit or '')}"
            f"（{before.source}）"
        )
        for each in figures_of(report, before)
        if each.before is not None
    }


def _write(
    request: HttpRequest, report: YearlyReport, form: ReportForm, is_final: bool
) -> HttpResponse:
    act = actions.hand_in if is_final else actions.save
    version = form.cleaned_data["version"]
    try:
        act(
            report=report,
            said=form.said,
            version=version,
            by=request.user,
            at=timezone.now(),
        )
    except actions.ReportHasMovedOn:
        return conflict(request, MOVED_ON, request.path)
    if is_final:
        messages.success(request, "年度报告已报送，等待省级主管部门审核。")
        return redirect("scoring:library_report", report.pk)
    due = beijing(report.year.due_on)
    messages.success(request, f"已保存，还没有报送。请在{due}结束前报送。")
    return redirect("scoring:library_report_edit", report.pk)


@read_and_post
@official_only
def library_report_answer(request: HttpRequest, pk: int) -> HttpResponse:
    report = report_of(request, pk)
    address = reverse("scoring:library_report", args=[pk])
    if not access.may_answer_report(request.user, report):
        return conflict(request, NOT_NOW, address)
    form = ReportAnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(
                report=report,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
            )
        except actions.ReportHasMovedOn:
            return conflict(request, NOT_NOW, address)
        done = "已审核通过，可以考核这一年度。"
        back = "已退回修改，企业按意见改后重新报送。"
        is_accepted = form.cleaned_data["is_accepted"]
        messages.success(request, done if is_accepted else back)
        return redirect("scoring:library_record", report.entry_id)
    context = {
        "heading": f"审核 {report.year.year} 年度报告：{report.entry}",
        "action": "提交审核结论",
        "cancel_url": address,
        "consequences": (
            "审核通过的，企业不能再修改，可以作年度考核决定。",
            "退回修改的，意见发给企业，企业改后重新报送；报送期限不变。",
        ),
        "form": form,
        "trail": trail_of(report),
    }
    return render(request, "confirm.html", context)


urlpatterns = [
    path("library/records/reports/<int:pk>/", library_report, name="library_report"),
    path(
        "library/records/reports/<int:pk>/edit/",
        library_report_edit,
        name="library_report_edit",
    ),
    path(
        "library/records/reports/<int:pk>/answer/",
        library_report_answer,
        name="library_report_answer",
    ),
]
