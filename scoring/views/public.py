"""What is published."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def placeholder(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=501)


urlpatterns = [path("publicity/", placeholder, name="publicity_list")]
