"""The panels as a workbook: downloaded, edited offline, reported on, taken over."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from applications.models import Dossier, Round
from portal import workcalendar
from portal.conflict import conflict
from portal.doors import official_only
from portal.download import workbook_response
from portal.filing_book import Problem, Spoiled
from portal.filing_book.opening import MOST_BYTES
from scoring import access
from scoring.actions import panels, reseating
from scoring.actions.panel_book import SeatPlan, plan_of
from scoring.exports.panel_book import Helping, codes_by_dossier, write_panels
from scoring.facts.barring import SEATED, barred_pairs
from scoring.facts.caps import caps_of
from scoring.facts.duty import off_duty
from scoring.facts.panel_book import SHEET, column_of, items_of
from scoring.forms.panel_book import PanelBookForm, read_panels
from scoring.models import Assignment, Expert
from scoring.pairs import changes_of, said_of
from scoring.views.assignments import ASSIGN_NOT_NOW, round_of

REPORT_SECONDS = 2 * 3600
EXPIRED = "报告已失效（超过 2 小时或内容被改动），没有导入。请重新上传。"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell that stands in the way, under its column's name."""

    label: str
    problem: Problem


@require_safe
@official_only
def panel_book_template(request: HttpRequest, pk: int) -> HttpResponse:
    """The panels as they are, with the experts and the bars beside."""
    round = round_of(request, pk)
    dossiers = list(panels.seats_of(round).order_by("number"))
    experts = panels.everybody_of(round)
    day = workcalendar.today()
    out, caps = off_duty(experts, day), caps_of(round, experts)
    standing = Assignment.objects.standing().filter(dossier__round=round)
    codes = codes_by_dossier(standing.values_list("dossier", "expert__code"))
    data = write_panels(
        round,
        [(each, codes.get(each.pk, [])) for each in dossiers],
        [Helping(e, caps.get(e.pk), out.get(e.pk, "")) for e in experts],
        _bars(dossiers, experts, set(out)),
        at=timezone.now(),
    )
    return workbook_response(data, f"{round.code}_分派表.xlsx")


def _bars(
    dossiers: list[Dossier], experts: list[Expert], out: set[int]
) -> Iterator[tuple[str, str, str]]:
    """Of single pairs; who is out today stands once, beside the expert."""
    numbers = {each.pk: str(each.number) for each in dossiers}
    codes = {each.pk: each.code for each in experts}
    barred = barred_pairs(dossiers, experts, workcalendar.today())
    for (dossier, expert), why in sorted(barred.items()):
        if why != SEATED and expert not in out:
            yield numbers[dossier], codes[expert], why


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def panel_book(request: HttpRequest, pk: int) -> HttpResponse:
    """Download and upload; an upload is answered with its report, nothing is saved."""
    round = round_of(request, pk)
    if not access.may_assign(request.user, round):
        return conflict(request, ASSIGN_NOT_NOW, reverse("scoring:panels", args=[pk]))
    if request.method != "POST":
        return _page(request, round, PanelBookForm())
    form = PanelBookForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, round, form)
    content = form.cleaned_data["book"].read(MOST_BYTES + 1)
    try:
        read = read_panels(content, round)
    except Spoiled as spoiled:
        refusals = _refusals(round, spoiled.problems)
        return _page(request, round, PanelBookForm(), refusals=refusals)
    plan = plan_of(round, read.entries, timezone.now())
    refusals = _refusals(round, [*read.problems, *plan.problems])
    writes = bool(plan.add or plan.drop) and not refusals
    return _page(
        request,
        round,
        PanelBookForm(),
        report=plan,
        changes=changes_of(round, plan.add, [*plan.drop]) if not refusals else [],
        refusals=refusals,
        token=_signed(request, round, plan) if writes else "",
    )


def _refusals(round: Round, problems: Iterable[Problem]) -> list[Refusal]:
    """In the order of the rows."""
    size = round.panel_size
    labels = {column_of(item.id, size): item.label for item in items_of(size)}

    def place(problem: Problem) -> tuple[bool, int, str]:
        digits = "".join(each for each in problem.cell if each.isdigit())
        return problem.sheet == SHEET, int(digits[:6] or 0), problem.cell

    return [
        Refusal(labels.get(each.cell.rstrip("0123456789"), ""), each)
        for each in sorted(problems, key=place)
    ]


def _signed(request: HttpRequest, round: Round, plan: SeatPlan) -> str:
    said = {
        "add": plan.add,
        "drop": [(*pair, reason) for pair, reason in plan.drop.items()],
    }
    return signing.dumps(said, salt=_salt(request, round), compress=True)


def _salt(request: HttpRequest, round: Round) -> str:
    """A report is its reader's alone, and of one round."""
    return f"panel-book:{request.user.pk}:{round.pk}"


@require_POST
@official_only
def panel_book_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over what was reported: all of it, or nothing."""
    round = round_of(request, pk)
    back = reverse("scoring:panel_book", args=[pk])
    try:
        said = signing.loads(
            request.POST.get("token", ""),
            salt=_salt(request, round),
            max_age=REPORT_SECONDS,
        )
    except signing.BadSignature:
        return conflict(request, EXPIRED, back)
    add = [tuple(pair) for pair in said["add"]]
    drop = {(dossier, expert): reason for dossier, expert, reason in said["drop"]}
    try:
        reseating.reseat(
            round=round, add=add, drop=drop, by=request.user, at=timezone.now()
        )
    except panels.NotNow:
        return conflict(request, ASSIGN_NOT_NOW, back)
    except reseating.Refused as refused:
        [first, *_] = changes_of(round, (), (), refused.refusals)
        reason = f"没有导入：核对以后情况有变化。{said_of(first)}。请重新上传。"
        return conflict(request, reason, back)
    messages.success(request, f"已加入 {len(add)} 席、撤回 {len(drop)} 席。")
    return redirect("scoring:panels", pk)


def _page(
    request: HttpRequest, round: Round, form: PanelBookForm, **more: Any
) -> HttpResponse:
    context = {
        "round": round,
        "form": form,
        "report": None,
        "changes": (),
        "refusals": (),
        "token": "",
        "trail": [
            (round.title, round.get_absolute_url()),
            ("专家组", reverse("scoring:panels", args=[round.pk])),
        ],
        **more,
    }
    return render(request, "scoring/official/panel_book.html", context)


urlpatterns = [
    path("manage/rounds/<int:pk>/panels/book/", panel_book, name="panel_book"),
    path(
        "manage/rounds/<int:pk>/panels/book/template/",
        panel_book_template,
        name="panel_book_template",
    ),
    path(
        "manage/rounds/<int:pk>/panels/book/apply/",
        panel_book_apply,
        name="panel_book_apply",
    ),
]
