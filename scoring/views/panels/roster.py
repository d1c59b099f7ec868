"""The expert pool as a workbook: downloaded, filled in, reported on, taken over."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from portal import invitations
from portal.conflict import conflict
from portal.doors import official_only
from portal.download import workbook_response
from portal.filing_book import Problem, Spoiled
from portal.filing_book.opening import MOST_BYTES
from scoring.actions import experts
from scoring.actions.roster import Stale, take_over
from scoring.exports.roster import write_roster
from scoring.facts.roster import ITEMS, LABELS, SHEET, Entry, Line, plan_of
from scoring.facts.roster_periods import ABSENCES, BLACKLIST, Period
from scoring.facts.roster_pool import Deed
from scoring.forms.roster import RosterForm, read_roster
from scoring.models import Expert
from scoring.views.panels.duty import POOL

REPORT_SECONDS = 2 * 3600
BACK = "/manage/experts/roster/"
MEANWHILE = "核对之后，专家库又有改动，没有导入。请重新上传，核对新的报告。"
EXPIRED = "报告已失效（超过 2 小时或内容被改动），没有导入。请重新上传。"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WORDS = {item.id: item.head for item in ITEMS}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell that stands in the way, under its column's name."""

    label: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Shown:
    """A row that would be written, its values ready to print."""

    line: Line
    changes: tuple[tuple[str, str, str], ...]


@require_safe
@official_only
def roster_template(request: HttpRequest, which: str) -> HttpResponse:
    """With the experts of the pool, or blank."""
    if which not in ("filled", "blank"):
        raise Http404
    pool = Expert.objects.visible_to(request.user).select_related("user")
    rows = pool.order_by("code") if which == "filled" else ()
    data = write_roster(request.user.province, rows, at=timezone.now())
    about = "现有专家" if which == "filled" else "空白"
    return workbook_response(data, f"专家名册-{about}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def roster(request: HttpRequest) -> HttpResponse:
    """Download and upload; an upload is answered with its report, nothing is saved."""
    if request.method != "POST":
        return _page(request, RosterForm())
    form = RosterForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form)
    content = form.cleaned_data["book"].read(MOST_BYTES + 1)
    try:
        read = read_roster(content, request.user.province)
    except Spoiled as spoiled:
        return _page(request, RosterForm(), refusals=_refusals(spoiled.problems))
    plan = plan_of(request.user.province, read.entries, read.periods)
    problems = [*read.problems, *plan.problems]
    token = ""
    if not problems and plan.writes:
        said = {
            "entries": [(each.row, each.stated) for each in read.entries],
            "periods": [(each.sheet, each.row, each.stated) for each in read.periods],
            "digest": plan.digest,
        }
        token = signing.dumps(said, salt=_salt(request), compress=True)
    report = {
        "counts": plan.counts | {"refused": len(_rows(problems))},
        "written": [_shown(each) for each in plan.lines if each.changes],
        "same": [each for each in plan.lines if each.deed == Deed.SAME],
        "periods": [each for each in plan.periods if each.deed == Deed.ADD],
    }
    refusals = _refusals(problems)
    return _page(request, RosterForm(), report=report, refusals=refusals, token=token)


def _rows(problems: list[Problem]) -> set[tuple[str, str]]:
    return {(each.sheet, each.cell.lstrip(LETTERS)) for each in problems}


def _refusals(problems: Any) -> list[Refusal]:
    """In the order of the sheet."""
    return [Refusal(_label(each), each) for each in sorted(problems, key=_place)]


def _place(problem: Problem) -> tuple[int, int, str]:
    sheets = (SHEET, ABSENCES, BLACKLIST)
    sheet = sheets.index(problem.sheet) if problem.sheet in sheets else -1
    digits = "".join(each for each in problem.cell if each.isdigit())
    return sheet, int(digits[:6] or 0), problem.cell


def _label(problem: Problem) -> str:
    return LABELS.get((problem.sheet, problem.cell.rstrip("0123456789")), "")


def _shown(line: Line) -> Shown:
    return Shown(line, tuple(_changes(line)))


def _changes(line: Line) -> Iterator[tuple[str, str, str]]:
    for id, old, new in line.changes:
        yield WORDS[id], _said(old), _said(new)


def _said(value: Any) -> str:
    match value:
        case None | "" | []:
            return "空"
        case bool():
            return "是" if value else "否"
        case list():
            return "、".join(value)
        case _:
            return str(value)


@require_POST
@official_only
def roster_apply(request: HttpRequest) -> HttpResponse:
    """Take over what was reported: all of it, or nothing."""
    try:
        said = signing.loads(
            request.POST.get("token", ""), salt=_salt(request), max_age=REPORT_SECONDS
        )
    except signing.BadSignature:
        return conflict(request, EXPIRED, BACK)
    is_inviting = "invite" in request.POST
    try:
        plan = take_over(
            entries=[Entry(*each) for each in said["entries"]],
            periods=[Period(*each) for each in said["periods"]],
            digest=said["digest"],
            is_inviting=is_inviting,
            by=request.user,
            at=timezone.now(),
        )
    except Stale:
        return conflict(request, MEANWHILE, BACK)
    added, changed = plan.counts["add"], plan.counts["change"]
    sent = "，邀请链接在“账号邀请”中" if is_inviting and added else ""
    periods = plan.counts["periods"]
    kept_out = f"、登记不可评审时段和黑名单 {periods} 条" if periods else ""
    said = f"已新增 {added} 人、修改 {changed} 人{kept_out}{sent}。"
    messages.success(request, said)
    return redirect("scoring:experts")


@require_POST
@official_only
def expert_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """The link for an expert who came in with a roster and without one."""
    pool = Expert.objects.visible_to(request.user).select_related("user")
    expert = get_object_or_404(pool, pk=pk)
    try:
        experts.invite(expert=expert, by=request.user, at=timezone.now())
    except invitations.AlreadyInvited:
        messages.warning(request, "这位专家已有邀请或已设置密码，没有再发。")
    else:
        messages.success(request, "邀请已建立，请把下面的链接发给本人。")
    return redirect("scoring:expert_edit", pk)


def _salt(request: HttpRequest) -> str:
    """A report is its reader's alone, and their province's."""
    return f"expert-roster:{request.user.pk}:{request.user.province}"


def _page(request: HttpRequest, form: RosterForm, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "report": None,
        "refusals": (),
        "token": "",
        "trail": POOL,
        **more,
    }
    return render(request, "scoring/official/roster.html", context)


urlpatterns = [
    path("manage/experts/roster/", roster, name="roster"),
    path("manage/experts/roster/apply/", roster_apply, name="roster_apply"),
    path(
        "manage/experts/roster/template/<str:which>/",
        roster_template,
        name="roster_template",
    ),
    path("manage/experts/<int:pk>/invite/", expert_invite, name="expert_invite"),
]
