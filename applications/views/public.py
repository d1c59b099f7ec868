"""Pages for everybody, logged in or not: the guides."""

from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from applications.presentation import rows_of
from portal import guides


@require_safe
@login_not_required
def guide_list(request: HttpRequest) -> HttpResponse:
    """All guides on file, the nation's among them; newest editions first."""
    on_file = [guides.load(key) for key in reversed(guides.on_file())]
    provinces = groupby(sorted(on_file, key=lambda each: each.id), lambda each: each.id)
    context = {"guides": [list(editions) for _, editions in provinces]}
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


urlpatterns = [
    path("guides/", guide_list, name="guides"),
    path("guides/<path:key>/", guide, name="guide"),
]
