"""Who must log in first; what every answer to a signed-in person carries."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode

from portal.conflict import came_from


class LoginMiddleware(LoginRequiredMiddleware):
    """After login one is where the form stood: its address may take posts alone."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponse]
    ) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            answer: HttpResponse = super().handle_no_permission(request, view_func)
            return answer
        page = came_from(request)
        answer = redirect(settings.LOGIN_URL)
        if page:
            answer.headers["Location"] += f"?{urlencode({'next': page})}"
        return answer


class PrivatePagesMiddleware:
    """No cache on the way keeps a page that somebody had to log in for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response
