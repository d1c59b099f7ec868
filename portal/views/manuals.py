"""Help: the manuals, open to everybody, one's own first."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from portal.manuals import manuals


@login_not_required
@require_safe
def manual_list(request: HttpRequest) -> HttpResponse:
    context = {"manuals": manuals().values()}
    return render(request, "portal/manual_list.html", context)


@login_not_required
@require_safe
def manual(request: HttpRequest, name: str) -> HttpResponse:
    found = manuals().get(name)
    if found is None:
        raise Http404
    return render(request, "portal/manual_detail.html", {"manual": found})


urlpatterns = [
    path("help/", manual_list, name="manuals"),
    path("help/<slug:name>/", manual, name="manual"),
]
