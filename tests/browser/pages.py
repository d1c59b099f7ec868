"""The main pages, who looks at them, and how they are looked at."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page

from tests.browser.portal_server import ROOT, PortalServer

PASSWORD = "Demo-2026-portal"
#: Of the people that ``tests.factories`` makes.
PLAIN = "correct-horse-battery"
WIDTHS = (1280, 390)
HEIGHT = 900

#: What the addresses need, asked of the demo data itself.
KEYS = """
import json
from applications.models import Dossier, Round
from scoring.models import Assignment
draft = Dossier.objects.filter(
    enterprise__memberships__user__email="firm04.jiangsu@example.com").first()
mine = Dossier.objects.filter(enterprise__city="南京市", status="submitted").first()
recommended = Dossier.objects.filter(status="recommended").first()
sheet = Assignment.objects.filter(
    sheet__state="draft", dossier__round__province="shanxi").first()
print("KEYS" + json.dumps({
    "draft": draft.key, "recommended": recommended.key, "city": mine.key,
    "sheet": sheet.key, "expert": sheet.expert.user.email,
    **{r.province: r.pk for r in Round.objects.all()},
}))
"""


@dataclass(frozen=True, slots=True)
class Look:
    """One page: ``who`` is the name before the @ of a demo login."""

    name: str
    who: str
    path: str


def keys_of(server: PortalServer, script: str) -> dict[str, Any]:
    """What the script prints after the word KEYS."""
    printed = server.manage("shell", "-v", "0", "-c", script)
    found: dict[str, Any] = json.loads(printed.split("KEYS", 1)[1])
    return found


def looks(server: PortalServer) -> list[Look]:
    keys = keys_of(server, KEYS)
    expert = keys["expert"].partition("@")[0]
    return [
        Look("01-home", "", "/"),
        Look("02-task-list", "firm04.jiangsu", f"/dossiers/{keys['draft']}/"),
        Look(
            "03-section",
            "firm04.jiangsu",
            f"/dossiers/{keys['draft']}/sections/access/",
        ),
        Look("04-check", "firm04.jiangsu", f"/dossiers/{keys['draft']}/check/"),
        Look("05-city-queue", "city1.jiangsu", "/city/"),
        Look(
            "06-formal-check",
            "official1.jiangsu",
            f"/manage/dossiers/{keys['recommended']}/",
        ),
        Look("07-round", "official1.jilin", f"/manage/rounds/{keys['jilin']}/"),
        Look("08-scoring", expert, f"/scoring/{keys['sheet']}/"),
        Look(
            "09-ranking",
            "official1.jiangxi",
            f"/manage/rounds/{keys['jiangxi']}/ranking/industry/",
        ),
        Look("10-publicity", "", f"/publicity/{keys['jilin']}/"),
        Look(
            "11-analysis",
            "official1.jiangxi",
            f"/manage/rounds/{keys['jiangxi']}/ranking/regional/analysis/"
            "?cut=quota&quota=2&w1=40&w2=30&w3=10&w4=20",
        ),
    ]


def log_in(page: Page, server: PortalServer, who: str) -> None:
    page.goto(f"{server.url}/accounts/login/")
    page.fill("input[name=login]", f"{who}@example.com")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def log_in_as(page: Page, email: str, password: str = PLAIN) -> None:
    """One of the people that ``tests.factories`` makes; the context has a base URL."""
    page.goto("/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    page.click("main form button")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


#: Who is logged in already, by server: thirty logins a minute is all an address gets.
_STATES: dict[tuple[str, str], Any] = {}


def open_as(browser: Browser, server: PortalServer, who: str, width: int) -> Page:
    """A page in a context of its own, logged in where ``who`` is named."""
    held = _STATES.get((server.url, who))
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT}, locale="zh-CN", storage_state=held
    )
    page = context.new_page()
    if who and not held:
        log_in(page, server, who)
        _STATES[server.url, who] = context.storage_state()
    return page


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return answer_of(
        page,
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    )


def answer_of(page: Page, script: str) -> Any:
    """What the page says; after a click it may still be going over to the next one,
    which is asked then."""
    for _ in range(3):
        page.wait_for_load_state()
        page.wait_for_function("document.documentElement")
        try:
            return page.evaluate(script)
        except Error as error:
            if "context was destroyed" not in str(error):
                raise
    raise AssertionError(f"{page.url} goes on to other pages")


def is_fit(page: Page) -> None:
    """No fault from a desk to a small phone; a desk's window is what is left."""
    page.wait_for_load_state()
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 2400})
        assert sideways(page) == 0, (page.url, width)
        assert violations(page) == [], (page.url, width)
    page.set_viewport_size({"width": 1280, "height": HEIGHT})
    painted(page)


def painted(page: Page) -> None:
    """The window's new size has been drawn. Chromium, short of a processor, now and
    then draws no more until its size changes again: then every click waits in vain."""
    frame = """() => Promise.race([
        new Promise((is) => requestAnimationFrame(() => is(true))),
        new Promise((is) => setTimeout(() => is(false), 5000)),
    ])"""
    for _ in range(3):
        if page.evaluate(frame):
            return
        size = page.viewport_size
        page.set_viewport_size({**size, "height": size["height"] + 1})
    raise AssertionError(f"{page.url} is not drawn")


def violations(page: Page) -> list[str]:
    """What axe-core finds, a line each."""
    # A window as high as the page: a sticky bar over a link is not a fault.
    height = answer_of(page, "document.documentElement.scrollHeight")
    width = page.viewport_size["width"]
    page.set_viewport_size({"width": width, "height": min(height + 50, 12000)})
    assets = Path(os.environ.get("PORTAL_ASSETS", ROOT / "var" / "assets"))
    [axe] = assets.rglob("axe.min.js")
    if not answer_of(page, "'axe' in window"):
        page.evaluate(axe.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run({resultTypes: ['violations']}).then(found => found.violations)"
    )
    return [
        f"{each['id']}: {node['html'][:160]}"
        for each in found
        for node in each["nodes"][:3]
    ]
