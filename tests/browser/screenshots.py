"""Pictures of the main pages for the documentation: ``bin/screenshots``."""

from playwright.sync_api import sync_playwright

from tests.browser import manual
from tests.browser.conftest import CHROMIUM, SWITCHES
from tests.browser.pages import WIDTHS, looks, open_as
from tests.browser.portal_server import ROOT, PortalServer

FOLDER = ROOT / "docs" / "screenshots"


def take() -> None:
    FOLDER.mkdir(exist_ok=True)
    server = PortalServer(demo=()).start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM, args=SWITCHES
            )
            for width in WIDTHS:
                for look in looks(server):
                    page = open_as(browser, server, look.who, width)
                    page.goto(server.url + look.path)
                    page.screenshot(path=FOLDER / f"{look.name}-{width}.png")
                    page.context.close()
            manual.take(browser, server)
            browser.close()
    finally:
        server.stop()


if __name__ == "__main__":
    take()
