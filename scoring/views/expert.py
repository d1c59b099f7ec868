"""The expert's pages."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def placeholder(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=501)


urlpatterns = [path("scoring/", placeholder, name="tasks")]
