"""What the portal's pages are measured against; served by ``bin/bench`` alone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from applications.models import Dossier


def bare(request: HttpRequest, pk: int) -> HttpResponse:
    """A dossier and a template of one line, for whoever is logged in."""
    dossier = Dossier.objects.get(pk=pk)
    return render(request, "bare.html", {"dossier": dossier})


def nothing(request: HttpRequest) -> HttpResponse:
    """Behind the same login: how much the crowd itself can ask for."""
    return HttpResponse("")


urlpatterns = [
    path("bench/bare/<int:pk>/", bare),
    path("bench/nothing/", nothing),
    path("", include("portal.urls")),
]
