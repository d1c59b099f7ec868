"""The matrix of a round's panels: dossiers by experts, changed by ticking cells."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from applications.facts import guide_of
from applications.models import Round
from portal import workcalendar
from portal.conflict import conflict
from portal.doors import official_only
from scoring import access
from scoring.actions import panels, reseating
from scoring.actions.reseating import Refusal
from scoring.facts.knowing import with_industry
from scoring.facts.matrix import MARKS, matrix_of
from scoring.facts.seating import narrowed
from scoring.forms.panels import MatrixFilterForm, ReasonForm
from scoring.models import Expert
from scoring.pairs import changes_of, joined, pairs_in, said_of
from scoring.views.assignments import ASSIGN_NOT_NOW, round_of

DOSSIERS, EXPERTS = 50, 40
#: What a row says and what its cells are made of; a dossier's document is long.
ROW = ("key", "number", "kind", "recalled_version", "round_id", "enterprise__name",
       "enterprise__city", "enterprise__credit_code")  # fmt: skip


@require_safe
@official_only
def panel_matrix(request: HttpRequest, pk: int) -> HttpResponse:
    round = round_of(request, pk)
    known = guide_of(round).kinds
    kinds = {id: known[id].label for id in round.kinds}
    form = MatrixFilterForm(request.GET, kinds=kinds)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = narrowed(panels.seats_of(round), round, wanted)
    keys = list(rows.values_list("pk", flat=True))  # off an index
    may_assign = access.may_assign(request.user, round)
    page = Paginator(keys, DOSSIERS).get_page(request.GET.get("page"))
    people = _people(request, round, wanted)
    dossiers = rows.filter(pk__in=list(page)).only(*ROW).select_related(None)
    matrix = matrix_of(
        round,
        with_industry(dossiers.select_related("enterprise")),
        people.object_list,
        workcalendar.today(),
    )
    context = {
        "round": round,
        "filters": _filters(tuple(kinds.items()), request.GET.urlencode()),
        "page": page,
        "people": people,
        "matrix": matrix,
        "legend": _legend(may_assign),
        "was": joined(matrix.seats),
        "here": request.GET.urlencode(),
        "may_assign": may_assign,
        "trail": _trail(round),
    }
    return render(request, "scoring/official/panel_matrix.html", context)


@lru_cache(maxsize=32)
def _filters(kinds: tuple[tuple[str, str], ...], asked: str) -> SafeString:
    """Drawn once for each query: its fields are the same on page after page."""
    form = MatrixFilterForm(QueryDict(asked), kinds=dict(kinds))
    form.is_valid()
    return render_to_string("components/fields.html", {"form": form})


@lru_cache(maxsize=2)
def _legend(may_assign: bool) -> SafeString:
    context = {"marks": MARKS.items(), "may_assign": may_assign}
    return render_to_string("scoring/official/_matrix_legend.html", context)


def _trail(round: Round) -> list[tuple[str, str]]:
    return [
        (round.title, round.get_absolute_url()),
        ("专家组", reverse("scoring:panels", args=[round.pk])),
    ]


def _people(request: HttpRequest, round: Round, wanted: dict[str, Any]) -> Page[Expert]:
    """So many columns; fields are compared here, databases differ in searching them."""
    rows = panels.everybody_of(round)
    if word := wanted.get("who", "").strip().lower():
        rows = [each for each in rows if _matches(each, word)]
    return Paginator(rows, EXPERTS).get_page(request.GET.get("experts"))


def _matches(expert: Expert, word: str) -> bool:
    said = (expert.code, expert.user.name, expert.employer, *expert.fields)
    return any(word in each.lower() for each in said)


@require_POST
@official_only
def panel_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What was ticked: first named on a page of its own, then done as a whole."""
    round = round_of(request, pk)
    back = _back(request, round)
    if not access.may_assign(request.user, round):
        return conflict(request, ASSIGN_NOT_NOW, back)
    if "confirmed" in request.POST:
        add, drop = (pairs_in(request.POST.get(key, "")) for key in ("add", "drop"))
        form = ReasonForm(request.POST) if drop else None
        if form is None or form.is_valid():
            return _done(request, round, add, drop, form, back)
        return _confirm(request, round, add, drop, (), form, back)
    was = pairs_in(request.POST.get("was", ""))
    now = pairs_in(" ".join(request.POST.getlist("seat")))
    add = [pair for pair in now if pair not in was]
    drop = [pair for pair in was if pair not in now]
    if not add and not drop:
        messages.info(request, "没有改动：请先勾选要加入的，或取消要撤回的。")
        return redirect(back)
    refusals = reseating.rehearse(round, add, drop, timezone.now())
    refused = {(each.dossier, each.expert) for each in refusals}
    add, drop = ([p for p in each if p not in refused] for each in (add, drop))
    form = ReasonForm() if drop else None
    return _confirm(request, round, add, drop, refusals, form, back)


def _back(request: HttpRequest, round: Round) -> str:
    """The page of the matrix from which one came, and nowhere else."""
    page = reverse("scoring:panel_matrix", args=[round.pk])
    asked = request.POST.get("here", "")
    kept = MatrixFilterForm.kept(asked)
    return f"{page}?{urlencode(kept)}" if kept else page


def _confirm(
    request: HttpRequest,
    round: Round,
    add: Sequence[reseating.Pair],
    drop: Sequence[reseating.Pair],
    refusals: Sequence[Refusal],
    form: ReasonForm | None,
    back: str,
) -> HttpResponse:
    context = {
        "heading": "确认分派改动",
        "action": f"确认加入 {len(add)} 席、撤回 {len(drop)} 席",
        "cancel_url": back,
        "form": form,
        "nothing": not add and not drop,
        "consequences": _consequences(add, drop, refusals),
        "changes": changes_of(round, add, drop, refusals),
        "hidden": [
            ("add", joined(add)),
            ("drop", joined(drop)),
            ("here", request.POST.get("here", "")),
            ("confirmed", "1"),
        ],
        "irreversible": "同一专家撤回后不能再分派到这份申报。" if drop else "",
        "trail": [*_trail(round), ("分派矩阵", back)],
    }
    return render(request, "scoring/official/panel_changes.html", context)


def _consequences(
    add: Sequence[reseating.Pair],
    drop: Sequence[reseating.Pair],
    refusals: Sequence[Refusal],
) -> list[str]:
    said = []
    if add:
        said.append(f"加入 {len(add)} 席，这些专家收到通知。")
    if drop:
        said.append(f"撤回 {len(drop)} 席，这些专家不能再打开申报，并收到通知。")
    if refusals and said:
        said.append(f"标为“不能办理”的 {len(refusals)} 处不会改动，其余照办。")
    return said


def _done(
    request: HttpRequest,
    round: Round,
    add: Sequence[reseating.Pair],
    drop: Sequence[reseating.Pair],
    form: ReasonForm | None,
    back: str,
) -> HttpResponse:
    try:
        reseating.reseat(
            round=round,
            add=add,
            drop=dict.fromkeys(drop, form.cleaned_data["reason"] if form else ""),
            by=request.user,
            at=timezone.now(),
        )
    except panels.NotNow:
        return conflict(request, ASSIGN_NOT_NOW, back)
    except reseating.Refused as refused:
        [first, *_] = changes_of(round, (), (), refused.refusals)
        return conflict(request, f"没有改动：其间情况有变化。{said_of(first)}。", back)
    messages.success(request, f"已加入 {len(add)} 席、撤回 {len(drop)} 席。")
    return redirect(back)


urlpatterns = [
    path("manage/rounds/<int:pk>/panels/matrix/", panel_matrix, name="panel_matrix"),
    path("manage/rounds/<int:pk>/panels/changes/", panel_changes, name="panel_changes"),
]
