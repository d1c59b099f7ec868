"""The answer to the right person at the wrong moment."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def conflict(request: HttpRequest, reason: str, back_url: str = "") -> HttpResponse:
    """A page with status 409 that says what has happened meanwhile."""
    context = {"reason": reason, "back_url": back_url}
    return render(request, "409.html", context, status=409)
