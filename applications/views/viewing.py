"""A file's pages as pictures, with the name of who looks at them and the time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from applications.models import Evidence
from portal.conflict import conflict
from portal.files import preview
from portal.files.pdfs import MOST_PAGES
from portal.templatetags.portal import beijing

LONGEST_NAME = 20
NO_PAGES = "这种文件没有页面可以显示。请下载后用相应的软件打开。"
NOT_DRAWN = "这一页无法显示为图像，文件可能不规范。请下载原件查看。"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the viewer stands: what the file is called here, and its addresses."""

    name: str
    back_url: str
    download_url: str
    picture_url: Callable[[int], str]


def url_if_shown(evidence: Evidence, url: str) -> str:
    return url if evidence.has_view else ""


def withheld(
    request: HttpRequest, evidence: Evidence, name: str, back_url: str
) -> HttpResponse:
    """A file that no scanner found clean is given to nobody."""
    context = {"name": name, "infected": not evidence.is_sound, "back_url": back_url}
    template = "applications/evidence_withheld.html"
    return render(request, template, context, status=409)


def page(request: HttpRequest, evidence: Evidence, place: Place) -> HttpResponse:
    """One page with the way to the next; access was checked."""
    if not evidence.is_servable:
        return withheld(request, evidence, place.name, place.back_url)
    if not evidence.has_view:
        return conflict(request, NO_PAGES, place.back_url)
    try:
        count = evidence.page_count or preview.count(*content_of(evidence))
    except preview.Unreadable:
        return conflict(request, NOT_DRAWN, place.back_url)
    number = _number(request.GET.get("page", ""), count)
    context = {
        "file": evidence,
        "place": place,
        "number": number,
        "count": count,
        "picture_url": place.picture_url(number),
        "width": preview.WIDTH,
    }
    return render(request, "applications/evidence_view.html", context)


def _number(typed: str, count: int) -> int:
    """The page asked for, or the nearest one that there is."""
    wanted = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 1
    return min(max(wanted, 1), count)


def picture(
    request: HttpRequest,
    evidence: Evidence,
    number: int,
    name: str,
    back_url: str,
    hidden: Sequence[str] = (),
) -> HttpResponse:
    """One page as a picture, the words ``hidden`` covered; access was checked."""
    if not evidence.is_servable:
        return withheld(request, evidence, name, back_url)
    if not evidence.has_view:
        return conflict(request, NO_PAGES, back_url)
    if not 1 <= number <= (evidence.page_count or MOST_PAGES):
        raise Http404
    now = beijing(timezone.now(), "short")
    mark = f"{request.user.name[:LONGEST_NAME]} {now}"
    try:
        drawn = preview.draw(
            *content_of(evidence),
            number,
            mark=mark,
            assets=settings.ASSETS_DIR,
            hidden=hidden,
        )
    except preview.Unreadable:
        return conflict(request, NOT_DRAWN, back_url)
    response = HttpResponse(drawn, content_type=preview.CONTENT_TYPE)
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def content_of(evidence: Evidence) -> tuple[bytes, str]:
    """The whole file and what it is; 404 where the store has lost it."""
    try:
        with evidence.file.open("rb") as stored:
            return stored.read(), evidence.content_type
    except (FileNotFoundError, ValueError):
        raise Http404 from None
