"""Pictures for the documentation: ``bin/screenshots``; ``manuals``: theirs alone."""

import sys

from playwright.sync_api import Browser, sync_playwright

from tests.browser import manual
from tests.browser.conftest import CHROMIUM, SWITCHES
from tests.browser.pages import WIDTHS, looks, open_as
from tests.browser.portal_server import ROOT, PortalServer

FOLDER = ROOT / "docs" / "screenshots"


def take(*, only_manuals: bool) -> None:
    server = PortalServer(demo=()).start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM, args=SWITCHES
            )
            if not only_manuals:
                take_pages(browser, server)
            manual.take(browser, server)
            browser.close()
    finally:
        server.stop()


def take_pages(browser: Browser, server: PortalServer) -> None:
    FOLDER.mkdir(exist_ok=True)
    for width in WIDTHS:
        for look in looks(server):
            page = open_as(browser, server, look.who, width)
            page.goto(server.url + look.path)
            page.screenshot(path=FOLDER / f"{look.name}-{width}.png")
            page.context.close()


if __name__ == "__main__":
    take(only_manuals="manuals" in sys.argv[1:])
