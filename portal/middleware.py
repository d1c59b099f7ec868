"""Who must log in first; what every answer carries."""

from collections.abc import Callable
from functools import cache

from csp.middleware import HEADER, CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from portal.conflict import came_from

NEVER_KEPT = "max-age=0, no-cache, no-store, must-revalidate, private"


class PolicyMiddleware(CSPMiddleware):
    """One policy for all answers, so it is put into words once."""

    def process_response(
        self, request: HttpRequest, response: HttpResponse
    ) -> HttpResponse:
        response.headers.setdefault(HEADER, _policy())
        return response


@cache
def _policy() -> str:
    return build_policy()


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
            response.headers["Cache-Control"] = NEVER_KEPT
        return response
