"""Pages for everybody, logged in or not: the guides, and each round's own rules."""

from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.http import require_safe

from applications.exports.rules import facts_of_round
from applications.facts import anchors_of, table_of
from applications.models import Round
from applications.presentation import rows_of, table_rows
from portal import guides, rules
from portal.rules.anchors import Anchors


@require_safe
@login_not_required
def guide_list(request: HttpRequest) -> HttpResponse:
    """All guides on file, the nation's among them; newest editions first."""
    on_file = [guides.load(key) for key in reversed(guides.on_file())]
    provinces = groupby(sorted(on_file, key=lambda each: each.id), lambda each: each.id)
    opened = Round.objects.opened().only("pk", "code", "title", "province")
    context = {
        "guides": [list(editions) for _, editions in provinces],
        "rounds": opened,
    }
    return render(request, "applications/public/guide_list.html", context)


@require_safe
@login_not_required
def guide(request: HttpRequest, key: str) -> HttpResponse:
    """One guide, readable: kinds, clauses, indicator table, national measures."""
    try:
        found = guides.load(key)
    except guides.UnknownGuide:
        raise Http404 from None
    chapters = groupby(found.measures, lambda each: each.chapter)
    context = {
        "guide": found,
        "kinds": list(found.kinds.values()),
        "rows": rows_of(found.table) if found.table else (),
        "chapters": [(chapter, list(measures)) for chapter, measures in chapters],
    }
    return render(request, "applications/public/guide_detail.html", context)


@require_safe
@login_not_required
def round_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """By what a round selects: frozen when it opened, the bands among it."""
    round = get_object_or_404(Round.objects.opened(), pk=pk)
    context = {
        "round": round,
        "facts": list(facts_of_round(round)),
        "table": table_of(round),
        "rows": table_rows(round),
        "anchored": _anchored(round),
    }
    return render(request, "applications/public/round_rules.html", context)


def _anchored(round: Round) -> list[tuple[rules.Indicator, Anchors]]:
    """The indicators that have guidance, each with its own."""
    found = anchors_of(round)
    leaves = table_of(round).indicators
    return [(each, found[each.code]) for each in leaves if each.code in found]


urlpatterns = [
    path("rounds/<int:pk>/rules/", round_rules, name="round_rules"),
    path("guides/", guide_list, name="guides"),
    path("guides/<path:key>/", guide, name="guide"),
]
