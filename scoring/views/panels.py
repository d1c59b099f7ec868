"""The official's pages about experts and panels."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def placeholder(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=501)


urlpatterns = [path("manage/experts/", placeholder, name="experts")]
