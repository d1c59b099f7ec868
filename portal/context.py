"""What every page is given: whose portal this is, and where one may go."""

from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from portal.manuals import FOR_ROLE, chapter_for
from portal.models import User

Places = tuple[tuple[str, str], ...]

DESK = ("工作台", "scoring:home")
GUIDES = ("申报指南", "applications:guides")
WORKDAYS = ("工作日历", "scoring:workdays")
PUBLICITY = ("公示公告", "scoring:publicity_list")
LIBRARY = ("入库平台", "scoring:library_records")

VISITOR: Places = (
    ("首页", "scoring:home"),
    ("指南", "applications:guides"),
    PUBLICITY,
    ("登录", "account_login"),
    ("单位注册", "account_signup"),
)

PLACES: dict[str, Places] = {
    User.Role.ENTERPRISE: (
        DESK,
        ("我的申报", "applications:dossiers"),
        LIBRARY,
        ("本单位", "applications:colleagues"),
        GUIDES,
        PUBLICITY,
    ),
    User.Role.CITY: (
        DESK,
        ("待推荐", "applications:city_queue"),
        ("推荐汇总", "applications:city_list"),
        ("数据看板", "scoring:city_dashboard"),
        LIBRARY,
    ),
    User.Role.OFFICIAL: (  # no room for the desk, to which the name above leads
        ("批次管理", "applications:rounds"),
        ("申报管理", "applications:official_queue"),
        ("专家库", "scoring:experts"),
        LIBRARY,
        ("账号邀请", "portal:invitations"),
        WORKDAYS,
        PUBLICITY,
    ),
    User.Role.EXPERT: (
        DESK,
        ("评审任务", "scoring:tasks"),
        ("指南", "applications:guides"),
    ),
    User.Role.AUDIT: (
        DESK,
        ("审计记录", "portal:audit"),
        ("名单核查", "scoring:audit_lists"),
    ),
    User.Role.SYSTEM: (
        DESK,
        ("账号邀请", "portal:invitations"),
        ("审签职责", "scoring:duties"),
        WORKDAYS,
        ("发送记录", "portal:outbox"),
    ),
    User.Role.SECURITY: (
        DESK,
        ("账号", "portal:people"),
    ),
}


@dataclass(frozen=True)
class NavItem:
    label: str
    name: str
    url: str
    active: bool


def identity(request: HttpRequest) -> dict[str, object]:
    """Names and contact lines of this installation; empty ones are not shown."""
    wanted = ("name", "department", "contact", "logo", "organiser", "record")
    return {
        "portal": {
            key: getattr(settings, f"PORTAL_{key.upper()}", "") for key in wanted
        }
    }


def navigation(request: HttpRequest) -> dict[str, object]:
    """The entries for the role of who is asking, the one they are in marked."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    places = PLACES.get(user.role, ()) if signed_in else VISITOR
    role = user.role if signed_in else None
    return {
        "navigation": _marked(places, request.path),
        "help_url": _help(request, role),
        "unread_news": getattr(user, "unread", None) or 0,
    }


def _help(request: HttpRequest, role: str | None) -> str:
    """The chapter about this page; a visitor's are those of the enterprise."""
    place = request.resolver_match.url_name if request.resolver_match else None
    manual = FOR_ROLE.get(role, "") if role else "enterprise"
    chapter = chapter_for(manual, place or "")
    if not manual or (role is None and not chapter):
        return reverse("portal:manuals")
    url = reverse("portal:manual", args=[manual])
    return f"{url}#{quote(chapter)}" if chapter else url


def _marked(places: Places, path: str) -> list[NavItem]:
    """The entry whose address is the longest beginning of this path is active."""
    urls = {name: reverse(name) for _, name in places}
    inside = [url for url in urls.values() if _holds(url, path)]
    if not inside and path.startswith("/manage/"):  # what a round leads to
        inside = [urls[name] for name in urls if name == "applications:rounds"]
    here = max(inside, key=len, default=None)
    return [
        NavItem(label, name, urls[name], urls[name] == here) for label, name in places
    ]


def _holds(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
