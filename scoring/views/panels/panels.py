"""The official's panels of a round: who sits where, how far they are."""

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications.facts import guide_of
from applications.models import Dossier, Round
from portal import workcalendar
from portal.doors import official_only
from scoring import access
from scoring.actions import panels, stages
from scoring.facts.contested import has_bands
from scoring.facts.flags import flag_counts
from scoring.facts.seating import narrowed, panel_lines
from scoring.forms.panels import PanelFilterForm
from scoring.models import Assignment, ScoreSheet
from scoring.views.assignments import round_of
from scoring.views.panels import (
    caps,
    experts,
    matrix,
    panel_book,
    panel_experts,
    proposals,
    seats,
)
from scoring.views.panels import stages as turning_points
from scoring.views.reviews import contested, discussions, flag_answers

PER_PAGE = 50


@require_safe
@official_only
def panel_list(request: HttpRequest, pk: int) -> HttpResponse:
    round = round_of(request, pk)
    known = guide_of(round).kinds
    kinds = {id: known[id].label for id in round.kinds}
    form = PanelFilterForm(request.GET, kinds=kinds)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = narrowed(panels.seats_of(round), round, wanted)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "round": round,
        "form": form,
        "page": page,
        "lines": panel_lines(round, page.object_list, workcalendar.today()),
        "sums": _sums(round),
        "open_points": _open_points(round),
        "may_assign": access.may_assign(request.user, round),
        "has_bands": has_bands(round),
        "trail": [
            ("批次管理", reverse("applications:rounds")),
            (round.title, round.get_absolute_url()),
        ],
    }
    return render(request, "scoring/official/panel_list.html", context)


def _sums(round: Round) -> list[tuple[str, str]]:
    standing = Assignment.objects.standing().filter(dossier__round=round)
    found = standing.aggregate(
        seated=Count("pk"),
        declared=Count("pk", filter=Q(state=Assignment.State.DECLARED)),
        handed_in=Count("pk", filter=Q(sheet__state=ScoreSheet.State.HANDED_IN)),
    )
    flags = flag_counts(round)
    accepted = Dossier.objects.filter(round=round).accepted().count()
    wanted = accepted * round.panel_size
    return [
        ("已受理申报", f"{accepted} 份"),
        ("专家席位", f"已安排 {found['seated']} / 共需 {wanted}"),
        ("已声明", f"{found['declared']} / {found['seated']}"),
        ("评分表已提交", f"{found['handed_in']} / {found['seated']}"),
        ("专家标记", f"待处理 {flags['open']} / 共 {flags['all']} 条"),
    ]


def _open_points(round: Round) -> list[str]:
    """What stands in the way of the next stage."""
    if round.status == Round.Status.OPEN:
        return stages.before_scoring(round, timezone.now())
    if round.status == Round.Status.SCORING:
        return stages.before_closing(round)
    return []


urlpatterns = [
    path("manage/rounds/<int:pk>/panels/", panel_list, name="panels"),
    *matrix.urlpatterns,
    *panel_experts.urlpatterns,
    *panel_book.urlpatterns,
    *caps.urlpatterns,
    *proposals.urlpatterns,
    *flag_answers.urlpatterns,
    *contested.urlpatterns,
    *seats.urlpatterns,
    *discussions.urlpatterns,
    *turning_points.urlpatterns,
    *experts.urlpatterns,
]
