"""The answer to the right person at the wrong moment, and where they came from."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme


def conflict(request: HttpRequest, reason: str, back_url: str = "") -> HttpResponse:
    """A page with status 409 that says what has happened meanwhile."""
    context = {"reason": reason, "back_url": back_url}
    return render(request, "409.html", context, status=409)


def came_from(request: HttpRequest) -> str:
    """The page of this portal on which the form stood; "" where nobody says."""
    said = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(said, {request.get_host()}):
        return ""
    page = urlsplit(said)
    return f"{page.path}?{page.query}" if page.query else page.path
