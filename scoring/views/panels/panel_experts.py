"""One expert in a round: their dossiers, which they could have, why not the others."""

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from applications.facts import guide_of
from applications.models import Dossier, Round
from portal import workcalendar
from portal.conflict import conflict
from portal.doors import official_only
from scoring import access
from scoring.actions import panels
from scoring.facts.knowing import with_industry
from scoring.facts.matrix import Cell, Row, matrix_of
from scoring.facts.seating import narrowed
from scoring.forms.panels import PanelFilterForm
from scoring.models import Assignment, Expert
from scoring.pairs import pairs_in
from scoring.views.assignments import ASSIGN_NOT_NOW, round_of

PER_PAGE = 50
FREE, FULL, BARRED = "free", "full", "barred"
TABS = {FREE: "可以加入", FULL: "专家组已满", BARRED: "不能加入"}
EMPTY = {
    FREE: "没有还缺专家、这位专家又可以加入的申报。需要更换的，请先在“专家组已满”的"
    "申报中撤回一位。",
    FULL: "没有专家组已满的其他申报。",
    BARRED: "没有这位专家不能加入的申报。",
}
Found = list[tuple[Row, Cell]]


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def panel_expert(request: HttpRequest, pk: int, expert: int) -> HttpResponse:
    """By expert; POST gives them one dossier."""
    round = round_of(request, pk)
    found = _expert(round, expert)
    if request.method == "POST":
        return _assigned(request, round, found)
    kinds = {id: guide_of(round).kinds[id].label for id in round.kinds}
    form = PanelFilterForm(request.GET, kinds=kinds)
    del form.fields["only"]
    wanted = form.cleaned_data if form.is_valid() else {}
    dossiers = narrowed(panels.seats_of(round), round, wanted)
    matrix = matrix_of(round, with_industry(dossiers), [found], workcalendar.today())
    [column] = matrix.columns
    shown = request.GET.get("show", FREE)
    shown = shown if shown in TABS else FREE
    by_tab = _sorted(matrix.rows)
    context = {
        "round": round,
        "column": column,
        "seats": _seats(round, found),
        "form": form,
        "shown": shown,
        "empty": EMPTY[shown],
        "tabs": _tabs(request, by_tab, shown),
        "page": Paginator(by_tab[shown], PER_PAGE).get_page(request.GET.get("page")),
        "reasons": _reasons(by_tab[BARRED]) if shown == BARRED else [],
        "may_assign": access.may_assign(request.user, round),
        "trail": [
            (round.title, round.get_absolute_url()),
            ("专家组", reverse("scoring:panels", args=[pk])),
            ("分派矩阵", reverse("scoring:panel_matrix", args=[pk])),
        ],
    }
    return render(request, "scoring/official/panel_expert.html", context)


def _expert(round: Round, pk: int) -> Expert:
    for found in panels.everybody_of(round):
        if found.pk == pk:
            return found
    raise Http404


def _sorted(rows: tuple[Row, ...]) -> dict[str, Found]:
    """Dossiers where the expert does not sit; what fits their field first."""
    found: dict[str, Found] = {name: [] for name in TABS}
    for row in rows:
        [cell] = row.cells
        if not cell.is_seated:
            free = (FREE if row.gap else FULL) if cell.is_open else BARRED
            found[free].append((row, cell))
    found[FREE].sort(key=lambda pair: not pair[1].said)
    return found


def _seats(round: Round, expert: Expert) -> list[tuple[Dossier, Assignment]]:
    rows = Assignment.objects.standing().filter(expert=expert, dossier__round=round)
    return [
        (each.dossier, each) for each in rows.for_list().order_by("dossier__number")
    ]


def _tabs(
    request: HttpRequest, by_tab: dict[str, Found], shown: str
) -> list[tuple[str, str, bool]]:
    asked = request.GET.copy()
    asked.pop("page", None)
    tabs = []
    for name, label in TABS.items():
        asked["show"] = name
        text = f"{label} {len(by_tab[name])}"
        tabs.append((text, f"?{asked.urlencode()}", name == shown))
    return tabs


def _reasons(barred: Found) -> list[tuple[str, int]]:
    """How many dossiers for each reason; the most frequent first."""
    return Counter(cell.said.partition("：")[0] for _, cell in barred).most_common()


def _assigned(request: HttpRequest, round: Round, expert: Expert) -> HttpResponse:
    here = reverse("scoring:panel_expert", args=[round.pk, expert.pk])
    [(_, number)] = pairs_in(f"0:{request.POST.get('dossier', '')}") or [(0, 0)]
    if not number:
        messages.error(request, "没有选择申报。请在要加入的一行按“加入”。")
        return redirect(here)
    rows = Dossier.objects.visible_to(request.user).accepted().filter(round=round)
    dossier = get_object_or_404(rows.select_related("round", "enterprise"), pk=number)
    try:
        panels.assign(
            dossier=dossier, expert=expert, by=request.user, at=timezone.now()
        )
    except panels.Barred as error:
        return conflict(request, f"没有加入 {dossier}：{error}。", here)
    except panels.NotNow:
        return conflict(request, ASSIGN_NOT_NOW, here)
    messages.success(request, f"{expert} 已加入 {dossier} 的专家组。")
    return redirect(here)


urlpatterns = [
    path(
        "manage/rounds/<int:pk>/panels/experts/<int:expert>/",
        panel_expert,
        name="panel_expert",
    ),
]
